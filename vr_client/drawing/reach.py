"""Values of a lattice carried a little way beyond where they are known."""

import numpy as np
from numpy.typing import NDArray


def continued(inside: NDArray[np.bool_], reach: int) -> NDArray[np.int32]:
    """(nx, ny, nz) flat index of the cell `inside` that is nearest, about, for cells as near as `reach`.

    Cells further off keep their own.
    """
    sources = np.arange(inside.size, dtype=np.int32).reshape(inside.shape)
    known = inside.copy()
    for _ in range(reach):
        found = known.copy()
        for axis in range(3):
            for side in (slice(1, None), slice(None, -1)):
                here = [slice(None)] * 3
                there = [slice(None)] * 3
                here[axis], there[axis] = side, slice(None, -1) if side.start else slice(1, None)
                new = ~found[tuple(here)] & known[tuple(there)]
                sources[tuple(here)][new] = sources[tuple(there)][new]
                found[tuple(here)] |= new
        known = found
    return sources
