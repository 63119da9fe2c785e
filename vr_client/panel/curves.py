"""Discharge curves ready to plot: as arrays, with axes that hold them all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.quantities import C_RATES, CELL_QUANTITIES
from simulation_server.schema.results import Curve, PredictedValue

from .shown import Shown

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One discharge: capacity (k,) mAh/cm2 and voltage (k,) V. `rate` counts through C_RATES.

    `low` and `high` bound the predicted capacity's 95 % interval as shares of it; both 1 where there is none.
    """

    rate: int
    simulated: bool
    capacity_mah_cm2: Floats
    voltage_v: Floats
    low: float = 1.0
    high: float = 1.0


def lines(now: Shown) -> list[Line]:
    """Predicted curves first, so that the simulated ones are drawn over them."""
    predicted = now.prediction.quantities if now.prediction else {}
    found: list[Line] = []
    for simulated, curves in (
        (False, now.prediction.curves if now.prediction else {}),
        (True, now.outcome.curves if now.outcome else {}),
    ):
        for rate, (label, quantity) in enumerate(zip(C_RATES, CELL_QUANTITIES, strict=True)):
            if label in curves and len(curves[label].capacity_mah_cm2) > 1:
                known = None if simulated else predicted.get(quantity)
                found.append(_line(rate, simulated, curves[label], known))
    return found


def _line(rate: int, simulated: bool, curve: Curve, known: PredictedValue | None) -> Line:
    low, high = 1.0, 1.0
    if known is not None and 0.0 < known.low <= known.value <= known.high:
        low, high = known.low / known.value, known.high / known.value
    capacity, voltage = np.array(curve.capacity_mah_cm2, float), np.array(curve.voltage_v, float)
    return Line(rate, simulated, capacity, voltage, low, high)


def band(line: Line, points: int = 96) -> tuple[Floats, Floats, Floats] | None:
    """Capacity (m,), lower and upper voltage (m,) that the capacity's 95 % interval spans; None without one.

    The curve is stretched to the interval's ends, as the prediction takes its voltages over shares of the
    capacity. Its shape has no interval of its own.
    """
    if line.high <= line.low:
        return None
    x, y = line.capacity_mah_cm2, line.voltage_v
    at = np.linspace(x[0] * line.low, x[-1] * line.high, points)
    return at, np.interp(at, x * line.low, y), np.interp(at, x * line.high, y)


def resolved(now: Shown) -> Curve | None:
    """The discharge in three dimensions so far."""
    curve = now.outcome.resolved if now.outcome else None
    return curve if curve is not None and len(curve.voltage_v) > 1 else None


def axes(drawn: list[Line], in_3d: Curve | None = None) -> tuple[float, float, float, float]:
    """(x low, x high, y low, y high) with some air; the usual window of NMC before there is a curve."""
    capacities = [line.capacity_mah_cm2 for line in drawn]
    voltages = [line.voltage_v for line in drawn]
    if in_3d is not None:
        capacities.append(np.array(in_3d.capacity_mah_cm2))
        voltages.append(np.array(in_3d.voltage_v))
    if not capacities:
        return 0.0, 4.0, 3.4, 4.3
    high = max(*(float(each.max()) for each in capacities), *(_reach(line) for line in drawn), 0.0)
    low_v, high_v = min(float(each.min()) for each in voltages), max(float(each.max()) for each in voltages)
    air_v = max(0.06 * (high_v - low_v), 0.01)
    return 0.0, max(1.04 * high, 1e-3), low_v - air_v, high_v + air_v


def _reach(line: Line) -> float:
    """The largest capacity that its interval allows."""
    return line.high * float(line.capacity_mah_cm2.max())
