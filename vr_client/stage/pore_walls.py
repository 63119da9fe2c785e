"""Room and walls in a segmented electrode: sliding along them, seeing past them.

Places are in voxels, the centre of voxel (i, j, k) at (i + 1/2, j + 1/2, k + 1/2); z is the last axis, 0 at
the collector. The sides of the box and the collector are walls, above the surface all is free.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Phase = NDArray[np.uint8]
Floats = NDArray[np.float64]

ROOM = 0.75
"""Least share of pore about a place, interpolated between voxel centres, where one can be: a quarter of a
voxel off a flat wall."""
PIECE = 0.2
"""Longest step, in voxels, that is tested at once."""
SLIDES = 4


@njit(cache=True, nogil=True)
def _open(phase: Phase, i: int, j: int, k: int) -> float:
    if i < 0 or j < 0 or k < 0 or i >= phase.shape[0] or j >= phase.shape[1]:
        return 0.0
    if k >= phase.shape[2]:
        return 1.0
    return 1.0 if phase[i, j, k] == 0 else 0.0


@njit(cache=True, nogil=True)
def room(phase: Phase, at: Floats, gradient: Floats) -> float:
    """Share of pore about `at` (3,), trilinear between voxel centres; fills `gradient` (3,), inward."""
    i, j, k = int(np.floor(at[0] - 0.5)), int(np.floor(at[1] - 0.5)), int(np.floor(at[2] - 0.5))
    x, y, z = at[0] - 0.5 - i, at[1] - 0.5 - j, at[2] - 0.5 - k
    share = 0.0
    gradient[:] = 0.0
    for a in range(2):
        wx, dx = (x, 1.0) if a else (1.0 - x, -1.0)
        for b in range(2):
            wy, dy = (y, 1.0) if b else (1.0 - y, -1.0)
            for c in range(2):
                wz, dz = (z, 1.0) if c else (1.0 - z, -1.0)
                value = _open(phase, i + a, j + b, k + c)
                share += wx * wy * wz * value
                gradient[0] += dx * wy * wz * value
                gradient[1] += wx * dy * wz * value
                gradient[2] += wx * wy * dz * value
    return share


@njit(cache=True, nogil=True)
def slide(phase: Phase, start: Floats, step: Floats) -> tuple[Floats, bool]:
    """(where `step` (3,) leads from `start` (3,), whether a wall was felt): one slides along walls."""
    at, gradient = start.copy(), np.empty(3)
    pieces = int(np.ceil(np.sqrt(np.sum(step * step)) / PIECE))
    touched = False
    for _ in range(pieces):
        goal = at + step / pieces
        share = room(phase, goal, gradient)
        for _ in range(SLIDES):
            if share >= ROOM:
                break
            touched = True
            steep = np.sum(gradient * gradient)
            if steep < 1e-9:
                break
            goal = goal + gradient * (1.02 * (ROOM - share) / steep)
            share = room(phase, goal, gradient)
        gone = goal - at
        if share < ROOM or np.sqrt(np.sum(gone * gone)) > 2.0 * PIECE:
            break
        at = goal
    return at, touched


@njit(cache=True, nogil=True)
def in_sight(phase: Phase, a: Floats, b: Floats) -> bool:
    """Whether there is room all the way from `a` (3,) straight to `b` (3,)."""
    gradient = np.empty(3)
    pieces = int(np.ceil(np.sqrt(np.sum((b - a) ** 2)) / PIECE))
    clear = True
    for n in range(1, pieces):
        clear = clear and room(phase, a + (b - a) * (n / pieces), gradient) >= ROOM - 1e-6
    return clear


@njit(cache=True, nogil=True)
def pulled(phase: Phase, way: Floats) -> Floats:
    """(n, 3) the way (n, 3) drawn tight: pieces of it become straight where one can see from end to end."""
    tight = way.copy()
    count = len(tight)
    for _ in range(4):
        span = 1
        while 2 * span < count:
            span *= 2
        while span >= 2:
            for first in range(0, count - span):
                a, b = tight[first].copy(), tight[first + span].copy()
                if in_sight(phase, a, b):
                    for n in range(1, span):
                        tight[first + n] = a + (b - a) * (n / span)
            span //= 2
    return tight
