"""A stage as a run leaves it half way, made of the schema's own structs."""

import numpy as np

from simulation_server.schema import messages
from simulation_server.schema.line import (
    CalenderingReport,
    CoatingReport,
    DryingReport,
    Line,
    SlurryReport,
)
from simulation_server.schema.quantities import C_RATES, QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve, Outcome, PredictedValue, Prediction, Value
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import Forecast, FrontLattice

SIMULATED = {"porosity": 0.317, "thickness_um": 61.3, "capacity_1c_mah_cm2": 2.18}


def prediction(covered: bool = True) -> Prediction:
    values = dict.fromkeys(QUANTITIES, 1.0) | SIMULATED
    quantities = {
        name: PredictedValue(value * 1.02, value * 0.95, value * 1.09, QUANTITIES[name].unit)
        for name, value in values.items()
    }
    curves = {label: discharge(rate, 2.5 - 0.3 * rate) for label, rate in C_RATES.items()}
    return Prediction(quantities, curves, covered, "" if covered else "pressure above the runs learned from")


def discharge(c_rate: float, capacity: float) -> Curve:
    share = np.linspace(0.0, 1.0, 40)
    return Curve(c_rate, list(share * capacity), list(4.2 - 0.1 * c_rate - 0.5 * share - 0.2 * share**12))


RATES = [12.5, 25.0, 50.0, 100.0]
LINE = Line(
    SlurryReport(2.21, 2.25, 0.382, RATES, [19.2 * rate**-0.52 for rate in RATES], [0.4, 0.3, 0.1, 0.05]),
    CoatingReport(142.3, 24.1, 33.3),
    DryingReport(0.5, 212.0, 3.4, 2.1, [0.0, 0.5, 1.0], [0.7, 0.85, 1.3], 92.3, 0.482),
    CalenderingReport(
        62.0,
        310.0,
        57.0,
        29.4,
        92.3,
        62.1,
        65.2,
        0.312,
        5.0,
        6.21,
        0.083,
        [92.0, 62.1, 65.2],
        [0.0, 62.0, 0.1],
    ),
)


def outcome(line: Line = Line()) -> Outcome:
    quantities = {name: Value(value, QUANTITIES[name].unit) for name, value in SIMULATED.items()}
    return Outcome(quantities, {"C/5": discharge(0.2, 2.4)}, line=line)


def front(time_ms: float, saturation: float, step_id: int = 1, trapped: bool = False) -> FrontLattice:
    """Two by two by two cells of pores."""
    none = np.zeros((2, 2, 2), np.uint8)
    filled_ms = np.full(none.shape, np.nan, np.float32)
    gas = np.full(none.shape, trapped)
    return FrontLattice(none, none.astype(bool), filled_ms, gas, 1.0, time_ms, saturation, 0.5, step_id)


def forecast(until_ms: float = 8.0) -> Forecast:
    """Of the same cells, filled as the square root of time."""
    share = np.linspace(0.0, 1.0, 20)
    filled_ms = np.full((2, 2, 2), until_ms, np.float32)
    return Forecast(filled_ms, share**2 * until_ms, share, until_ms, 1)


def stage() -> Stage:
    made = Stage()
    made.connected = True
    made.status = messages.Status(
        stage="calendering",
        progress=0.5,
        detail="62 MPa of 120 MPa",
        pressure_mpa=62.0,
        plane_um=63.0,
        viewers=2,
    )
    made.prediction, made.outcome, made.recipe = prediction(), outcome(), Recipe()
    made.particles.receive(
        np.full((2, 3), 10.0, np.float32), np.ones(2, np.float32), np.array([1, 2], np.uint8),
        np.array([5.0, 30.0], np.float32), np.array([0.5, 1.5], np.float32), (80.0, 60.0), 63.0, 0.0,
    )  # fmt: skip
    made.particles.stage, made.particles.pressure_mpa = "calendering", 62.0
    return made
