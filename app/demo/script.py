"""The scripted session: turns settings as a hand would, waits for the physics, keeps the score."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from simulation_server.schema.messages import Fill, SetRecipe
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Outcome, Prediction
from vr_client.stage.stage import Stage

from .plan import STEPS, Step

TICKS_OF_A_DRAG = 12
"""Positions a dragged slider passes through: each one is predicted, the physics follows the last."""
SETTLE_S = 1.0
"""Before a step's picture: results never wait, frames may, so the last frame comes a little later."""
PREDICTION_S = 5.0
"""A prediction that is not on show by then will not come: no model, or the server is gone."""


@dataclass(slots=True)
class Score:
    """What a step was told and what it gave."""

    step: Step
    settings: dict[str, float] = field(default_factory=dict)
    prediction: Prediction | None = None
    outcome: Outcome | None = None
    seconds: float = 0.0
    complete: bool = False
    picture: str = ""
    failure: str = ""  # why the physics of this step stopped


class Script:
    """Advanced once after each drawn frame; `pictures` lists what is worth a picture now."""

    def __init__(self) -> None:
        self.scores: list[Score] = []
        self.latencies_ms: list[float] = []
        self.pictures: list[str] = []
        self.step_name = "starting"
        self._asked: tuple[Recipe, float] | None = None
        self._run = self._session()
        self._stage: Stage | None = None

    def after_frame(self, stage: Stage) -> bool:
        """Does what is next; False when the session is over."""
        self._stage = stage
        self._note_latency(stage)
        return next(self._run, "over") is None

    @property
    def awaits_prediction(self) -> bool:
        """A change was made whose prediction is not on show yet: draw without pausing."""
        return self._asked is not None

    def _note_latency(self, stage: Stage) -> None:
        if self._asked and stage.recipe == self._asked[0] and stage.prediction is not None:
            self.latencies_ms.append(1e3 * (time.perf_counter() - self._asked[1]))
            self._asked = None

    def _session(self) -> Iterator[None]:
        stage = self._stage
        assert stage is not None
        yield from self._wait_until_made(stage)
        for number, step in enumerate(STEPS):
            self.step_name = step.name
            score = Score(step)
            self.scores.append(score)
            begun = time.perf_counter()
            if step.fills:
                yield from self._fill(stage)
            elif number:
                yield from self._drag(stage, step)
            score.settings = step.settings or {
                "infiltration.contact_angle_deg": stage.recipe.infiltration.contact_angle_deg
            }
            yield from self._follow(stage, score)
            score.seconds = time.perf_counter() - begun

    def _wait_until_made(self, stage: Stage) -> Iterator[None]:
        """Pictures of the slurry and the dried film on the way to the first calendering."""
        self.step_name = STEPS[0].name
        for picture, stage_name, following in (
            ("slurry", "packing", "drying"),
            ("dried", "drying", "calendering"),
        ):
            while not self._over(stage, stage_name, following):
                if stage.failure:
                    return
                yield
            self.pictures.append(picture)
            yield

    @staticmethod
    def _over(stage: Stage, name: str, following: str) -> bool:
        """A slow viewer may miss the last state of a stage, never the next stage."""
        shown = stage.particles
        return shown.stage == following or (shown.stage == name and shown.progress > 0.9)

    def _drag(self, stage: Stage, step: Step) -> Iterator[None]:
        ((path, target),) = step.settings.items()
        start = stage.recipe.get(path)
        for value in np.linspace(start, target, TICKS_OF_A_DRAG + 1)[1:]:
            stage.draft = changed(stage.draft, {path: round(float(value), 3)})
            stage.ask(SetRecipe, recipe=stage.draft)
            self._asked = (stage.draft, time.perf_counter())
            while self._asked and time.perf_counter() - self._asked[1] < PREDICTION_S:
                yield
            self._asked = None

    def _fill(self, stage: Stage) -> Iterator[None]:
        stage.ask(Fill)
        shown = 0.0
        while not self._filled(stage) and not stage.failure:
            if stage.front and stage.front.saturation >= shown + 0.25:
                shown += 0.25
                self.pictures.append(f"filling-{round(100 * shown)}")
            yield

    @staticmethod
    def _filled(stage: Stage) -> bool:
        return stage.outcome is not None and "trapped_gas" in stage.outcome.quantities

    def _follow(self, stage: Stage, score: Score) -> Iterator[None]:
        """Until the physics has given all of this step; what is known is kept on the way."""
        while True:
            score.prediction, score.outcome = stage.prediction, stage.outcome
            if stage.failure:
                score.failure = stage.failure
                return
            if stage.outcome_complete and (self._filled(stage) or not score.step.fills):
                break
            yield
        shown_until = time.perf_counter() + SETTLE_S
        while time.perf_counter() < shown_until:
            yield
        score.complete = True
        score.picture = score.step.picture
        self.pictures.append(score.step.picture)
        yield
