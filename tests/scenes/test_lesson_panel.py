"""Lessons and the flight under a pointer: all of it works from the panel, at a desk or in a headset."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from simulation_server.schema.messages import SetRecipe
from tests.panel.scene import stage as stage_of_a_run
from vr_client.panel.panel import Panel
from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.scene_files import shelf
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import follow_lesson
from vr_client.tools.desk_input import DeskInput

from .channels import straight
from .test_flight import frame as fly_frame
from .test_flight import stage_of

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((420, 1500))
    yield made
    made.close()


def settle(panel: Panel, now: Stage, frames: int = 4) -> None:
    for _ in range(frames):
        now.advance(now.now_s + 0.05)
        follow_lesson(now)
        panel.frame(now, NO_POINTER, 0.05)


def click(panel: Panel, now: Stage, name: str) -> None:
    left, top, right, bottom = panel.places[name]
    at = (0.5 * (left + right), 0.5 * (top + bottom))
    for pressed in (False, False, True, True, False, False):
        now.advance(now.now_s + 0.05)
        follow_lesson(now)
        panel.frame(now, PointerState(at, primary=pressed), 0.05)


def opened(panel: Panel, now: Stage) -> None:
    for _ in range(200):
        if shelf().scenes:
            break
        time.sleep(0.01)
    now.tab_asked = "Lesson"
    settle(panel, now)


def test_a_lesson_is_started_predicted_acted_and_left_by_pressing_buttons(panel: Panel) -> None:
    now = stage_of_a_run()
    opened(panel, now)
    for scene in shelf().scenes:
        assert f"lesson.start.{scene.name}" in panel.places
    click(panel, now, "lesson.start.calendering")
    settle(panel, now)
    assert now.lesson is not None and now.lesson.scene.name == "calendering"
    (begun,) = (command for command in now.outbox if isinstance(command, SetRecipe))
    assert begun.recipe == now.lesson.scene.recipe
    now.recipe = now.draft = begun.recipe
    now.outbox.clear()
    click(panel, now, "lesson.next")
    settle(panel, now)
    assert now.lesson.at == 1 and "lesson.act" not in panel.places  # predict first
    left, top, right, bottom = panel.places["lesson.guess"]
    for share in (0.5, 0.6, 0.7):
        at = (left + share * (right - left), 0.5 * (top + bottom))
        panel.frame(now, PointerState(at, primary=share > 0.5), 0.05)
    settle(panel, now)
    guessed = now.lesson.state.guess
    assert guessed is not None and guessed > 0.35
    click(panel, now, "lesson.say")
    settle(panel, now)
    assert now.lesson.state.answer is not None and now.lesson.state.answer.number == guessed
    click(panel, now, "lesson.act")
    (asked,) = (command for command in now.outbox if isinstance(command, SetRecipe))
    assert asked.recipe.calendering.pressure_mpa == 40.0
    click(panel, now, "lesson.dot.4")
    assert now.lesson.at == 3
    settle(panel, now)
    click(panel, now, "lesson.choice.2")
    assert now.lesson.state.answer is not None and now.lesson.state.answer.choice == 1
    settle(panel, now)
    click(panel, now, "lesson.back")
    assert now.lesson.at == 2
    settle(panel, now)
    click(panel, now, "lesson.leave")
    settle(panel, now)
    assert now.lesson is None and "lesson.start.slurry" in panel.places


def test_every_step_of_every_lesson_is_drawn_whole(panel: Panel) -> None:
    now = stage_of_a_run()
    opened(panel, now)
    for scene in shelf().scenes:
        settle(panel, now, 2)
        click(panel, now, f"lesson.start.{scene.name}")
        for number in range(len(scene.steps)):
            settle(panel, now, 2)
            assert now.lesson is not None and now.lesson.at == number
            question = scene.steps[number].question
            if question is not None:
                assert "lesson.pass" in panel.places
                assert ("lesson.guess" in panel.places) == (question.guess is not None)
            width = panel.size[0]
            assert all(right <= width for _, _, right, _ in panel.places.values())
            click(panel, now, "lesson.next")
    assert now.lesson is None  # the last Next ends each


def test_a_flight_is_started_and_ended_and_cleared_by_buttons(panel: Panel) -> None:
    now = stage_of(straight(nz=30, width=4))
    now.connected = True
    opened(panel, now)
    click(panel, now, "flight.pilot.guide")
    assert now.flight.pilot == "guide"
    click(panel, now, "flight.start")
    assert now.flight.wish == "start"
    given = DeskInput()
    for _ in range(200):
        fly_frame(now, given)
        if now.flight.state == "flying":
            break
        time.sleep(0.01)
    settle(panel, now)
    assert "flight.end" in panel.places
    for _ in range(400):
        if not fly_frame(now, given):
            break
    assert now.flight.result is not None
    settle(panel, now)
    click(panel, now, "flight.replay")
    assert now.flight.wish == "replay"
    fly_frame(now, given)
    assert np.isfinite(now.marks["flight.racer.shortest"].points_um).all()
    click(panel, now, "flight.clear")
    fly_frame(now, given)
    settle(panel, now)
    assert now.flight.result is None and not now.marks and "flight.start" in panel.places
