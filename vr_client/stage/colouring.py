"""What the particles' colour means, and the range a legend shows for it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import Phase

from .particles import ParticleLayer
from .surfaces import Forecast, FrontLattice

ColourMode = Literal[
    "phase", "stress", "displacement", "cracking", "lithiation", "overpotential", "sei", "electron flux"
]
COLOUR_MODES: tuple[ColourMode, ...] = ("phase", "stress", "displacement", "cracking")
"""What the particles' colour means as soon as there are particles; fields.py has what a cell adds."""

FillColour = Literal["plain", "filling time", "salt", "ion flux"]
FILL_COLOURS: tuple[FillColour, ...] = ("plain", "filling time")
"""What the electrolyte's and the pores' colour means: nothing, or when the front came; more in fields.py."""

Spread = Literal["moment", "discharge"]
SPREADS: tuple[Spread, ...] = ("moment", "discharge")
"""Over what the colours of a discharge's field are spread: the moment on show, or all of it so far."""
FILL_TABLE = "viridis_r"
"""Bright where the electrolyte has been longest, so that what it leaves to the last stands out dark."""

STRENGTH = 1.0
"""Crushing stress over strength at which a particle cracks: the middle of the colours for cracking."""


@dataclass(frozen=True, slots=True)
class ColourScale:
    """A scalar's colours: values from `low` to `high` in `unit` along the table `colours`."""

    label: str
    unit: str
    low: float
    high: float
    colours: str  # name of a perceptually uniform table of matplotlib
    active_only: bool = False  # the carbon-binder keeps the colour of its phase
    expected: bool = False  # some values are not simulated yet but expected, and shown paler
    logarithmic: bool = False

    def shares(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Places of values along the table, 0 to 1; 0 for NaN."""
        low, high = self.low, self.high
        if self.logarithmic:
            values, low, high = np.log(np.maximum(values, low)), np.log(low), np.log(high)
        return np.nan_to_num(np.clip((values - low) / max(high - low, 1e-12), 0.0, 1.0))


_COARSE, _FINE = (1.0, 2.0, 5.0, 10.0), (1.0, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def rounded_up(value: float, factors: tuple[float, ...] = _COARSE) -> float:
    """The next of some factors times a power of ten, so that a legend does not flicker."""
    if value <= 0.0 or not np.isfinite(value):
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(f * power for f in factors if value <= f * power * (1 + 1e-9)))


def scalar(layer: ParticleLayer, mode: ColourMode) -> NDArray[np.float32] | None:
    """(n,) what the colour shows, None for the phase."""
    if mode == "stress":
        return layer.stress_mpa
    if mode == "displacement":
        return layer.displacement_um
    return layer.cracking if mode == "cracking" else None


def colour_scale(layer: ParticleLayer, mode: ColourMode) -> ColourScale | None:
    """Range from 0 to the 98th percentile, rounded up; to twice the strength; None for the phase."""
    values = scalar(layer, mode)
    if values is None:
        return None
    if mode == "cracking":
        label = "Crushing stress over strength, above 1: cracked"
        return ColourScale(label, "", 0.0, 2.0 * STRENGTH, "coolwarm", active_only=True)
    high = rounded_up(float(np.percentile(values, 98))) if len(values) else 1.0
    if mode == "stress":
        return ColourScale("Contact stress", "MPa", 0.0, high, "inferno")
    return ColourScale("Displacement", "um", 0.0, high, "viridis")


def fill_scale(front: FrontLattice | None, forecast: Forecast | None) -> ColourScale | None:
    """Range from 0 to the last time that is known or expected, rounded up; None without a filling."""
    if front is None:
        return None
    expected = forecast is not None and forecast.filled_ms.shape == front.solid.shape
    high = max(front.time_ms, forecast.until_ms) if forecast is not None and expected else front.time_ms
    return ColourScale("Filling time", "ms", 0.0, rounded_up(high, _FINE), FILL_TABLE, expected=expected)


def coloured(layer: ParticleLayer, scale: ColourScale) -> NDArray[np.bool_]:
    """(n,) which particles the scale colours; the others keep the colour of their phase."""
    if scale.active_only:
        return np.asarray(layer.phase == Phase.AM)
    return np.ones(layer.count, np.bool_)
