"""Open ends: layers of cells held at a pressure, with the velocity of the cell inside.

Inlet (largest z): pure liquid. Outlet (z = 0): liquid that arrives leaves; what comes in is gas. Each open
cell is given the equilibrium at its pressure and its inner neighbour's velocity.
"""

import numpy as np
from numba import njit

from .grid import FRONT
from .lanes import LANES, find_places_of_cell, place


@njit(cache=True, nogil=True, fastmath=True)
def set_open_phase(liquid, flux, sites, inlet, outlet):  # type: ignore[no-untyped-def]
    """C of the open cells in the padded grid `liquid`: 1 at the inlet; what leaves, else gas, at the outlet.

    Without the gas, a trace of liquid that gathers at the outlet's rim would be drawn in from nothing.
    """
    for k in range(len(inlet)):
        liquid[sites[inlet[k]]] = np.float32(1)
        inner = liquid[sites[outlet[k]] + 1]
        leaves = inner > np.float32(0.5) and flux[2, FRONT + outlet[k] + 1] <= np.float32(0)
        liquid[sites[outlet[k]]] = inner if leaves else np.float32(0)


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _find_slots(links, mask, cell, turned, at):  # type: ignore[no-untyped-def]
    """Places of a cell's collided populations in `at`, entry (i - 1) 16 + cell % 16: that opposite to i."""
    c = np.uint32(cell)
    lane = np.uintp(c & np.uint32(LANES - 1))
    if turned:
        for i in range(1, 19):
            at[np.uintp((i - 1) * LANES) + lane] = place(c, np.uint32(i))
    else:
        find_places_of_cell(links, mask, np.uintp(c // np.uint32(LANES)), lane, c, at)
    return lane


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def set_open(  # type: ignore[no-untyped-def]
    f, turned, links, mask, liquid, sites, flux, mass, excess, c, inwards, pressure, velocities, weights, at
):
    """Equilibrium at open cell `c` for a pressure and the velocity of the cell `inwards` (+1 or -1) of it.

    `turned` is how the step leaves the populations; `at` (288,) is scratch.
    """
    three = np.float32(3)
    ux = np.float32(0)
    uy = np.float32(0)
    uz = np.float32(0)
    lane = _find_slots(links, mask, c + inwards, turned, at)
    for i in range(1, 19):
        moving = f[at[np.uintp((i - 1) * LANES) + lane]]
        ux -= moving * velocities[i, 0]
        uy -= moving * velocities[i, 1]
        uz -= moving * velocities[i, 2]
    lane = _find_slots(links, mask, c, turned, at)
    f[place(np.uint32(c), np.uint32(0))] = three * weights[0] * pressure
    for i in range(1, 19):
        along = velocities[i, 0] * ux + velocities[i, 1] * uy + velocities[i, 2] * uz
        f[at[np.uintp((i - 1) * LANES) + lane]] = three * weights[i] * (pressure - along)
    share = liquid[sites[c]]
    carried = np.float32(0.5) * share
    flux[0, FRONT + c] = carried * ux
    flux[1, FRONT + c] = carried * uy
    flux[2, FRONT + c] = carried * uz
    excess[c] = three * pressure
    mass[c] = share * (np.float32(1) + three * pressure)
