"""Exact distance from every pore voxel to the solid, periodic in x and y or not.

One axis after the other, as in Saito and Toriwaki (1994). Each scan ends where its offset alone is longer
than the best distance so far, so that narrow pores cost little; no padded copy of the volume is needed.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

_FAR = 1 << 14
"""Voxels away where a line holds no solid: beyond any volume, its square within int32."""


@njit(cache=True, nogil=True)
def _along_z(pore: NDArray[np.bool_], square: NDArray[np.int32]) -> None:
    nx, ny, nz = pore.shape
    for i in range(nx):
        for j in range(ny):
            below = _FAR  # voxels since the last solid one
            for k in range(nz):
                below = below + 1 if pore[i, j, k] else 0
                square[i, j, k] = below * below
            above = _FAR
            for k in range(nz - 1, -1, -1):
                above = above + 1 if pore[i, j, k] else 0
                square[i, j, k] = min(square[i, j, k], above * above)


@njit(cache=True, nogil=True)
def _along_y(known: NDArray[np.int32], square: NDArray[np.int32], periodic: bool) -> None:
    nx, ny, nz = known.shape
    for i in range(nx):
        for j in range(ny):
            for k in range(nz):
                best = known[i, j, k]
                offset = 1
                most = ny // 2 if periodic else max(j, ny - 1 - j)
                while offset * offset < best and offset <= most:
                    if periodic or j + offset < ny:
                        best = min(best, known[i, (j + offset) % ny, k] + offset * offset)
                    if periodic or j >= offset:
                        best = min(best, known[i, (j - offset) % ny, k] + offset * offset)
                    offset += 1
                square[i, j, k] = best


def distance_to_solid(pore: NDArray[np.bool_], *, periodic: bool = True) -> NDArray[np.float32]:
    """Distance (nx, ny, nz) in voxels from each pore voxel's centre to the nearest solid one's, 0 in solids.

    `pore` is True in pores. Infinite where there is no solid at all.
    """
    first = np.empty(pore.shape, dtype=np.int32)
    second = np.empty_like(first)
    _along_z(np.ascontiguousarray(pore), first)
    _along_y(first, second, periodic)
    # the same scan along x, on views with both axes exchanged
    _along_y(second.transpose(1, 0, 2), first.transpose(1, 0, 2), periodic)
    distance = np.sqrt(first, dtype=np.float32)
    distance[first >= _FAR**2] = np.inf
    return distance
