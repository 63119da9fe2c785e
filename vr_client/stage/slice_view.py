"""A flat picture of the cut, as under a microscope: what of it is in sight."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(slots=True, eq=False)
class SliceView:
    """`height_um` is the picture's; `offset_um` (2,) moves its middle right and up on the section."""

    height_um: float
    offset_um: Vector = field(default_factory=lambda: np.zeros(2))
