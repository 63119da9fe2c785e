"""The panel is worked by the keyboard alone."""

from collections.abc import Iterator

import numpy as np
import pytest

from simulation_server.schema.messages import Fill, Pause
from vr_client.panel.panel import Panel
from vr_client.panel.tabs import TABS
from vr_client.stage.pointer import KeyStroke, PointerState
from vr_client.stage.stage import Stage
from vr_client.tools.panel_keys import panel_keys

from .hand import pixels, press_key, settle
from .scene import stage

PRESSURE = "calendering.pressure_mpa"
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((430, 1000))
    yield made
    made.close()


def _focused(panel: Panel) -> Stage:
    now = stage()
    settle(panel, now)
    assert panel_keys(now, KeyStroke("enter", True))
    settle(panel, now)
    assert panel.wants_keys
    return now


def test_enter_gives_the_keys_to_the_panel_and_escape_gives_them_back(panel: Panel) -> None:
    now = stage()
    now.panel_shown = False
    settle(panel, now)
    assert not panel.wants_keys
    assert not panel_keys(now, KeyStroke("v", True))
    panel_keys(now, KeyStroke("enter", True))
    settle(panel, now)
    assert now.panel_shown
    assert panel.wants_keys
    press_key(panel, now, "escape")
    settle(panel, now)
    assert not panel.wants_keys
    assert now.outbox == []


def _go_to(panel: Panel, now: Stage, name: str, key: str = "tab", most: int = 60) -> list[str]:
    """Presses a key until the control is the one that the keys work; the controls passed on the way."""
    passed: list[str] = []
    while panel.focused != name:
        assert len(passed) < most, f"{name} is not reached: {passed}"
        press_key(panel, now, key)
        passed.append(panel.focused)
    return passed


def test_tab_goes_through_all_controls_and_space_presses_the_one_it_is_on(panel: Panel) -> None:
    now = _focused(panel)
    passed = _go_to(panel, now, "fill")
    assert {"calendering.control.pressure", "calendering.control.degree", PRESSURE} <= set(passed)
    before = pixels(panel).copy()
    press_key(panel, now, "tab")
    assert np.any(pixels(panel) != before), "the control in turn is marked"
    _go_to(panel, now, "hold")
    press_key(panel, now, "space")
    assert [type(command) for command in now.outbox] == [Pause]
    press_key(panel, now, "tab", shift=True)
    press_key(panel, now, "tab", shift=True)
    assert panel.focused == "fill"
    press_key(panel, now, "enter")
    assert [type(command) for command in now.outbox] == [Pause, Fill]


def test_every_tab_is_reached_and_its_page_goes_on_from_there(panel: Panel) -> None:
    now = _focused(panel)
    _go_to(panel, now, "tab.recipe")
    for name in TABS:
        assert panel.focused == f"tab.{name.lower()}"
        press_key(panel, now, "space")
        settle(panel, now, 2)
        assert panel.tab == name
        press_key(panel, now, "tab")
    assert panel.focused == "theme.dark"  # the last tab's page
    press_key(panel, now, "tab")
    press_key(panel, now, "space")
    assert now.settings.theme == "light"


def test_a_slider_is_held_moved_and_typed_into_by_keys(panel: Panel) -> None:
    now = _focused(panel)
    _go_to(panel, now, PRESSURE)
    for ends_with in ("escape", "space"):
        press_key(panel, now, "space")
        for _ in range(3):
            press_key(panel, now, "right")
        moved = now.draft.calendering.pressure_mpa
        assert moved > 60.0
        press_key(panel, now, ends_with)
        assert panel.wants_keys
        assert panel.focused == PRESSURE
        assert now.draft.calendering.pressure_mpa == (60.0 if ends_with == "escape" else moved)
    press_key(panel, now, "enter", control=True)
    settle(panel, now)
    panel.frame(now, PointerState(text="137"), 0.05)
    press_key(panel, now, "enter")
    settle(panel, now)
    assert now.draft.calendering.pressure_mpa == 137.0
    press_key(panel, now, "escape")
    assert not panel.wants_keys


def test_a_list_drops_down_and_is_chosen_from_by_keys(panel: Panel) -> None:
    now = _focused(panel)
    _go_to(panel, now, "formulation.active_material")
    press_key(panel, now, "space")
    settle(panel, now)
    press_key(panel, now, "down")
    press_key(panel, now, "space")
    settle(panel, now)
    assert now.draft.formulation.active_material != "NMC111"
    assert panel.wants_keys
