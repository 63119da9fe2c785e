"""The pore flight: from the surface through the pores to the collector, the way recorded and judged."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .camera import Camera
from .clip import ClipPlane
from .layers import Layers
from .pore_space import PoreSpace, length_um
from .transforms import Matrix

State = Literal["off", "finding", "flying", "ended"]
Pilot = Literal["hand", "glide", "guide"]
"""Who flies: the person; straight ahead where they look; the shortest way from where they are."""
Wish = Literal["", "start", "end", "replay", "clear"]


@dataclass(frozen=True, slots=True, eq=False)
class FlightResult:
    """A flight that reached the collector. Tortuosities are lengths over the distance straight through."""

    flown_um: NDArray[np.float64]  # (n, 3) from the surface to the collector
    shortest_um: NDArray[np.float64]  # (m, 3)
    flown: float
    shortest: float
    mean: float  # of the shortest ways from all entrances
    seconds: float
    guided: bool  # some of it was flown by the guide

    @property
    def score(self) -> int:
        """100 for a way as short as the shortest."""
        return round(100.0 * min(self.shortest / self.flown, 1.0))


@dataclass(slots=True, eq=False)
class Flight:
    """Read by panel and drawing; driven by tools/pore_flight.py, asked by `wish` from anywhere."""

    state: State = "off"
    wish: Wish = ""
    pilot: Pilot = "hand"
    space: PoreSpace | None = None
    finding: "Future[PoreSpace] | None" = None
    at_um: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))  # (3,) where the eyes are
    track: list[NDArray[np.float64]] = field(default_factory=list)  # (3,) each, since the surface was passed
    entered_s: float = 0.0
    guided: bool = False
    moving: bool = False  # one is carried now: for vignettes
    touching: bool = False  # a wall is felt now
    result: FlightResult | None = None
    best: int = 0  # the best score on this electrode, without the guide
    replayed_s: float | None = None  # since the replay began
    camera_before: Camera | None = None
    model_before: Matrix | None = None
    layers_before: Layers | None = None
    clip_before: ClipPlane | None = None

    @property
    def depth(self) -> float:
        """Share of the way straight through, 0 at the surface or above and 1 at the collector."""
        if self.space is None:
            return 0.0
        return float(np.clip((self.space.surface_um - self.at_um[2]) / self.space.thickness_um, 0.0, 1.0))

    @property
    def tortuosity(self) -> float:
        """Of the way so far, over the depth gained; 1 at the surface."""
        if self.space is None or len(self.track) < 2 or self.depth <= 0.0:
            return 1.0
        return length_um(np.array(self.track)) / (self.depth * self.space.thickness_um)


def judged(flight: Flight, now_s: float) -> FlightResult:
    """The result of a flight whose track has just reached the collector."""
    space = flight.space
    assert space is not None
    foot_um = 0.5 * space.voxel_um
    end = flight.track[-1].copy()
    end[2] = foot_um  # straight down for what little is left
    flown = cut_to(np.array([*flight.track, end]), space.surface_um, foot_um)
    return FlightResult(
        flown,
        space.shortest_um,
        length_um(flown) / space.thickness_um,
        length_um(space.shortest_um) / space.thickness_um,
        space.mean_tortuosity,
        now_s - flight.entered_s,
        flight.guided,
    )


def cut_to(way_um: NDArray[np.float64], top_um: float, foot_um: float) -> NDArray[np.float64]:
    """(n, 3) the part of a way (k, 3) from last leaving `top_um` to first reaching `foot_um`."""
    heights = way_um[:, 2]
    end = int(np.argmax(heights <= foot_um)) if (heights <= foot_um).any() else len(way_um) - 1
    above = np.flatnonzero(heights[: end + 1] >= top_um)
    start = int(above[-1]) if len(above) else 0
    part = way_um[start : end + 1].copy()
    if len(part) > 1:
        part[0] = _at_height(part[0], part[1], top_um)
        part[-1] = _at_height(part[-1], part[-2], foot_um)
    return part


def _at_height(outer: NDArray[np.float64], inner: NDArray[np.float64], z_um: float) -> NDArray[np.float64]:
    """Where the line from `outer` to `inner` (3,) passes a height; `outer` where it does not."""
    fall = inner[2] - outer[2]
    share = (z_um - outer[2]) / fall if fall else 0.0
    return outer + share * (inner - outer) if 0.0 <= share <= 1.0 else outer
