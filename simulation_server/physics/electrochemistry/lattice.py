"""The cell as a stack of voxel layers: what each voxel is made of and how high each layer is.

Arrays run (layer, x, y): the driven axis first, as the transport solver has it; periodic in x and y.
Fields are padded by one ghost cell a side.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Faces = tuple[F32, F32, F32]

PERIODIC = (True, True)
INNER = (slice(1, -1),) * 3


class Part(IntEnum):
    """What a voxel of the cell is made of."""

    PORE = 0
    AM = 1
    CBD = 2
    SEPARATOR = 3
    COUNTER_AM = 4
    COUNTER_PORE = 5
    COUNTER_INERT = 6


ACTIVE = (Part.AM, Part.COUNTER_AM)
"""Parts that hold lithium; the index is the material's number."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Parts (n0, n1, n2) of Part, lateral edge (m) and height of each layer (n0,) in m."""

    part: NDArray[np.uint8]
    edge_m: float
    heights_m: F64

    @property
    def area_m2(self) -> float:
        """Footprint."""
        return self.part.shape[1] * self.part.shape[2] * self.edge_m**2

    @property
    def volumes_m3(self) -> F64:
        """Of one voxel of each layer, (n0, 1, 1)."""
        return np.asarray(self.heights_m * self.edge_m**2)[:, None, None]

    def of_parts(self, value: NDArray[np.float64]) -> F64:
        """`value` (one a Part) in every voxel, padded, zero in the ghosts."""
        return padded(value[self.part])


def padded(values: NDArray[np.floating]) -> F64:
    """Float64 copy with a ghost cell of zeros a side."""
    return np.pad(np.asarray(values, dtype=np.float64), 1)
