"""What a fit to measured rows says: the parameters, and every row with its deviation and bar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowResult:
    """One measured row beside the computed value; `held_out` when the fit did not see the row."""

    name: str
    computed: float
    reference: float
    deviation: float  # in the terms of the bar: a relative share, or points of porosity as a share
    bar: float
    unit: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class FitReport:
    """A fit: its topic, the parameters it found, and the rows it is judged on."""

    topic: str
    parameters: dict[str, float]
    rows: list[RowResult]
