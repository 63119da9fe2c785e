"""A lesson as it is gone through: predict first, act, and the physics answers."""

import numpy as np
import pytest

from simulation_server.schema import messages
from simulation_server.schema.line import Line, SlurryReport
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Outcome, PredictedValue, Prediction, Value
from simulation_server.schema.scene import Scene
from simulation_server.schema.scene_toml import parse_scene
from tests.drawing.packing import Sent, particle_frame, voxel_frame
from vr_client.panel.lesson_wording import foreseen_text, found_text, said_text, verdict_text
from vr_client.stage.flight import FlightResult
from vr_client.stage.lesson import Answer, verdict
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.scene_files import read_scene
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import (
    act,
    begin_lesson,
    end_lesson,
    follow_lesson,
    give_answer,
    go_to,
    is_asked,
    may_act,
    waits_for,
)
from vr_client.tools.lesson import lesson

SCENE = """
title = "Rolls"
about = "What they do."
[recipe.calendering]
pressure_mpa = 20.0
[[steps]]
title = "Look"
text = "There it is."
[steps.show]
layers = ["cbd", "frame"]
colour = "stress"
cut = "y"
cut_at = 0.25
azimuth_deg = 77.0
[[steps]]
title = "Press"
text = "Harder now."
[steps.question]
asks = "The porosity ..."
measure = "porosity"
compare = "before"
choices = ["falls", "stays within 5 %", "rises"]
limits = [-5.0, 5.0]
explains = "So it is."
[steps.action]
says = "Press it."
[steps.action.set]
"calendering.pressure_mpa" = 90.0
[[steps]]
title = "Guess"
text = "A number."
[steps.question]
asks = "How thick?"
measure = "thickness_um"
guess = [20.0, 120.0]
within_pct = 10.0
[[steps]]
title = "Fact"
text = "Known."
[steps.question]
asks = "Which?"
choices = ["this", "that"]
right = 2
"""


@pytest.fixture
def scene() -> Scene:
    return parse_scene(SCENE, "rolls")


def say(stage: Stage, message: messages.Message) -> None:
    stage.apply(Sent(message), stage.now_s)


def frame(stage: Stage) -> None:
    stage.advance(stage.now_s + 0.05)
    follow_lesson(stage)


def connected(scene: Scene) -> Stage:
    """A stage whose server has the scene's recipe."""
    stage = Stage()
    begin_lesson(stage, scene)
    frame(stage)
    assert not stage.outbox  # nothing is asked before there is a server
    say(stage, messages.Welcome(version="1", recipe=scene.recipe, viewers=1))
    frame(stage)
    return stage


def simulated(stage: Stage, step_id: int = 0, **values: float) -> None:
    units = {"porosity": "1", "thickness_um": "um"}
    quantities = {name: Value(value, units[name]) for name, value in values.items()}
    say(stage, messages.Simulated(recipe=stage.recipe, outcome=Outcome(quantities), step_id=step_id))
    frame(stage)


def foreseen(stage: Stage, porosity: float, step_id: int = 0) -> None:
    prediction = Prediction({"porosity": PredictedValue(porosity, porosity, porosity, "1")})
    say(stage, messages.Predicted(recipe=stage.recipe, prediction=prediction, step_id=step_id))


def turned(stage: Stage, step_id: int, **settings: float) -> None:
    recipe = changed(stage.recipe, {name.replace("__", "."): value for name, value in settings.items()})
    stage.draft = recipe
    say(stage, messages.RecipeChanged(recipe=recipe, step_id=step_id))
    frame(stage)


def test_its_recipe_is_asked_of_the_server_once_and_only_if_it_differs(scene: Scene) -> None:
    assert not connected(scene).outbox
    stage = Stage()
    begin_lesson(stage, scene)
    say(stage, messages.Welcome(version="1", recipe=Recipe(), viewers=1))
    for _ in range(3):
        frame(stage)
    (command,) = stage.outbox
    assert isinstance(command, messages.SetRecipe) and command.recipe == scene.recipe


def test_a_step_shows_what_it_is_about(scene: Scene) -> None:
    stage = connected(scene)
    stage.apply(particle_frame(300, height_um=20.0), 0.0)
    stage.lesson = None
    begin_lesson(stage, scene)
    frame(stage)
    layers = stage.layers
    assert (layers.cbd, layers.frame, layers.am, layers.front) == (True, True, False, False)
    assert stage.colour == "stress" and stage.camera.azimuth_deg == 77.0
    assert stage.clip.enabled and stage.clip.normal == (0.0, -1.0, 0.0)
    assert stage.clip.offset_um == pytest.approx(-0.25 * 35.0)
    stage.colour, stage.clip = "phase", stage.clip.flipped()
    frame(stage)
    assert stage.colour == "phase"  # set once: then it is the person's again


def test_who_jumps_sees_what_who_walks_sees(scene: Scene) -> None:
    stage = connected(scene)
    stage.apply(particle_frame(300, height_um=20.0), 0.0)
    stage.lesson = None
    stage.camera.azimuth_deg = 5.0
    begin_lesson(stage, scene)
    go_to(stage, 3)
    frame(stage)
    assert stage.colour == "stress" and stage.layers.cbd and not stage.layers.am and stage.clip.enabled
    assert stage.camera.azimuth_deg == 5.0  # only its own step turns the camera


def test_predict_act_reveal(scene: Scene) -> None:
    stage = connected(scene)
    go_to(stage, 1)
    frame(stage)
    state = stage.lesson.state
    assert may_act(stage) == "First say what you expect."
    give_answer(stage, Answer(choice=0))
    give_answer(stage, Answer(choice=2))
    assert state.answer == Answer(choice=0)  # the first one counts
    assert may_act(stage).startswith("Waits for the value before")
    act(stage)
    assert not stage.outbox
    foreseen(stage, 0.41)
    simulated(stage, porosity=0.40)
    assert state.before == 0.40 and may_act(stage) == ""
    act(stage)
    (command,) = stage.outbox
    assert command.recipe == changed(scene.recipe, {"calendering.pressure_mpa": 90.0})
    frame(stage)
    assert not state.done and state.finding is None
    turned(stage, 1, calendering__pressure_mpa=90.0)
    assert state.done and waits_for(stage) == "Waits for the physics: porosity."
    foreseen(stage, 0.328, step_id=1)
    assert verdict(stage.lesson.step.question, state) is None
    simulated(stage, step_id=1, porosity=0.30)
    question, finding = stage.lesson.step.question, state.finding
    assert finding.value == pytest.approx(-25.0) and finding.choice == 0
    assert finding.predicted == pytest.approx(-20.0)
    assert verdict(question, state) is True and stage.lesson.score == (1, 1)
    assert found_text(question, finding) == "−25 %  (0.400 to 0.300)"
    assert foreseen_text(question, finding) == "−20 %"
    assert said_text(question, state.answer) == "falls" and verdict_text(True, state.answer) == "As you said"
    turned(stage, 2, calendering__pressure_mpa=10.0)
    simulated(stage, step_id=2, porosity=0.5)
    assert state.finding is finding  # what was found stays


def test_the_person_may_act_by_their_own_hand(scene: Scene) -> None:
    stage = connected(scene)
    go_to(stage, 1)
    simulated(stage, porosity=0.40)
    give_answer(stage, Answer(choice=2))
    turned(stage, 1, calendering__pressure_mpa=90.0)
    simulated(stage, step_id=1, porosity=0.39)
    assert stage.lesson.state.finding.choice == 1
    assert verdict(stage.lesson.step.question, stage.lesson.state) is False


def test_without_a_value_before_there_is_nothing_to_compare_and_it_says_so(scene: Scene) -> None:
    stage = connected(scene)
    go_to(stage, 1)
    give_answer(stage, Answer(choice=0))
    turned(stage, 1, calendering__pressure_mpa=90.0)
    simulated(stage, step_id=1, porosity=0.3)
    assert stage.lesson.state.finding is None
    assert "nothing to compare" in waits_for(stage)


def test_a_number_is_judged_by_how_close_it_comes(scene: Scene) -> None:
    for number, right in ((55.0, True), (44.0, False)):
        stage = connected(scene)
        go_to(stage, 2)
        give_answer(stage, Answer(number=number))
        simulated(stage, thickness_um=50.1)
        assert verdict(stage.lesson.step.question, stage.lesson.state) is right
    assert said_text(stage.lesson.step.question, Answer(number=44.0)) == "44.0 µm"


def test_a_fact_is_settled_at_once_and_passing_over_is_no_mistake(scene: Scene) -> None:
    stage = connected(scene)
    go_to(stage, 3)
    give_answer(stage, Answer(choice=1))
    assert stage.lesson.score == (1, 1)
    stage = connected(scene)
    go_to(stage, 3)
    give_answer(stage, Answer())
    assert stage.lesson.score == (0, 0)
    assert verdict_text(None, stage.lesson.state.answer) == "Not predicted"


def test_viscosities_count_once_all_rates_are_through() -> None:
    stage = connected(read_scene("slurry"))
    go_to(stage, 1)
    frame(stage)
    give_answer(stage, Answer(choice=2))
    act(stage)
    assert isinstance(stage.outbox[-1], messages.Shear)
    report = SlurryReport(2.2, 2.2, 0.4, [12.5, 100.0], [5.0, 1.7], [0.1, 0.1])
    outcome = Outcome(line=Line(slurry=report))
    say(stage, messages.Status(stage="shearing"))
    say(stage, messages.Simulated(recipe=stage.recipe, outcome=outcome, step_id=0))
    frame(stage)
    assert stage.lesson.state.finding is None
    say(stage, messages.Status(stage="drying"))
    frame(stage)
    assert stage.lesson.state.finding.value == pytest.approx(5.0 / 1.7)
    assert stage.lesson.state.finding.choice == 2


def test_the_keys_turn_the_steps_and_open_the_tab(scene: Scene) -> None:
    stage = connected(scene)
    assert stage.tab_asked == "Lesson"
    assert lesson(stage, KeyStroke("n", True)) and stage.lesson.at == 1
    assert lesson(stage, KeyStroke("n", True, shift=True)) and stage.lesson.at == 0
    lesson(stage, KeyStroke("n", True, shift=True))
    assert stage.lesson.at == 0
    for _ in range(9):
        lesson(stage, KeyStroke("n", True))
    assert stage.lesson.at == 3
    assert not lesson(stage, KeyStroke("m", True))
    end_lesson(stage)
    stage.tab_asked = ""
    assert lesson(stage, KeyStroke("n", True)) and stage.tab_asked == "Lesson"


def test_a_lost_server_leaves_the_lesson_where_it_is(scene: Scene) -> None:
    stage = connected(scene)
    go_to(stage, 1)
    give_answer(stage, Answer(choice=0))
    stage.lost("the server ended", stage.now_s)
    frame(stage)
    assert may_act(stage) == "Not connected to the server."
    act(stage)
    assert not stage.outbox and stage.lesson.state.answer is not None


def test_flying_waits_for_the_pores_and_may_be_tried_again() -> None:
    stage = connected(read_scene("pore-flight"))
    frame(stage)
    give_answer(stage, Answer(number=1.5))
    assert may_act(stage) == "Waits for the electrode: its pores are not known yet."
    act(stage)
    assert stage.flight.wish == "" and not is_asked(stage)
    stage.apply(voxel_frame(particle_frame(60, height_um=20.0), edge_um=2.0), 0.0)
    act(stage)
    assert stage.flight.wish == "start" and is_asked(stage)
    stage.flight.wish = ""  # the flight was ended before the collector
    stage.advance(stage.now_s + 4.0)
    follow_lesson(stage)
    assert not is_asked(stage) and not stage.lesson.state.done
    act(stage)
    assert stage.flight.wish == "start"


def test_pressing_before_a_second_flight_comes_first() -> None:
    stage = connected(read_scene("pore-flight"))
    stage.apply(voxel_frame(particle_frame(60, height_um=20.0), edge_um=2.0), 0.0)
    way = np.zeros((2, 3))
    stage.flight.result = FlightResult(way, way, 1.5, 1.1, 1.2, 9.0, False)
    go_to(stage, 3)
    give_answer(stage, Answer(choice=1))
    frame(stage)
    assert stage.lesson.state.before == 1.1
    act(stage)
    (command,) = stage.outbox
    assert command.recipe.calendering.pressure_mpa == 120.0 and stage.flight.wish == ""
    turned(stage, 1, calendering__pressure_mpa=120.0)
    assert not stage.lesson.state.done  # the flight before was through another electrode
    assert may_act(stage).startswith("Waits for the electrode")


def test_an_unfinished_electrode_is_not_kept() -> None:
    stage = connected(read_scene("compare"))
    frame(stage)
    assert may_act(stage).startswith("Waits for the electrode")
    stage.apply(particle_frame(60, height_um=20.0), 0.0)
    stage.outcome, stage.outcome_complete = Outcome(), True
    act(stage)
    frame(stage)
    assert stage.beside is not None and stage.lesson.state.done
