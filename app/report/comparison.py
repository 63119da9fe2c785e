"""Predicted beside simulated: the rows of the report's table."""

from dataclasses import dataclass

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.results import Outcome, PredictedValue, Prediction

from .findings import Findings
from .look import UNITS

_HEADLINE = ("porosity", "thickness_um", "pore_tortuosity", "capacity_1c_mah_cm2")


@dataclass(frozen=True, slots=True)
class Row:
    """A quantity as text; empty where it is not known."""

    label: str
    unit: str
    meaning: str
    simulated: str
    predicted: str
    interval: str
    within: bool | None  # whether the simulated value lies in the predicted interval


def compare(outcome: Outcome, prediction: Prediction | None) -> list[Row]:
    """A row for every quantity that was simulated or predicted, in the order of display."""
    rows = []
    for name, quantity in QUANTITIES.items():
        simulated = outcome.quantities.get(name)
        predicted = prediction.quantities.get(name) if prediction is not None else None
        if simulated is None and predicted is None:
            continue
        decimals = quantity.decimals
        row = Row(
            label=quantity.label,
            unit=UNITS.get(quantity.unit, quantity.unit),
            meaning=quantity.meaning,
            simulated=_number(simulated.value, decimals) if simulated else "",
            predicted=_number(predicted.value, decimals) if predicted else "",
            interval=_interval(predicted, decimals) if predicted else "",
            within=predicted.low <= simulated.value <= predicted.high if predicted and simulated else None,
        )
        rows.append(row)
    return rows


def headline(findings: Findings) -> list[tuple[str, str, str]]:
    """Label, number and unit of the few quantities that stand at the top."""
    found = []
    for name in _HEADLINE:
        value = findings.outcome.quantities.get(name)
        if value is not None:
            quantity = QUANTITIES[name]
            unit = UNITS.get(quantity.unit, quantity.unit)
            found.append((quantity.label, _number(value.value, quantity.decimals), unit))
    return found


def _interval(predicted: PredictedValue, decimals: int) -> str:
    return f"{_number(predicted.low, decimals)} – {_number(predicted.high, decimals)}"


def _number(value: float, decimals: int) -> str:
    """With the quantity's decimals, or three digits where those would show nothing."""
    if value != 0.0 and abs(value) < 0.5 * 10.0**-decimals:
        return f"{value:.2g}"
    return f"{value:.{decimals}f}"
