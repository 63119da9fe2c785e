"""Transport of the liquid by flow and sharpening: what passes through the faces between fluid cells.

To the last bit, one cell gains what its neighbour loses, however long the run: what flows through a face is
cut to a multiple of 2^-23, and sums of such multiples below 2 are exact in float32. What diffuses is an
eighth of a difference of C, so C is rounded to multiples of 2^-20, which makes that exact as well.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .grid import FRONT
from .lanes import LANES, blend, copy, copy_some

_MASS_UNIT, _PER_MASS = np.float32(2.0**-23), np.float32(2.0**23)
_SHARE_UNIT, _PER_SHARE = np.float32(2.0**-20), np.float32(2.0**20)

# Rows of eight in the scratch of a block.
_BACK = 3  # after its own flux, the same reversed: what a wall sends
_NEAR = 6  # the six neighbours'
_MASS = 12
_EXCESS = 13

_SETTINGS = {"nogil": True, "fastmath": True, "error_model": "numpy"}


def rounded(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """C in the multiples it is kept in."""
    multiples: NDArray[np.float32] = np.rint(share * _PER_SHARE) * _SHARE_UNIT
    return multiples


@njit(parallel=True, cache=True, **_SETTINGS)
def move_liquid(flux, mass, excess, liquid, pieces, sites, fluid, work, part_blocks):  # type: ignore[no-untyped-def]
    """Move liquid between cells by their `flux` and set C: the liquid's share of the total, 1 + excess.

    Through a face goes the sum of both cells' fluxes; nothing through walls. `work` (parts, ...) is scratch.
    """
    near, lanes, _, first_more, more_near, more_direction, more_lanes, breaks = pieces  # once: see sweep
    wide = flux.shape[1]
    for part in prange(len(work)):
        w = work[part]
        for block in range(part_blocks[part], part_blocks[part + 1]):
            first = np.intp(block * LANES)
            for axis in range(3):
                copy(w, axis * LANES, flux, axis * wide + FRONT + first)
            for k in range(3 * LANES):
                w[_BACK * LANES + k] = -w[k]
            for i in range(6):
                axis = i >> 1
                at = axis * wide + FRONT + np.intp(near[block, i])
                blend(w, (_NEAR + i) * LANES, flux, at, w, (_BACK + axis) * LANES, lanes[block, i])
            for k in range(first_more[block], first_more[block + 1]):
                of = np.intp(more_direction[k]) - 1
                if of < 6:
                    at, row = (of >> 1) * wide + FRONT + np.intp(more_near[k]), (_NEAR + of) * LANES
                    blend(w, row, flux, at, w, row, more_lanes[k])
            copy(w, _MASS * LANES, mass, first)
            copy(w, _EXCESS * LANES, excess, first)
            _balance(w)
            copy(mass, first, w, _MASS * LANES)
            _put(liquid, sites, first, min(LANES, fluid - first), breaks[block], w)


@njit(forceinline=True, **_SETTINGS)
def _balance(w):  # type: ignore[no-untyped-def]
    """New mass in row _MASS, and C in row _EXCESS."""
    for lane in range(LANES):
        gain = np.int32(_through(w, 0, lane) + _through(w, 1, lane))
        gain = np.int32(gain + _through(w, 2, lane))
        mass = w[_MASS * LANES + lane] + _MASS_UNIT * np.float32(gain)
        w[_MASS * LANES + lane] = mass
        share = mass / (np.float32(1) + w[_EXCESS * LANES + lane])
        w[_EXCESS * LANES + lane] = _SHARE_UNIT * np.float32(np.rint(_PER_SHARE * share))


@njit(forceinline=True, **_SETTINGS)
def _through(w, axis, lane):  # type: ignore[no-untyped-def]
    """What comes in along an axis, in units: from below less what goes out above. Cut towards 0."""
    own = w[axis * LANES + lane]
    below, above = w[(_NEAR + 2 * axis) * LANES + lane], w[(_NEAR + 2 * axis + 1) * LANES + lane]
    return np.int32(np.int32(_PER_MASS * (own + below)) - np.int32(_PER_MASS * (own + above)))


@njit(forceinline=True, **_SETTINGS)
def _put(liquid, sites, first, count, breaks, w):  # type: ignore[no-untyped-def]
    """Write C of the first `count` of eight cells to their places."""
    start = 0
    if breaks:
        for lane in range(1, LANES):
            if breaks >> lane & 1:
                these = np.uint8((1 << lane) - (1 << start))
                copy_some(liquid, np.intp(sites[first + start] - start), w, _EXCESS * LANES, these)
                start = lane
    these = np.uint8((1 << count) - (1 << start))
    copy_some(liquid, np.intp(sites[first + start] - start), w, _EXCESS * LANES, these)
