"""Positions between two frames, quickly: this is done for every particle in every frame that is drawn."""

import numpy as np
from numba import float32, float64, njit, types
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_GIVEN = types.Array(float32, 2, "C", readonly=True)
_SIGNATURE = float32[:, ::1](_GIVEN, _GIVEN, float64, float64, float64, float64)


@njit(_SIGNATURE, cache=True, nogil=True)  # made ready on import: no frame waits for a compiler
def positions_between(
    start: Floats, target: Floats, share: float, length: float, width: float, leap: float
) -> Floats:
    """(n, 3) at `share` (0 to 1) of the way from `start` to `target` (n, 3), the short way round a box.

    All in um; `length` and `width` are the edges of the box, periodic in x and y. Who moves in z by more
    than `leap` has left the box at its top or foot and is at once where it comes in again.
    """
    edges = (np.float32(length), np.float32(width))
    part = np.float32(share)
    found = np.empty_like(start)
    for i in range(len(start)):
        rise = target[i, 2] - start[i, 2]
        if abs(rise) > leap:
            found[i] = target[i]
            continue
        found[i, 2] = start[i, 2] + part * rise
        for axis in range(2):
            edge = edges[axis]
            step = target[i, axis] - start[i, axis]
            if step > np.float32(0.5) * edge:
                step -= edge
            elif step < np.float32(-0.5) * edge:
                step += edge
            at = start[i, axis] + part * step
            if at < np.float32(0.0):
                at += edge
            elif at >= edge:
                at -= edge
            found[i, axis] = at
    return found
