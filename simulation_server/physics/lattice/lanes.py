"""Memory layout of the populations: blocks of 16 cells, each direction's 16 values side by side.

Population i of cell c stands at `(c // 16) * 304 + i * 16 + c % 16` of the flat array: the compiler works on
16 cells at once, and a block's populations are one run of memory.

Streaming is in place (the AA pattern of Bailey et al. 2009): one array holds the populations. A step that
finds them *arrived* (slot i of a cell holds what came in direction i) collides and leaves them *turned*,
each in its own cell's opposite slot; the step after fetches them from the neighbours' slots, collides, and
puts each back where its opposite was fetched, which is where it arrives. A wall gives back what it is sent.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

LANES = 16
BLOCK = 19 * LANES


def padded(cells: int) -> int:
    """Cells rounded up to whole blocks."""
    return -(-cells // LANES) * LANES


def rows(blocked: NDArray[np.float32], cells: int) -> NDArray[np.float32]:
    """Slots (19, cells) of the blocked populations."""
    return blocked.reshape(-1, 19, LANES).transpose(1, 0, 2).reshape(19, -1)[:, :cells]


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def place(cell, slot):  # type: ignore[no-untyped-def]
    """Index of a slot of a cell, both uint32."""
    lane = np.uint32(cell & np.uint32(LANES - 1))
    return np.uint32(np.uint32(cell - lane) * np.uint32(19) + lane + slot * np.uint32(LANES))


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def opposite(direction):  # type: ignore[no-untyped-def]
    """The reversed direction, 1 to 18."""
    return ((direction - 1) ^ 1) + 1


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def bit(mask, direction):  # type: ignore[no-untyped-def]
    """1 where the neighbour in `direction` (1 to 18) is fluid, else 0."""
    return np.uint32(mask >> np.uint32(direction - 1) & np.uint32(1))


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _at(mask, cell, there, direction):  # type: ignore[no-untyped-def]
    """Place from which population opposite(direction) is fetched: the neighbour's slot, or a wall's echo."""
    near = place(there, np.uint32(direction))
    echo = place(cell, np.uint32(opposite(direction)))
    return near if bit(mask, direction) else echo


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def find_places(links, mask, block, places):  # type: ignore[no-untyped-def]
    """Fill `places` (288,): entry 16 (i - 1) + lane is where population i of a block's cell is fetched."""
    row = np.uintp(block)
    first = np.uint32(np.uint32(block) * np.uint32(LANES))
    for lane in range(LANES):
        cell = np.uint32(first + np.uint32(lane))
        find_places_of_cell(links, mask, row, lane, cell, places)


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def find_places_of_cell(links, mask, row, lane, cell, places):  # type: ignore[no-untyped-def]
    """The entries of one cell, which is `lane` of block `row`."""
    m = mask[cell]
    east = np.uint32(links[row, 0, lane])
    west = np.uint32(links[row, 1, lane])
    north = np.uint32(links[row, 2, lane])
    south = np.uint32(links[row, 3, lane])
    places[0 * LANES + lane] = _at(m, cell, west + bit(m, 12), 2)
    places[1 * LANES + lane] = _at(m, cell, east + bit(m, 13), 1)
    places[2 * LANES + lane] = _at(m, cell, south + bit(m, 16), 4)
    places[3 * LANES + lane] = _at(m, cell, north + bit(m, 17), 3)
    places[4 * LANES + lane] = _at(m, cell, cell - np.uint32(1), 6)
    places[5 * LANES + lane] = _at(m, cell, cell + np.uint32(1), 5)
    places[6 * LANES + lane] = _at(m, cell, np.uint32(links[row, 5, lane]), 8)
    places[7 * LANES + lane] = _at(m, cell, np.uint32(links[row, 4, lane]), 7)
    places[8 * LANES + lane] = _at(m, cell, np.uint32(links[row, 7, lane]), 10)
    places[9 * LANES + lane] = _at(m, cell, np.uint32(links[row, 6, lane]), 9)
    places[10 * LANES + lane] = _at(m, cell, west, 12)
    places[11 * LANES + lane] = _at(m, cell, east + bit(m, 13) + bit(m, 1), 11)
    places[12 * LANES + lane] = _at(m, cell, west + bit(m, 12) + bit(m, 2), 14)
    places[13 * LANES + lane] = _at(m, cell, east, 13)
    places[14 * LANES + lane] = _at(m, cell, south, 16)
    places[15 * LANES + lane] = _at(m, cell, north + bit(m, 17) + bit(m, 3), 15)
    places[16 * LANES + lane] = _at(m, cell, south + bit(m, 16) + bit(m, 4), 18)
    places[17 * LANES + lane] = _at(m, cell, north, 17)
