"""One step of all cells: fetch, collide, put back, eight cells at a time.

Streaming is in place (the AA pattern of Bailey et al. 2009): one array (19, pitch) holds the populations. A
step that finds them *arrived* (row i of a cell holds what came in direction i) collides and leaves them
*turned*, each in its own cell's opposite row; the step after fetches them from the neighbours, collides, and
puts each back where its opposite was fetched, which is where it arrives. A wall gives back what it is sent.
"""

import numpy as np
from numba import njit, prange

from .boundaries import set_open
from .collision import collide
from .gradient import diffuse, fetch_shares
from .grid import FRONT
from .lanes import LANES, blend, copy, copy_some, opposite
from .rows import ARRIVED, DONE, EXCESS, FLUX, MASS

_SETTINGS = {"nogil": True, "fastmath": True, "error_model": "numpy"}


@njit(parallel=True, cache=True, **_SETTINGS)
def sweep(  # type: ignore[no-untyped-def]
    f, turned, pieces, steps, liquid, sites, flux, mass, excess, work,
    part_blocks, part_ends, ends, end_origins, inlet_pressure, outlet_pressure, velocities, weights,
    gamma, beta, solubility, nu_liquid, nu_gas, gravity
):  # fmt: skip
    """One step of all cells, and of the open ones after those of their part, while these are in the cache.

    `turned` is how the populations are found. `flux` (3, ...) takes the flux of liquid, `excess` the sum of
    the populations, `mass` what diffuses. `work` (parts, ROWS * LANES) is scratch, `steps` (19,) are offsets
    in the padded grid `liquid`.
    """
    # Taken out of their tuple once: in the loops, every look into it would count one more use of an array.
    near, lanes, walls, first_more, more_near, more_direction, more_lanes, breaks = pieces
    pitch = f.shape[1]
    for part in prange(len(work)):
        w = work[part]
        for block in range(part_blocks[part], part_blocks[part + 1]):
            first = np.intp(block * LANES)
            copy(w, ARRIVED * LANES, f, first)
            if turned:
                for i in range(1, 19):
                    at = opposite(i) * pitch + np.intp(near[block, i - 1])
                    blend(w, (ARRIVED + i) * LANES, f, at, f, i * pitch + first, lanes[block, i - 1])
                for k in range(first_more[block], first_more[block + 1]):
                    of = np.intp(more_direction[k])
                    at, row = opposite(of) * pitch + np.intp(more_near[k]), (ARRIVED + of) * LANES
                    blend(w, row, f, at, w, row, more_lanes[k])
            else:
                for i in range(1, 19):
                    copy(w, (ARRIVED + i) * LANES, f, i * pitch + first)
            fetch_shares(w, liquid, sites, first, breaks[block], steps)
            copy(w, MASS * LANES, mass, first)
            diffuse(w, walls, block)
            collide(w, gamma, beta, solubility, nu_liquid, nu_gas, gravity)
            for axis in range(3):
                copy(flux, axis * flux.shape[1] + FRONT + first, w, (FLUX + axis) * LANES)
            copy(excess, first, w, EXCESS * LANES)
            copy(mass, first, w, MASS * LANES)
            copy(f, first, w, DONE * LANES)
            if turned:
                for i in range(1, 19):
                    at = opposite(i) * pitch + np.intp(near[block, i - 1])
                    copy_some(f, at, w, (DONE + i) * LANES, lanes[block, i - 1])
                    copy_some(f, i * pitch + first, w, (DONE + i) * LANES, walls[block, i - 1])
                for k in range(first_more[block], first_more[block + 1]):
                    of = np.intp(more_direction[k])
                    at = opposite(of) * pitch + np.intp(more_near[k])
                    copy_some(f, at, w, (DONE + of) * LANES, more_lanes[k])
            else:
                for i in range(1, 19):
                    copy(f, i * pitch + first, w, (DONE + i) * LANES)
        for k in range(part_ends[part], part_ends[part + 1]):
            inwards = 1 - 2 * (k & 1)
            set_open(
                f, not turned, liquid, sites, flux, mass, excess, ends[k], inwards, end_origins[k],
                inlet_pressure if k & 1 else outlet_pressure, velocities, weights
            )  # fmt: skip
