"""Every page opens from its tab, and what a gesture does a button does too."""

from collections.abc import Iterator

import numpy as np
import pytest

from vr_client.panel.panel import Panel
from vr_client.panel.tabs import TABS
from vr_client.stage.body import Body
from vr_client.stage.controls import HEADSET_HELP
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of, scaling

from .hand import click, pixels, settle
from .scene import stage

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((430, 1100))
    yield made
    made.close()


def test_each_tab_shows_a_page_of_its_own(panel: Panel) -> None:
    now, pages = stage(), set()
    settle(panel, now)
    for name in TABS:
        click(panel, now, f"tab.{name.lower()}")
        settle(panel, now)
        assert panel.tab == name
        pages.add(pixels(panel)[450:].tobytes())
    assert len(pages) == len(TABS)


def test_a_tab_can_be_asked_for_from_elsewhere(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    now.tab_asked = "Lesson"
    settle(panel, now)
    assert panel.tab == "Lesson"
    assert now.tab_asked == ""


def _on_tools(panel: Panel, *, headset: bool) -> Stage:
    now = stage()
    if headset:
        now.body = Body(np.eye(4), -1.2, (0.0, -0.4, -0.8), 0.4)
    now.place()
    panel.open_tab("Tools")
    settle(panel, now)
    return now


@pytest.mark.parametrize("headset", [True, False])
def test_every_step_of_travelling_has_a_button(panel: Panel, headset: bool) -> None:
    now = _on_tools(panel, headset=headset)
    asked = ["forward", "back", "up", "down", "turn left", "turn right", "table"]
    for wish in asked:
        click(panel, now, f"move.{wish}")
        assert wish in now.wishes
    click(panel, now, "move.recentre")
    assert ("recentre" in now.wishes) is headset
    assert "leave" not in now.wishes


def test_leaving_takes_two_presses(panel: Panel) -> None:
    now = _on_tools(panel, headset=True)
    click(panel, now, "move.leave")
    settle(panel, now)
    assert "leave" not in now.wishes
    click(panel, now, "move.leave")
    assert now.wishes.count("leave") == 1
    other = _on_tools(panel, headset=True)
    click(panel, other, "move.leave")
    settle(panel, other, 120)  # thought better of it
    click(panel, other, "move.leave")
    assert "leave" not in other.wishes


def test_larger_brings_the_camera_nearer_and_in_a_headset_lets_the_model_grow(panel: Panel) -> None:
    desk = _on_tools(panel, headset=False)
    distance_m, scale = desk.camera.distance_m, scale_of(desk.model)
    click(panel, desk, "move.larger")
    assert desk.camera.distance_m < distance_m
    assert scale_of(desk.model) == pytest.approx(scale)
    worn = _on_tools(panel, headset=True)
    centre = np.array([40.0, 30.0, 31.5, 1.0])
    at = worn.model @ centre
    click(panel, worn, "move.larger")
    assert scale_of(worn.model) > 1.1 * scale
    assert worn.model @ centre == pytest.approx(at)
    worn.model = worn.model @ scaling(1.05e-4 / scale_of(worn.model))
    for _ in range(3):
        click(panel, worn, "move.smaller")
    assert scale_of(worn.model) == pytest.approx(1e-4)


@pytest.mark.parametrize("controllers", ["", *HEADSET_HELP])
def test_the_help_in_a_headset_is_of_the_controllers_in_hand(panel: Panel, controllers: str) -> None:
    now = stage()
    now.body, now.controllers = Body(np.eye(4), -1.2, (0.0, -0.4, -0.8), 0.4), controllers
    settle(panel, now)
    click(panel, now, "help")
    settle(panel, now)
    assert now.help_shown
    assert "tab.recipe" not in panel.places
    click(panel, now, "help.close")
    settle(panel, now)
    assert not now.help_shown
    assert "tab.recipe" in panel.places
