"""Keys on the panel: a value and a name are typed by pointing alone, as in a headset."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation_server.schema.messages import SetRecipe
from vr_client.panel.pad import (
    BACK,
    CANCEL,
    CLEAR,
    DONE,
    MOST_DIGITS,
    NUMBER_ROWS,
    SHIFT,
    TEXT_ROWS,
    Pad,
    number_of,
)
from vr_client.panel.panel import Panel
from vr_client.panel.text_field import plain_name
from vr_client.stage.body import Body
from vr_client.stage.pointer import PointerState
from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage

from .hand import click, middle, press_key, settle
from .scene import stage

PRESSURE = "calendering.pressure_mpa"


def _typed(pad: Pad, keys: str) -> str:
    for key in keys:
        assert not pad.press(key)
    return pad.text


def test_the_first_key_replaces_what_stands_there_and_a_correction_keeps_it() -> None:
    assert _typed(Pad("x", "", "60"), "137") == "137"
    pad = Pad("x", "", "60")
    pad.press(BACK)
    assert _typed(pad, "5") == "65"
    pad.press(CLEAR)
    assert pad.text == ""
    assert _typed(pad, "1.2.5") == "1.25"
    assert _typed(pad, "-") == "-1.25"
    assert _typed(pad, "-") == "1.25"
    assert pad.press(DONE)


def test_a_name_has_capitals_spaces_and_an_end() -> None:
    pad = Pad("x", "", "", "text", 6)
    for key in (SHIFT, "a", SHIFT, "d", "a", "space", "2", "3", "4"):
        pad.press(key)
    assert pad.text == "Ada 23"


@given(st.lists(st.sampled_from([key for row in NUMBER_ROWS for key in row if key not in (DONE, CANCEL)])))
def test_whatever_is_pressed_is_a_number_or_says_that_it_is_none(keys: list[str]) -> None:
    pad = Pad("x", "", "1")
    for key in keys:
        pad.press(key)
    assert len(pad.text) <= MOST_DIGITS + 1
    value = number_of(pad.text)
    assert value is None or np.isfinite(value)
    assert (value is None) == (not any(letter.isdigit() for letter in pad.text))


def test_every_letter_and_digit_is_there_once() -> None:
    keys = [key for row in TEXT_ROWS for key in row]
    assert len(set(keys)) == len(keys)
    assert set("abcdefghijklmnopqrstuvwxyz0123456789") <= set(keys)


@given(st.text())
def test_no_name_leads_out_of_its_folder(text: str) -> None:
    name = plain_name(text)
    assert len(name) <= 24
    assert name.isprintable()
    assert not set(name) & set("/\\:")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((900, 1400), scale=2.0)
    yield made
    made.close()


def _in_headset() -> Stage:
    now = stage()
    now.body = Body(np.eye(4), -1.2, (0.0, -0.4, -0.8), 0.4)
    return now


@pytest.mark.parametrize(("keys", "expected"), [("137", 137.0), ("999", 200.0), ("-5", 0.0)])
def test_a_value_is_typed_with_the_controllers_ray(panel: Panel, keys: str, expected: float) -> None:
    now = _in_headset()
    settle(panel, now)
    click(panel, now, f"{PRESSURE}.value")
    settle(panel, now)
    for key in keys:
        click(panel, now, f"pad.{key}")
    assert now.outbox == []  # a half-typed number is no wish
    click(panel, now, "pad.done")
    settle(panel, now)
    assert now.draft.calendering.pressure_mpa == expected
    assert isinstance(now.outbox[-1], SetRecipe)
    assert not any(name.startswith("pad.") for name in panel.places)
    assert not panel.wants_keys


def test_cancel_and_a_number_that_is_none_change_nothing(panel: Panel) -> None:
    now = _in_headset()
    settle(panel, now)
    click(panel, now, f"{PRESSURE}.value")
    settle(panel, now)
    click(panel, now, "pad.clear")
    click(panel, now, "pad.-")
    click(panel, now, "pad.done")  # cannot be pressed yet
    settle(panel, now)
    assert "pad.done" in panel.places
    click(panel, now, "pad.cancel")
    settle(panel, now)
    assert "pad.done" not in panel.places
    assert now.outbox == []


def test_what_a_keyboard_types_goes_to_the_keys_on_show(panel: Panel) -> None:
    now = stage()
    now.settings = Settings(screen_keys=True)
    settle(panel, now)
    click(panel, now, f"{PRESSURE}.value")
    settle(panel, now)
    assert panel.wants_keys
    panel.frame(now, PointerState(text="8x2,5q"), 0.05)
    press_key(panel, now, "backspace")
    press_key(panel, now, "enter")
    settle(panel, now)
    assert now.draft.calendering.pressure_mpa == 82.0
    assert not panel.wants_keys
    click(panel, now, f"{PRESSURE}.value")
    panel.frame(now, PointerState(text="9"), 0.05)
    press_key(panel, now, "escape")
    settle(panel, now)
    assert now.draft.calendering.pressure_mpa == 82.0


def test_the_keys_keep_presses_from_what_lies_under_them(panel: Panel) -> None:
    now = _in_headset()
    settle(panel, now)
    fill = middle(panel, "fill")
    click(panel, now, f"{PRESSURE}.value")
    settle(panel, now)
    for pressed in (False, True, False, False):
        panel.frame(now, PointerState(fill, primary=pressed), 0.05)
    assert now.outbox == []


def test_keys_are_large_enough_to_be_hit_with_a_ray(panel: Panel) -> None:
    """On the board body text is 20 dmm high, which makes 64 dmm of 3.2 times its height."""
    now = _in_headset()
    settle(panel, now)
    click(panel, now, f"{PRESSURE}.value")
    settle(panel, now)
    pitch = panel.places["pad.4"][1] - panel.places["pad.7"][1]
    assert pitch >= 3.2 * panel.text_px
    left, _, right, _ = panel.places["pad.7"]
    assert right - left >= 3.2 * panel.text_px
