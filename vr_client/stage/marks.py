"""What tools leave in the electrode: points, lines, balls and short texts, in its own micrometres."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Tone = Literal["measure", "pick", "flown", "shortest", "aim", "warning"]
"""What a mark is about; the drawing has a colour for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Drawn over what is opaque, fainter where the electrode hides it.

    `points_um` (n, 3) float32 in electrode coordinates; `joined` draws a line through them in their order;
    `radius_um` above 0 draws a translucent ball about each; `label` stands beside the last point, always
    upright and legible.
    """

    points_um: NDArray[np.float32]
    tone: Tone
    label: str = ""
    joined: bool = True
    radius_um: float = 0.0
