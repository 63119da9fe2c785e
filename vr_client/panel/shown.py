"""Which prediction and which outcome belong to the recipe under the sliders."""

from dataclasses import dataclass

from simulation_server.schema.results import Outcome, Prediction
from vr_client.stage.stage import Stage


@dataclass(frozen=True, slots=True)
class Shown:
    """What the read-outs and curves draw. `outdated`: the outcome is of the recipe before."""

    prediction: Prediction | None
    outcome: Outcome | None
    outdated: bool


def shown(stage: Stage) -> Shown:
    """The draft's prediction at once; the physics' outcome until a newer one replaces it."""
    settled = stage.draft == stage.recipe
    prediction = stage.prediction if settled else stage.draft_prediction
    if stage.outcome is not None and stage.outcome.quantities:
        return Shown(prediction, stage.outcome, outdated=not settled)
    return Shown(prediction, None, outdated=False)
