"""Numbers on show: simulated values, predictions with their intervals, discharge curves."""

import msgspec

from .line import Line

Floats = list[float]


class Value(msgspec.Struct, frozen=True):
    """A simulated quantity."""

    value: float
    unit: str


class PredictedValue(msgspec.Struct, frozen=True):
    """A predicted quantity with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    unit: str


class Curve(msgspec.Struct, frozen=True):
    """A discharge: capacity (mAh/cm2) and terminal voltage (V), same length."""

    c_rate: float
    capacity_mah_cm2: Floats
    voltage_v: Floats


class Saturation(msgspec.Struct, frozen=True):
    """Filling: share of the pore volume filled (0 to 1) against time."""

    time_ms: Floats
    saturation: Floats


class Prediction(msgspec.Struct, frozen=True):
    """What the surrogate expects of a recipe; `covered` is False outside the runs it was trained on."""

    quantities: dict[str, PredictedValue]
    curves: dict[str, Curve] = {}
    covered: bool = True
    why_not_covered: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What the physics gave so far for a recipe; quantities appear as their step ends."""

    quantities: dict[str, Value] = {}
    curves: dict[str, Curve] = {}
    saturation: Saturation | None = None
    line: Line = Line()
    forecast: Saturation | None = None  # of the filling, from the geometry alone
    resolved: Curve | None = None  # the discharge resolved in three dimensions, so far
