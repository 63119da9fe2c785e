"""The shortest ways through the pores of a segmented electrode, from everywhere to the collector."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Phase = NDArray[np.uint8]

FAR = np.float32(np.inf)


@njit(cache=True, nogil=True)
def ways_to_collector(phase: Phase) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """((nx, ny, nz) shortest way in voxels from each pore to the lowest layer, (nx ny nz,) next voxel on it).

    Dijkstra (1959) with a binary heap over the 26 neighbours; an edge or a corner is passed only where no
    solid voxel stands at it. Infinite, and -1, where no way leads; -1 at the end of each way.
    """
    nx, ny, nz = phase.shape
    way = np.full(nx * ny * nz, FAR, np.float32)
    following = np.full(nx * ny * nz, -1, np.int32)
    place = np.full(nx * ny * nz, -1, np.int32)  # in the heap
    heap = np.empty(nx * ny * nz, np.int32)
    size = 0
    for i in range(nx):
        for j in range(ny):
            if phase[i, j, 0] == 0:
                node = (i * ny + j) * nz
                way[node] = 0.0
                heap[size], place[node] = node, size  # all alike: already a heap
                size += 1
    while size > 0:
        node = heap[0]
        size -= 1
        last = heap[size]
        place[node] = -1
        if size > 0:
            heap[0], place[last] = last, 0
            _sink(heap, place, way, size)
        i, j, k = node // (ny * nz), node // nz % ny, node % nz
        for a in range(-1, 2):
            for b in range(-1, 2):
                for c in range(-1, 2):
                    if (a == 0 and b == 0 and c == 0) or not _passes(phase, i, j, k, a, b, c):
                        continue
                    near = node + (a * ny + b) * nz + c
                    through = np.float32(way[node] + np.sqrt(np.float32(a * a + b * b + c * c)))
                    if through < way[near]:
                        if place[near] < 0:
                            heap[size], place[near] = near, size
                            size += 1
                        way[near], following[near] = through, node
                        _rise(heap, place, way, place[near])
    return way.reshape(nx, ny, nz), following


@njit(cache=True, nogil=True)
def _passes(phase: Phase, i: int, j: int, k: int, a: int, b: int, c: int) -> bool:
    """Whether all voxels of the block between a voxel and its neighbour are pores."""
    nx, ny, nz = phase.shape
    if not (0 <= i + a < nx and 0 <= j + b < ny and 0 <= k + c < nz):
        return False
    for x in range(min(a, 0), max(a, 0) + 1):
        for y in range(min(b, 0), max(b, 0) + 1):
            for z in range(min(c, 0), max(c, 0) + 1):
                if phase[i + x, j + y, k + z] != 0:
                    return False
    return True


@njit(cache=True, nogil=True)
def _sink(heap: NDArray[np.int32], place: NDArray[np.int32], way: NDArray[np.float32], size: int) -> None:
    at, node = 0, heap[0]
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and way[heap[below + 1]] < way[heap[below]]:
            below += 1
        if way[heap[below]] >= way[node]:
            break
        heap[at], place[heap[below]] = heap[below], at
        at = below
    heap[at], place[node] = node, at


@njit(cache=True, nogil=True)
def _rise(heap: NDArray[np.int32], place: NDArray[np.int32], way: NDArray[np.float32], at: int) -> None:
    node = heap[at]
    while at > 0:
        above = (at - 1) // 2
        if way[heap[above]] <= way[node]:
            break
        heap[at], place[heap[above]] = heap[above], at
        at = above
    heap[at], place[node] = node, at
