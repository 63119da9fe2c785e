"""Where the tool in hand stands: what was picked and measured, what it holds."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .aside import Aside
from .clip import ClipPlane
from .held import Held
from .measurements import Anchor, Measurement
from .picked import Picked

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CutHold:
    """How the cutting plane was taken: the plane, the ray (micrometres) and the place along it."""

    plane: ClipPlane
    origin_um: Vector  # (3,)
    direction: Vector  # (3,) unit
    along_um: float


@dataclass(slots=True, eq=False)
class HandWork:
    """Written by the tools, read by the panel."""

    picked: Picked | None = None
    measures: list[Measurement] = field(default_factory=list)
    first: Anchor | None = None  # of a distance, while its second point is looked for
    cutting: CutHold | None = None
    radii_um: NDArray[np.float32] | None = None  # (n,) of the particles this belongs to
    beside_seen: Held | None = None  # the kept electrode the camera has been turned for
    pick_seen: int = -1  # the particles' generation `picked` was read in
    pore: Aside = field(default_factory=Aside)  # computes a measured pore
    preview: Aside = field(default_factory=Aside)  # computes the pore under the ray
    lithiation: Aside = field(default_factory=Aside)  # computes that of the picked particle
