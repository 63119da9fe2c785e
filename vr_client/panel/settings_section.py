"""How a person likes to look and move: every setting, kept from one session to the next."""

from typing import Any, get_args

import msgspec
from imgui_bundle import imgui

from vr_client.stage.settings import MOST_NAME, TEXT_SCALES, Hand, Settings, Theme, Travel, Turn
from vr_client.stage.stage import Stage

from .figures import plain
from .fonts import ICON_DEFAULTS, ICON_HELP
from .look import Look
from .slider import click_to_type, slim_slider
from .text_field import text_field
from .widgets import button, card, choice

LABEL_PX, VALUE_PX = 104.0, 70.0
"""Widths of the columns beside a slider, at scale 1."""
_DEFAULTS = Settings()


def settings_section(look: Look, stage: Stage) -> None:
    """A card for the eyes, one for moving, one for the hands, one for the person."""
    with card(look, "settings.look"):
        look.text("Look", bold=True)
        _choice(look, stage, "theme", "Theme", get_args(Theme))
        scales = [f"{scale:g}" for scale in TEXT_SCALES]
        nearest = min(TEXT_SCALES, key=lambda scale: abs(scale - stage.settings.text_scale))
        picked = _labelled_choice(look, "text_scale", "Text size", scales, TEXT_SCALES.index(nearest))
        if TEXT_SCALES[picked] != nearest:
            _change(stage, text_scale=TEXT_SCALES[picked])
        _check(
            look,
            stage,
            "high_contrast",
            "Strongest contrast",
            "Black and white, edges about what can be pressed.",
        )
        _check(look, stage, "tooltips", "Tooltips", "Meaning and source of what the pointer rests on.")
        _check(
            look, stage, "screen_keys", "Keys on the panel", "Values are typed by pointing, as in a headset."
        )
    with card(look, "settings.motion"):
        look.text("Motion", bold=True)
        _check(
            look, stage, "reduced_motion", "Reduced motion",
            "No flights, no following by the camera and no moving lights that nobody asked for.",
        )  # fmt: skip
        _choice(look, stage, "travel", "Travel", get_args(Travel))
        _choice(look, stage, "turn", "Turn", get_args(Turn))
        _slider(look, stage, "turn_deg", "Turn by", 10.0, 90.0, "°")
        _slider(look, stage, "vignette_deg", "Clear view", 0.0, 90.0, "°", zero="all")
        look.tooltip(
            "Clear view", "What stays clear of the field of view while one is moved; 0 darkens nothing."
        )
        postures = ["Seated", "Standing"]
        picked = _labelled_choice(look, "seated", "Posture", postures, 0 if stage.settings.seated else 1)
        if (picked == 0) != stage.settings.seated:
            _change(stage, seated=picked == 0)
    with card(look, "settings.hands"):
        look.text("Hands", bold=True)
        _choice(look, stage, "hand", "Points", get_args(Hand))
        _check(look, stage, "haptics", "Pulses", "Controllers tick when something is pressed or touched.")
    with card(look, "settings.person"):
        look.text("You", bold=True)
        _label(look, "Name")
        name = text_field(look, "name", stage.settings.name, "As the others see you", MOST_NAME)
        if name != stage.settings.name:
            _change(stage, name=name)
        _slider(look, stage, "remind_min", "Pause every", 0.0, 120.0, " min", zero="never")
        look.tooltip("Pause every", "A word after so many minutes; nothing ever ends by itself.")
    width = 0.5 * (imgui.get_content_region_avail().x - look.px(6.0))
    changed = stage.settings != _DEFAULTS
    if button(look, "settings.defaults", f"{ICON_DEFAULTS}  Defaults", width, enabled=changed):
        stage.settings = _DEFAULTS
    imgui.same_line(0.0, look.px(6.0))
    if button(look, "settings.help", f"{ICON_HELP}  Help", imgui.get_content_region_avail().x):
        stage.help_shown = True
    look.small("Kept from one session to the next.")


def _change(stage: Stage, **values: Any) -> None:
    stage.settings = msgspec.structs.replace(stage.settings, **values)


def _label(look: Look, text: str) -> None:
    imgui.align_text_to_frame_padding()
    look.text(text, look.theme.quiet)
    imgui.same_line(look.px(LABEL_PX), 0.0)


def _labelled_choice(look: Look, name: str, label: str, words: list[str], chosen: int) -> int:
    _label(look, label)
    return choice(look, name, words, chosen)


def _choice(look: Look, stage: Stage, name: str, label: str, values: tuple[str, ...]) -> None:
    """One of the values of a setting that is a word."""
    before = values.index(getattr(stage.settings, name))
    picked = _labelled_choice(look, name, label, [value.capitalize() for value in values], before)
    if picked != before:
        _change(stage, **{name: values[picked]})


def _check(look: Look, stage: Stage, name: str, label: str, meaning: str) -> None:
    pressed, on = imgui.checkbox(f"{label}##{name}", getattr(stage.settings, name))
    look.mark_place(name)
    look.tooltip(label, meaning)
    if pressed:
        _change(stage, **{name: on})


def _slider(
    look: Look, stage: Stage, name: str, label: str, low: float, high: float, unit: str, *, zero: str = ""
) -> None:
    """A whole number; `zero` is the word for 0."""
    _label(look, label)
    room = imgui.get_content_region_avail().x - look.px(VALUE_PX)
    value: float = getattr(stage.settings, name)
    moved, new = slim_slider(look, name, value, low, high, 0, room, mark=getattr(_DEFAULTS, name))
    if moved:
        _change(stage, **{name: new})
    imgui.same_line(0.0, 0.0)
    look.text_right(zero if zero and value == 0.0 else f"{plain(value, 0)}{unit}")
    click_to_type(look, name, value, low, high, 0, label)
