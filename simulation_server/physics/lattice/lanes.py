"""Memory layout of the populations: blocks of 16 cells, each direction's 16 values side by side.

Population i of cell c stands at `(c // 16) * block + i * 16 + c % 16`, with `block` 16 times the number of
directions: the compiler works on 16 cells at once (one 64-byte vector of float32), and a cell's populations
stay near each other.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)

LANES = 16
F_BLOCK = 19 * LANES
G_BLOCK = 7 * LANES


def padded(cells: int) -> int:
    """Cells rounded up to whole blocks."""
    return -(-cells // LANES) * LANES


def to_blocks(rows: NDArray[Scalar]) -> NDArray[Scalar]:
    """Blocked copy, flat, of `rows` (directions, padded cells)."""
    directions, cells = rows.shape
    return np.ascontiguousarray(rows.reshape(directions, cells // LANES, LANES).transpose(1, 0, 2)).ravel()


def from_blocks(blocked: NDArray[np.float32], directions: int, cells: int) -> NDArray[np.float32]:
    """Rows (directions, cells) of a blocked array."""
    rows = blocked.reshape(-1, directions, LANES).transpose(1, 0, 2).reshape(directions, -1)
    return rows[:, :cells]
