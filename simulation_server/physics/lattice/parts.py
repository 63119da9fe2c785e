"""How the threads share out the cells: parts small enough that a part stays in a core's cache."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .lanes import LANES

_CELLS_A_PART = 4096  # some 0.4 MB of populations and fields
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class Parts:
    """Runs of blocks, and of open cells, for each part."""

    blocks: NDArray[np.int64]  # (parts + 1,) first block of each part
    first_ends: NDArray[np.int64]  # (parts + 1,) index into the cells' `ends`


def share_out(cells: Cells) -> Parts:
    """Parts of about equal size that part no open cell from its inner neighbour."""
    count = max(_FEWEST, cells.fluid // _CELLS_A_PART)
    total = len(cells.pieces.cell)
    blocks = np.arange(count + 1) * total // count
    pairs = np.zeros(total * LANES + 1, bool)  # whether a cell and the one before are such a pair
    pairs[cells.outlet + 1] = True
    pairs[cells.inlet] = True
    for part in range(1, count):
        block = max(int(blocks[part]), int(blocks[part - 1]))
        while block < total and pairs[block * LANES]:
            block += 1
        blocks[part] = block
    return Parts(blocks, np.searchsorted(cells.ends, blocks * LANES))
