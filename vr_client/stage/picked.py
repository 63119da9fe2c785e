"""The particle in question: what is known of it, as plain numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picked:
    """A particle's data. `contacts` are those with active material, carbon-binder and foil.

    `lithiation` is the mean over its volume, None where no discharge in three dimensions is on show.
    """

    index: int
    phase: int  # Phase
    diameter_um: float
    position_um: tuple[float, float, float]
    contacts: tuple[int, int, int]
    stress_mpa: float
    displacement_um: float
    cracking: float  # crushing stress over strength, the largest so far
    lithiation: float | None = None
