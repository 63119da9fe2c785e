"""Open ends: layers of cells held at a pressure, with the velocity of the cell inside.

Inlet (largest z): pure liquid. Outlet (z = 0): it shows the inner cell's liquid share, so that it draws on
no front that arrives, and no liquid comes in through it, so that a trace of liquid at its rim does not grow;
what flows in is gas. Each open cell is given the equilibrium at its pressure and its inner neighbour's
velocity.
"""

import numpy as np
from numba import njit

from .grid import FRONT
from .lanes import opposite


@njit(cache=True, nogil=True, fastmath=True)
def set_open_phase(liquid, sites, inlet, outlet):  # type: ignore[no-untyped-def]
    """C of the open cells in the padded grid `liquid`: 1 at the inlet, the inner cell's at the outlet."""
    for k in range(len(inlet)):
        liquid[sites[inlet[k]]] = np.float32(1)
        liquid[sites[outlet[k]]] = liquid[sites[outlet[k]] + 1]


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _slot(turned, cell, origin, i):  # type: ignore[no-untyped-def]
    """Row and cell of the collided population opposite to i of `cell`, whose population i has an `origin`."""
    if turned or origin < 0:
        return i, cell
    return opposite(i), origin


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def set_open(  # type: ignore[no-untyped-def]
    f, turned, liquid, sites, flux, mass, excess, c, inwards, origins, pressure, velocities, weights
):
    """Equilibrium at open cell `c` for a pressure and the velocity of the cell `inwards` (+1 or -1) of it.

    Through the outlet's inner face, which takes the sum of both cells' fluxes, liquid only leaves.
    `turned` is how the step leaves the populations; `origins` (2, 18) are the cells that those of the open
    cell and of the inner one come from, -1 at walls.
    """
    three = np.float32(3)
    ux = np.float32(0)
    uy = np.float32(0)
    uz = np.float32(0)
    for i in range(1, 19):
        row, at = _slot(turned, c + inwards, origins[1, i - 1], i)
        moving = f[row, at]
        ux -= moving * velocities[i, 0]
        uy -= moving * velocities[i, 1]
        uz -= moving * velocities[i, 2]
    f[0, c] = three * weights[0] * pressure
    for i in range(1, 19):
        along = velocities[i, 0] * ux + velocities[i, 1] * uy + velocities[i, 2] * uz
        row, at = _slot(turned, c, origins[0, i - 1], i)
        f[row, at] = three * weights[i] * (pressure - along)
    share = liquid[sites[c]]
    carried = np.float32(0.5) * share
    flux[0, FRONT + c] = carried * ux
    flux[1, FRONT + c] = carried * uy
    flux[2, FRONT + c] = carried * uz
    if inwards > 0:
        flux[2, FRONT + c] = min(carried * uz, -flux[2, FRONT + c + inwards])
    excess[c] = three * pressure
    mass[c] = share * (np.float32(1) + three * pressure)
