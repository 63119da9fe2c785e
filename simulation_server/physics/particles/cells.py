"""Sorts the particles into cells, so that neighbours in space are neighbours in memory."""

import math
from typing import NamedTuple

import numpy as np

from .bodies import LX, LY, LZ, OFFSET, RATE, Counts, Floats, Ints
from .compiling import kernel
from .spheres import Spheres


class Cells(NamedTuple):
    """A grid of counts (3,) cells over the box; x runs fastest."""

    counts: Ints  # (3,)
    first: Ints  # (cells + 1,) cell c holds the particles first[c] : first[c + 1]
    cell: Ints  # (n,) of each particle before sorting
    order: Counts  # (n,) where each sorted particle sat before


def make_cells(count: int, lengths: tuple[float, float, float], edge: float) -> Cells:
    """A grid of cells about `edge` wide."""
    counts = np.array([max(1, int(length / edge)) for length in lengths], dtype=np.int64)
    return Cells(
        counts,
        np.zeros(int(counts.prod()) + 1, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.uint32),
    )


@kernel
def wrap(spheres: Spheres, frame: Floats) -> None:
    """Brings the particles back into the box, those that leave a sheared one at the speed of their image."""
    place = spheres.place
    for i in range(place.shape[0]):
        if frame[LZ] > 0.0:
            layers = math.floor(place[i, 2] / frame[LZ])
            place[i, 2] -= layers * frame[LZ]
            place[i, 0] -= layers * frame[OFFSET]
            spheres.motion[i, 0] -= layers * frame[RATE] * frame[LZ]
        place[i, 0] -= frame[LX] * math.floor(place[i, 0] / frame[LX])
        place[i, 1] -= frame[LY] * math.floor(place[i, 1] / frame[LY])


@kernel
def sort(spheres: Spheres, cells: Cells, frame: Floats, height: float) -> None:
    """Finds the order by cell, stable; `height` is what the grid spans in z."""
    place, first, counts = spheres.place, cells.first, cells.counts
    nx, ny, nz = counts[0], counts[1], counts[2]
    for cell in range(nx * ny * nz + 1):
        first[cell] = 0
    for i in range(place.shape[0]):
        cx = min(int(place[i, 0] / frame[LX] * nx), nx - 1)
        cy = min(int(place[i, 1] / frame[LY] * ny), ny - 1)
        cz = min(max(int(place[i, 2] / height * nz), 0), nz - 1)
        cell = (cz * ny + cy) * nx + cx
        cells.cell[i] = cell
        first[cell + 1] += 1
    for cell in range(nx * ny * nz):
        first[cell + 1] += first[cell]
    for i in range(place.shape[0] - 1, -1, -1):
        cell = cells.cell[i] + 1
        first[cell] -= 1
        cells.order[first[cell]] = i
    for cell in range(nx * ny * nz):  # each end has moved to its cell's start
        first[cell] = first[cell + 1]
    first[nx * ny * nz] = place.shape[0]
