"""Whence populations come, piece by piece instead of cell by cell.

Population i of a cell comes from its neighbour against direction i. Eight cells in a row mostly have eight
neighbours in a row: cells of one column (x, y) are numbered in the order of z, and pores are a dozen cells
wide. So for a block and a direction one number, that of the first lane's neighbour, and a mask of the lanes
it holds for say where all come from; lanes at walls have a mask of their own, and what is left over (of one
block and direction in five, in a packing of spheres) stands in a list, piece by piece.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .grid import FRONT
from .lanes import LANES


class Pieces(NamedTuple):
    """Neighbours of blocks of eight cells; column i - 1 is about those against direction i."""

    cell: NDArray[np.int32]  # (blocks, 18) cell that lane 0's population would come from, if lane 0 has any
    lanes: NDArray[np.uint8]  # (blocks, 18) bit l: lane l's comes from `cell` + l
    walls: NDArray[np.uint8]  # (blocks, 18) bit l: lane l has a wall there
    first_more: NDArray[np.int32]  # (blocks + 1,) where the block's further pieces begin
    more_cell: NDArray[np.int32]  # (n,) as `cell`
    more_direction: NDArray[np.uint8]  # (n,) i
    more_lanes: NDArray[np.uint8]  # (n,) as `lanes`
    breaks: NDArray[np.uint8]  # (blocks,) bit l: lane l does not stand right above lane l - 1


def find_pieces(
    number: NDArray[np.int32],
    sites: NDArray[np.int32],
    fluid: int,
    steps: NDArray[np.int32],
    climbs: NDArray[np.int32],
    nz: int,
) -> Pieces:
    """Pieces of all blocks: `number` (padded grid) holds each cell's number, -1 in solids, and `sites`
    (fluid padded,) its place; `steps` (19,) and `climbs` (19,) are a direction's offset and its z.
    """
    blocks = len(sites) // LANES
    cell = np.zeros((blocks, 18), np.int32)
    lanes, walls = np.zeros((2, blocks, 18), np.uint8)
    first_more = np.zeros(blocks + 1, np.int32)
    breaks = np.zeros(blocks, np.uint8)
    more = np.zeros(0, np.int32), np.zeros(0, np.uint8), np.zeros(0, np.uint8)
    for _ in range(2):  # the first time counts those in the list
        _find(
            number, sites, fluid, steps, climbs, nz, cell, lanes, walls, first_more, *more, breaks
        )  # fmt: skip
        count = int(first_more[-1])
        if len(more[0]) == count:
            break
        more = np.zeros(count, np.int32), np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    return Pieces(cell, lanes, walls, first_more, *more, breaks)


@njit(cache=True, nogil=True)
def origins(number, sites, steps, climbs, nz):  # type: ignore[no-untyped-def]
    """Cells (len(sites), 18) that the populations of the cells at `sites` come from, -1 at walls."""
    found = np.empty((len(sites), 18), np.int32)
    for c in range(len(sites)):
        for i in range(1, 19):
            found[c, i - 1] = _origin(number, sites[c], steps[i], climbs[i], nz)
    return found


@njit(cache=True, nogil=True)
def _origin(number, site, step, climb, nz):  # type: ignore[no-untyped-def]
    """Nothing comes from beyond the first and the last z."""
    inside = 0 <= (site - FRONT) % nz - climb < nz
    return number[site - step] if inside else np.int32(-1)


@njit(cache=True, nogil=True)
def _find(  # type: ignore[no-untyped-def]
    number, sites, fluid, steps, climbs, nz, cell, lanes, walls, first_more,
    more_cell, more_direction, more_lanes, breaks
):  # fmt: skip
    """Fill all arrays but those of the list where they have no room."""
    origin = np.empty(LANES, np.int32)
    found = 0
    for block in range(len(cell)):
        first_more[block] = found
        first = block * LANES
        count = min(LANES, fluid - first)
        for lane in range(1, count):
            if sites[first + lane] != sites[first + lane - 1] + 1:
                breaks[block] |= np.uint8(1 << lane)
        for i in range(1, 19):
            left = 0
            for lane in range(count):
                origin[lane] = _origin(number, sites[first + lane], steps[i], climbs[i], nz)
                left |= (origin[lane] >= 0) << lane
            walls[block, i - 1] = 255 ^ left
            cell[block, i - 1], lanes[block, i - 1] = first, 0
            pieces = 0
            for lane in range(count):
                if not left >> lane & 1:
                    continue
                start, these = origin[lane] - lane, 0
                for other in range(lane, count):
                    if left >> other & 1 and origin[other] - other == start:
                        these |= 1 << other
                left &= ~these
                if pieces == 0:
                    cell[block, i - 1], lanes[block, i - 1] = start, these
                else:
                    if len(more_cell):
                        more_cell[found], more_direction[found], more_lanes[found] = start, i, these
                    found += 1
                pieces += 1
    first_more[len(cell)] = found
