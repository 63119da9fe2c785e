"""The table of quantities: what was predicted beside what was simulated, one row each."""

from dataclasses import dataclass, replace

from simulation_server.schema.quantities import FILLING_QUANTITIES, QUANTITIES, Quantity
from simulation_server.schema.results import Outcome, PredictedValue, Prediction, Value

from .figures import DASH, plain, uneven_bounds, unit_sign, with_interval, with_unit

SOURCE = "Source: "
"""Before what a tooltip names as one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row, ready to draw. `inside` is None until both numbers are there."""

    label: str
    unit: str
    meaning: str
    source: str
    predicted: str
    interval: str
    bounds: tuple[str, str] | None  # how far up and down, where that differs; then there is no `interval`
    simulated: str
    inside: bool | None
    note: str  # the sentence a tooltip adds
    expected: bool  # whether a run gives it without being asked to fill


def is_inside(predicted: PredictedValue | None, simulated: Value | None) -> bool | None:
    """Whether the simulated value lies in the predicted 95 % interval; None when one is missing."""
    if predicted is None or simulated is None:
        return None
    return predicted.low <= simulated.value <= predicted.high


def reading(quantity: Quantity, predicted: PredictedValue | None, simulated: Value | None) -> Reading:
    """The row of one quantity."""
    value, interval, bounds = DASH, "", None
    if predicted is not None:
        told = predicted.value, predicted.low, predicted.high, quantity.decimals
        uneven = uneven_bounds(*told)
        if uneven is not None:
            value, bounds = uneven[0], uneven[1:]
        else:
            value, interval = with_interval(*told)
    inside = is_inside(predicted, simulated)
    return Reading(
        label=quantity.label,
        unit=unit_sign(quantity.unit),
        meaning=quantity.meaning,
        source=f"{SOURCE}{quantity.source}",
        predicted=value,
        interval=interval,
        bounds=bounds,
        simulated=plain(simulated.value if simulated else None, quantity.decimals),
        inside=inside,
        note=_note(quantity, predicted, inside),
        expected=quantity.name not in FILLING_QUANTITIES,
    )


def _note(quantity: Quantity, predicted: PredictedValue | None, inside: bool | None) -> str:
    if predicted is None:
        return "No prediction of this quantity."
    low, high = (plain(bound, quantity.decimals) for bound in (predicted.low, predicted.high))
    span = f"Predicted 95 % interval: {low} to {with_unit(high, quantity.unit)}."
    if inside is None:
        return span
    return span + (" The simulated value lies inside." if inside else " The simulated value lies outside.")


def readings(
    prediction: Prediction | None, outcome: Outcome | None, *, outdated: bool = False
) -> list[Reading]:
    """All rows in the schema's order. An outdated outcome (of another recipe) is never compared."""
    predicted = prediction.quantities if prediction else {}
    simulated = outcome.quantities if outcome else {}
    rows = [reading(q, predicted.get(name), simulated.get(name)) for name, q in QUANTITIES.items()]
    return [replace(row, inside=None) for row in rows] if outdated else rows


def inside_count(rows: list[Reading]) -> tuple[int, int]:
    """(how many simulated values lie in their interval, how many could be compared)."""
    compared = [row.inside for row in rows if row.inside is not None]
    return sum(compared), len(compared)
