"""The scripted session: turns settings as a hand would, waits for the physics, keeps the score."""

import time
from collections.abc import Iterator

import numpy as np

from simulation_server.schema.messages import Fill, SetRecipe, Shear
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Stage as Part
from vr_client.panel.tabs import TabName
from vr_client.stage.stage import Stage

from .discharge import discharge
from .plan import SHEARING, STEPS, Step
from .score import Score

TICKS_OF_A_DRAG = 12
"""Positions a dragged slider passes through: each one is predicted, the physics follows the last."""
SETTLE_S = 1.0
"""Before a step's picture: results never wait, frames may, so the last frame comes a little later."""
LINE: list[str] = [Part.SLURRY, Part.SHEARING, Part.DRYING, Part.CALENDERING]
PREDICTION_S = 5.0
"""A prediction that is not on show by then will not come: no model, or the server is gone."""


class Script:
    """Advanced once after each drawn frame; `pictures` lists what is worth a picture now.

    A discharge ends early by `until_s`, a time of time.perf_counter().
    """

    def __init__(self, until_s: float = np.inf) -> None:
        self._until_s = until_s
        self.scores: list[Score] = []
        self.slurry = Score(SHEARING)
        self.tab: TabName | None = None  # of the panel, to be opened now
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
        yield from self._shear(stage)
        yield from self._wait(stage, "dried", Part.DRYING)
        for number, step in enumerate(STEPS):
            self.step_name = step.name
            score = Score(step)
            self.scores.append(score)
            self.tab, stage.colour = step.tab, step.colour
            begun = time.perf_counter()
            score.settings = step.settings or _settings_of(stage.recipe, step)
            if step.c_rate:
                yield from discharge(stage, score, self.pictures, self._until_s)
            else:
                if step.fills:
                    yield from self._fill(stage)
                elif number:
                    yield from self._drag(stage, step)
                yield from self._follow(stage, score)
            score.seconds = time.perf_counter() - begun

    def _shear(self, stage: Stage) -> Iterator[None]:
        """Has the slurry sheared on its way to the film, which is said to the server beforehand."""
        score = self.slurry
        self.step_name, self.tab = SHEARING.name, SHEARING.tab
        stage.ask(Shear, rates_per_s=SHEARING.rates_per_s)
        yield from self._wait(stage, "slurry", Part.SLURRY)
        begun = time.perf_counter()
        stage.colour = SHEARING.colour
        while not (self._is_sheared(stage) or stage.failure):
            under_way = stage.particles.stage == Part.SHEARING and stage.particles.progress > 0.5
            if under_way and not score.picture:
                score.picture = SHEARING.picture
                self.pictures.append(SHEARING.picture)
            yield
        if not score.picture:  # a slow viewer may miss the later frames of a quick shear
            score.picture = SHEARING.picture
            self.pictures.append(SHEARING.picture)
            yield
        stage.colour = "phase"
        score.outcome, score.failure = stage.outcome, stage.failure
        score.seconds, score.complete = time.perf_counter() - begun, not stage.failure

    @staticmethod
    def _is_sheared(stage: Stage) -> bool:
        slurry = stage.outcome.line.slurry if stage.outcome is not None else None
        return slurry is not None and len(slurry.viscosity_pa_s) == len(SHEARING.rates_per_s)

    def _wait(self, stage: Stage, picture: str, part: Part) -> Iterator[None]:
        """Until a part of the line is nearly over; a picture of it then."""
        while not self._over(stage, part):
            if stage.failure:
                return
            yield
        self.pictures.append(picture)
        yield

    @staticmethod
    def _over(stage: Stage, part: Part) -> bool:
        """A slow viewer may miss the last state of a part, never all of a later one."""
        shown = stage.particles
        if shown.stage == part:
            return shown.progress > 0.9
        return shown.count > 0 and LINE.index(shown.stage) > LINE.index(part)

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


def _settings_of(recipe: Recipe, step: Step) -> dict[str, float]:
    """The setting that tells most of a step that turns none."""
    path = "infiltration.contact_angle_deg" if step.fills else "simulation.cell_um"
    return {path: float(recipe.get(path))}
