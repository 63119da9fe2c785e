"""What a step of the scripted session was told and what it gave."""

from dataclasses import dataclass, field

from simulation_server.schema.results import Outcome, Prediction

from .plan import Step


@dataclass(slots=True)
class Score:
    """One step; `ended_early` where time was up before its physics was through."""

    step: Step
    settings: dict[str, float] = field(default_factory=dict)
    prediction: Prediction | None = None
    outcome: Outcome | None = None
    seconds: float = 0.0
    complete: bool = False
    ended_early: bool = False
    picture: str = ""
    failure: str = ""  # why the physics of this step stopped
