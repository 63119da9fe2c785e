"""Open ends: layers of cells held at a pressure, with the velocity of the cell inside.

Inlet (largest z): pure liquid. Outlet (z = 0): whatever arrives leaves (zero gradient of C). Each open cell
is given the equilibrium at its pressure and its inner neighbour's velocity.
"""

import numpy as np
from numba import njit

from .lanes import F_BLOCK, G_BLOCK, LANES


@njit(cache=True, nogil=True, fastmath=True)
def set_open_phase(liquid, inlet, outlet, above_outlet):  # type: ignore[no-untyped-def]
    """Liquid share (all,) of the open cells: 1 at the inlet, the neighbour's at the outlet."""
    for k in range(len(inlet)):
        liquid[inlet[k]] = np.float32(1)
        liquid[outlet[k]] = liquid[above_outlet[k]]


@njit(cache=True, nogil=True, fastmath=True)
def set_open(f, g, liquid, cells, inner, pressure, velocities, weights):  # type: ignore[no-untyped-def]
    """Equilibrium populations at `cells` (m,) for a pressure and the velocities of `inner` (m,)."""
    for k in range(len(cells)):
        c = cells[k]
        ux = np.float32(0)
        uy = np.float32(0)
        uz = np.float32(0)
        for i in range(1, 19):
            moving = f[inner[k] // LANES * F_BLOCK + inner[k] % LANES + i * LANES]
            ux += moving * velocities[i, 0]
            uy += moving * velocities[i, 1]
            uz += moving * velocities[i, 2]
        share = liquid[c]
        f_own = c // LANES * F_BLOCK + c % LANES
        g_own = c // LANES * G_BLOCK + c % LANES
        g[g_own] = share * (np.float32(0.25) + 3 * pressure)
        for i in range(19):
            eu = velocities[i, 0] * ux + velocities[i, 1] * uy + velocities[i, 2] * uz
            f[f_own + i * LANES] = 3 * weights[i] * (pressure + eu)
            if 0 < i < 7:
                g[g_own + i * LANES] = share * (np.float32(1) + np.float32(4) * eu) * np.float32(0.125)
