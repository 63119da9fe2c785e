"""What a report is about."""

from dataclasses import dataclass
from pathlib import Path

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Prediction
from simulation_server.schema.states import PlaneHistory, Voxels


@dataclass(frozen=True, slots=True)
class Findings:
    """One run: the recipe, what the physics gave, what was predicted, and pictures taken on the way.

    Whatever is None or empty is left out of the report.
    """

    recipe: Recipe
    outcome: Outcome
    prediction: Prediction | None = None
    voxels: Voxels | None = None
    history: PlaneHistory | None = None
    pictures: tuple[Path, ...] = ()  # PNG or JPEG, captioned by their names
