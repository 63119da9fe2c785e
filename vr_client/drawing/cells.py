"""Spheres sorted into the cells of a regular grid, to find the neighbours of each without a tree."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

MOST_CELLS = 4_000_000
"""Bounds the memory of a grid, however far apart the spheres are."""


class Cells(NamedTuple):
    """Cell (i, j, k), flat index c, holds the spheres members[starts[c]:starts[c + 1]]."""

    low_um: NDArray[np.float32]  # (3,) corner
    edge_um: float
    shape: tuple[int, int, int]
    starts: NDArray[np.int64]  # (cells + 1,)
    members: NDArray[np.int64]
    largest_um: float  # radius of its spheres


def sort_into_cells(
    positions_um: NDArray[np.float32],
    radii_um: NDArray[np.float32],
    which: NDArray[np.int64],
    edge_um: float,
) -> Cells:
    """The spheres `which` (m,) of positions (n, 3) by their centres; `edge_um` grows where space is vast."""
    if not len(which):
        return Cells(np.zeros(3, np.float32), edge_um, (1, 1, 1), np.zeros(2, np.int64), which, 0.0)
    low, high = positions_um[which].min(axis=0), positions_um[which].max(axis=0)
    extent = (high - low).astype(np.float64)
    while np.prod(np.floor(extent / edge_um) + 1.0) > MOST_CELLS:
        edge_um *= 1.3
    nx, ny, nz = (int(n) for n in np.floor(extent / edge_um) + 1)
    starts, members = np.zeros(nx * ny * nz + 1, np.int64), np.empty(len(which), np.int64)
    _sort(positions_um, which, low, edge_um, (nx, ny, nz), starts, members)
    return Cells(low, edge_um, (nx, ny, nz), starts, members, float(radii_um[which].max()))


@njit(cache=True, nogil=True)
def _sort(
    positions: NDArray[np.float32],
    which: NDArray[np.int64],
    low: NDArray[np.float32],
    edge: float,
    shape: tuple[int, int, int],
    starts: NDArray[np.int64],
    members: NDArray[np.int64],
) -> None:
    """A counting sort."""
    flat = np.empty(which.shape[0], np.int64)
    for s in range(which.shape[0]):
        i = which[s]
        a = min(int((positions[i, 0] - low[0]) / edge), shape[0] - 1)
        b = min(int((positions[i, 1] - low[1]) / edge), shape[1] - 1)
        c = min(int((positions[i, 2] - low[2]) / edge), shape[2] - 1)
        flat[s] = (a * shape[1] + b) * shape[2] + c
        starts[flat[s] + 1] += 1
    for cell in range(starts.shape[0] - 1):
        starts[cell + 1] += starts[cell]
    filled = starts.copy()
    for s in range(which.shape[0]):
        members[filled[flat[s]]] = which[s]
        filled[flat[s]] += 1


@njit(cache=True, nogil=True)
def neighbours_in(
    cells: Cells,
    positions: NDArray[np.float32],
    radii: NDArray[np.float32],
    i: int,
    gap_um: float,
    found: NDArray[np.int64],
    gaps: NDArray[np.float32],
    count: int,
) -> int:
    """Adds the spheres whose surface is nearer than `gap_um` to that of sphere i; the new count.

    `found` and `gaps` (m,) are filled from `count` on, in no order.
    """
    reach = radii[i] + cells.largest_um + gap_um
    first = np.empty(3, np.int64)
    last = np.empty(3, np.int64)
    for axis in range(3):
        at = positions[i, axis] - cells.low_um[axis]
        first[axis] = max(int(np.floor((at - reach) / cells.edge_um)), 0)
        last[axis] = min(int(np.floor((at + reach) / cells.edge_um)), cells.shape[axis] - 1)
    for a in range(first[0], last[0] + 1):
        for b in range(first[1], last[1] + 1):
            row = (a * cells.shape[1] + b) * cells.shape[2]
            if first[2] > last[2]:
                continue
            for slot in range(cells.starts[row + first[2]], cells.starts[row + last[2] + 1]):
                j = cells.members[slot]
                if j == i:
                    continue
                x = positions[j, 0] - positions[i, 0]
                y = positions[j, 1] - positions[i, 1]
                z = positions[j, 2] - positions[i, 2]
                touching = radii[i] + radii[j]
                most = touching + gap_um
                square = x * x + y * y + z * z
                if square < most * most:
                    found[count] = j
                    gaps[count] = np.sqrt(square) - touching
                    count += 1
    return count
