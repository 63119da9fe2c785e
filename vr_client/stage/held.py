"""An electrode kept as it is."""

from dataclasses import dataclass

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Prediction

from .particles import ParticleLayer


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What was on show when it was kept; nothing of it changes any more."""

    title: str
    particles: ParticleLayer
    recipe: Recipe
    outcome: Outcome | None
    prediction: Prediction | None
