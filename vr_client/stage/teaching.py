"""Leads through a lesson: sets what a step shows, does what it asks, waits for the physics to answer.

A prediction is made before the action; while the action is open, the measure it is about is remembered, so
that a change can be told from its start. Once found, an answer stays, whatever is done later.
"""

from simulation_server.schema.messages import Discharge, Fill, SetRecipe, Shear
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.scene import MEASURES, Action, Question, Scene

from .comparison import hold
from .lesson import Answer, Finding, Lesson, StepState
from .lesson_values import measured, of_outcome, predicted
from .lesson_view import show, so_far
from .stage import Stage

AGAIN_S = 3.0
"""After so long an action that has not begun may be asked for again."""
ALIKE = 1e-6
"""Relative difference below which a setting counts as the one asked for."""


def begin_lesson(stage: Stage, scene: Scene) -> None:
    """Starts a scene at its first step; its recipe is asked of the server once there is a connection."""
    stage.lesson = Lesson(scene)
    stage.tab_asked = "Lesson"


def end_lesson(stage: Stage) -> None:
    """Leaves the lesson; what it has made and shown stays."""
    stage.lesson = None


def go_to(stage: Stage, step: int) -> None:
    """Turns to a step (from 0), held within the lesson."""
    if stage.lesson is not None:
        stage.lesson.at = min(max(step, 0), len(stage.lesson.scene.steps) - 1)


def give_answer(stage: Stage, answer: Answer) -> None:
    """Makes the prediction of the present step; a second one is not taken."""
    lesson = stage.lesson
    if lesson is not None and lesson.step.question is not None and lesson.state.answer is None:
        lesson.state.answer = answer


def may_act(stage: Stage) -> str:
    """Why the step's action cannot be done yet; empty when it can."""
    lesson = stage.lesson
    if lesson is None or lesson.step.action is None:
        return "Nothing is asked here."
    question, state = lesson.step.question, lesson.state
    if not stage.connected:
        return "Not connected to the server."
    if question is not None and state.answer is None:
        return "First say what you expect."
    if question is not None and question.compare == "before" and state.before is None:
        return f"Waits for the value before: {MEASURES[question.measure].label.lower()}."
    action = lesson.step.action
    if action.do == "fly" and _is_set(stage, action) and not _has_pores(stage, action):
        return "Waits for the electrode: its pores are not known yet."
    if action.do == "keep" and not stage.outcome_complete:
        return "Waits for the electrode: not all of its numbers are there."
    return ""


def is_asked(stage: Stage) -> bool:
    """Whether the step's action was asked for a moment ago, so that once more would be too often."""
    asked_s = stage.lesson.state.asked_s if stage.lesson is not None else None
    if stage.lesson is not None and stage.flight.state in ("finding", "flying"):
        return True
    return asked_s is not None and stage.now_s - asked_s < AGAIN_S


def act(stage: Stage) -> None:
    """Does what the step asks of the person, as their hands could."""
    lesson = stage.lesson
    if lesson is None or lesson.step.action is None or lesson.state.done or may_act(stage):
        return
    action = lesson.step.action
    lesson.state.asked_s = stage.now_s
    if not _is_set(stage, action):
        stage.draft = changed(stage.recipe, action.set)
        stage.ask(SetRecipe, recipe=stage.draft)
        if action.do == "fly":
            return  # asked for again once the new electrode's pores are known
    if action.do == "shear":
        stage.ask(Shear)
    elif action.do == "fill":
        stage.ask(Fill)
    elif action.do == "discharge":
        stage.c_rate = action.c_rate
        stage.ask(Discharge, c_rate=action.c_rate)
    elif action.do == "fly":
        stage.flight.wish = "start"
    elif action.do == "keep":
        stage.beside = hold(stage)


def follow_lesson(stage: Stage) -> None:
    """Once a frame: the view of a new step, actions that are done, answers that are there."""
    lesson = stage.lesson
    if lesson is None or not stage.connected:
        return
    if not lesson.recipe_asked:
        lesson.recipe_asked = True
        if stage.recipe != lesson.scene.recipe:
            stage.draft = lesson.scene.recipe
            stage.ask(SetRecipe, recipe=lesson.scene.recipe)
    if lesson.shown != lesson.at and stage.particles.count:
        lesson.shown = lesson.at
        show(stage, so_far(lesson))
    state, question, action = lesson.state, lesson.step.question, lesson.step.action
    if not state.done:
        _remember(stage, question, state)
        state.done = action is None or _is_done(stage, action, state)
    if state.done and state.finding is None and question is not None and question.measure:
        state.finding = find(stage, question, state)


def waits_for(stage: Stage) -> str:
    """What of the present step the physics still owes, in words; empty when nothing is waited for."""
    lesson = stage.lesson
    if lesson is None:
        return ""
    question, state = lesson.step.question, lesson.state
    if question is None or not question.measure or not state.done or state.finding is not None:
        return ""
    if question.compare == "before" and state.before is None:
        return "The value before was not known yet when the setting was changed: there is nothing to compare."
    return f"Waits for the physics: {MEASURES[question.measure].label.lower()}."


def find(stage: Stage, question: Question, state: StepState) -> Finding | None:
    """What the physics says to a question now; None while it says nothing."""
    measure = MEASURES[question.measure]
    now, foreseen = measured(stage, question.measure), predicted(stage, question.measure)
    if now is None:
        return None
    start: float | None = None
    start_foreseen: float | None = None
    if question.compare == "before":
        start, start_foreseen = state.before, state.predicted_before
    elif question.compare == "kept":
        held = stage.beside
        start = of_outcome(held.outcome, question.measure) if held and held.outcome else None
    if question.compare == "value":
        return Finding(now, measure.unit, None, now, foreseen, _choice(question, now))
    if not start:
        return None
    change = 100.0 * (now / start - 1.0)
    told = 100.0 * (foreseen / start_foreseen - 1.0) if foreseen and start_foreseen else None
    return Finding(change, "%", start, now, told, _choice(question, change))


def _choice(question: Question, value: float) -> int | None:
    """Which of the choices, listed from low to high, holds the value."""
    return sum(value >= limit for limit in question.limits) if question.choices else None


def _remember(stage: Stage, question: Question | None, state: StepState) -> None:
    """The measure before the action, as long as the electrode is the one before."""
    if (
        question is None
        or question.compare != "before"
        or state.asked_s is not None
        or stage.draft != stage.recipe
    ):
        return
    now = measured(stage, question.measure)
    if now is not None:
        state.before, state.predicted_before = now, predicted(stage, question.measure)


def _is_done(stage: Stage, action: Action, state: StepState) -> bool:
    if not _is_set(stage, action):
        return False
    if action.do == "shear":
        slurry = stage.outcome.line.slurry if stage.outcome else None
        return slurry is not None and bool(slurry.viscosity_pa_s)
    if action.do == "fill":
        return stage.front is not None
    if action.do == "discharge":
        return stage.cell is not None and stage.cell.c_rate == action.c_rate
    if action.do == "fly":
        return stage.flight.result is not None and _has_pores(stage, action)
    return action.do is None or stage.beside is not None


def _is_set(stage: Stage, action: Action) -> bool:
    return all(_is_alike(stage.recipe.get(path), value) for path, value in action.set.items())


def _has_pores(stage: Stage, action: Action) -> bool:
    """Whether there are pores to fly through: of the changed electrode where the action changes it."""
    grid = stage.voxels
    return grid is not None and (not action.set or grid.step_id >= stage.step_id)


def _is_alike(now: object, wanted: float | int | str) -> bool:
    if isinstance(now, int | float) and isinstance(wanted, int | float):
        return abs(now - wanted) <= ALIKE * max(abs(wanted), 1.0)
    return now == wanted
