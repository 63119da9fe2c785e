"""Gradient of the phase field, and the part of the phase transport that is diffusion.

C stands on the whole lattice, so both are stencils of constant offsets: for eight cells that stand above each
other, nineteen moves of eight floats fetch all that both need.
"""

import numpy as np
from numba import njit

from .lanes import LANES, blend, copy, opposite
from .rows import FACE, MASS, SHARE

_SETTINGS = {"forceinline": True, "nogil": True, "fastmath": True, "error_model": "numpy"}


@njit(**_SETTINGS)
def fetch_shares(w, liquid, sites, first, breaks, steps):  # type: ignore[no-untyped-def]
    """Rows SHARE: C of eight cells from number `first`, and of their 18 neighbours."""
    site = np.intp(sites[first])
    for i in range(19):
        copy(w, (SHARE + i) * LANES, liquid, site + steps[i])
    if breaks:
        for lane in range(1, LANES):
            if breaks >> lane & 1:
                site = np.intp(sites[first + lane] - lane)
                rest = np.uint8(255 << lane)
                for i in range(19):
                    row = (SHARE + i) * LANES
                    blend(w, row, liquid, site + steps[i], w, row, rest)


@njit(**_SETTINGS)
def diffuse(w, walls, block):  # type: ignore[no-untyped-def]
    """Add to row MASS what diffuses in from the fluid neighbours.

    A D3Q7 lattice relaxed fully to its equilibrium passes an eighth of the difference of C through each face.
    """
    for i in range(1, 7):
        wall = walls[block, opposite(i) - 1]
        blend(w, (FACE + i - 1) * LANES, w, SHARE * LANES, w, (SHARE + i) * LANES, wall)
    for lane in range(LANES):
        x = w[FACE * LANES + lane] + w[(FACE + 1) * LANES + lane]
        y = w[(FACE + 2) * LANES + lane] + w[(FACE + 3) * LANES + lane]
        z = w[(FACE + 4) * LANES + lane] + w[(FACE + 5) * LANES + lane]
        gain = (x + y + z) - np.float32(6) * w[SHARE * LANES + lane]
        w[MASS * LANES + lane] += np.float32(0.125) * gain


@njit(**_SETTINGS)
def gradient(w, lane):  # type: ignore[no-untyped-def]
    """grad C of a cell, `3 sum w e C(x + e)`, from rows SHARE."""
    one_6 = np.float32(1 / 6)
    one_12 = np.float32(1 / 12)
    c7 = _difference(w, 7, lane)
    c9 = _difference(w, 9, lane)
    c11 = _difference(w, 11, lane)
    c13 = _difference(w, 13, lane)
    c15 = _difference(w, 15, lane)
    c17 = _difference(w, 17, lane)
    gx = one_6 * _difference(w, 1, lane) + one_12 * ((c7 + c9) + (c11 + c13))
    gy = one_6 * _difference(w, 3, lane) + one_12 * ((c7 - c9) + (c15 + c17))
    gz = one_6 * _difference(w, 5, lane) + one_12 * ((c11 - c13) + (c15 - c17))
    return gx, gy, gz


@njit(**_SETTINGS)
def _difference(w, i, lane):  # type: ignore[no-untyped-def]
    """C of the neighbour in direction i less that of the opposite one."""
    return w[(SHARE + i) * LANES + lane] - w[(SHARE + i + 1) * LANES + lane]
