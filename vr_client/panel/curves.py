"""Discharge curves ready to plot: as arrays, with axes that hold them all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.results import Curve

from .shown import Shown

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One discharge: capacity (k,) mAh/cm2 and voltage (k,) V. `rate` counts through C_RATES."""

    rate: int
    simulated: bool
    capacity_mah_cm2: Floats
    voltage_v: Floats


def lines(now: Shown) -> list[Line]:
    """Predicted curves first, so that the simulated ones are drawn over them."""
    found: list[Line] = []
    for simulated, curves in (
        (False, now.prediction.curves if now.prediction else {}),
        (True, now.outcome.curves if now.outcome else {}),
    ):
        found += [
            _line(rate, simulated, curves[label])
            for rate, label in enumerate(C_RATES)
            if label in curves and len(curves[label].capacity_mah_cm2) > 1
        ]
    return found


def _line(rate: int, simulated: bool, curve: Curve) -> Line:
    return Line(rate, simulated, np.array(curve.capacity_mah_cm2, float), np.array(curve.voltage_v, float))


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
    high = max(float(each.max()) for each in capacities)
    low_v, high_v = min(float(each.min()) for each in voltages), max(float(each.max()) for each in voltages)
    air_v = max(0.06 * (high_v - low_v), 0.01)
    return 0.0, max(1.04 * high, 1e-3), low_v - air_v, high_v + air_v
