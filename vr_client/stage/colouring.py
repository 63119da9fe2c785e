"""What the particles' colour means, and the range a legend shows for it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .particles import ParticleLayer

ColourMode = Literal["phase", "stress", "displacement"]
COLOUR_MODES: tuple[ColourMode, ...] = ("phase", "stress", "displacement")


@dataclass(frozen=True, slots=True)
class ColourScale:
    """A scalar's colours: values from `low` to `high` in `unit` along the table `colours`."""

    label: str
    unit: str
    low: float
    high: float
    colours: str  # name of a perceptually uniform table of matplotlib


def _rounded_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten, so that a legend does not flicker."""
    if value <= 0.0 or not np.isfinite(value):
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(f * power for f in (1.0, 2.0, 5.0, 10.0) if value <= f * power * (1 + 1e-9)))


def scalar(layer: ParticleLayer, mode: ColourMode) -> NDArray[np.float32] | None:
    """(n,) what the colour shows, None for the phase."""
    if mode == "stress":
        return layer.stress_mpa
    if mode == "displacement":
        return layer.displacement_um
    return None


def colour_scale(layer: ParticleLayer, mode: ColourMode) -> ColourScale | None:
    """Range from 0 to the 98th percentile, rounded up; None for the phase."""
    values = scalar(layer, mode)
    if values is None:
        return None
    high = _rounded_up(float(np.percentile(values, 98))) if len(values) else 1.0
    if mode == "stress":
        return ColourScale("Contact stress", "MPa", 0.0, high, "inferno")
    return ColourScale("Displacement", "um", 0.0, high, "viridis")
