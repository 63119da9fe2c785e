"""A slider as a thin track with a knob; a double-click or ctrl-click turns it into a field to type in."""

import math

from imgui_bundle import ImVec2, ImVec4, imgui

from .look import Look, colour_u32
from .pad import Pad, number_of
from .theme import faded

_CLEAR = ImVec4(0.0, 0.0, 0.0, 0.0)
_HIDDEN = (
    imgui.Col_.text, imgui.Col_.frame_bg, imgui.Col_.frame_bg_hovered, imgui.Col_.frame_bg_active,
    imgui.Col_.slider_grab, imgui.Col_.slider_grab_active,
)  # fmt: skip


def slim_slider(
    look: Look,
    name: str,
    value: float,
    low: float,
    high: float,
    decimals: int,
    width: float,
    *,
    mark: float,
    thick: float = 5.0,
    logarithmic: bool = False,
) -> tuple[bool, float]:
    """Draws the slider and returns (changed, value), the value to `decimals` and within its range.

    `mark` is a value ticked under the track (the default). A typed value counts once it is complete.
    `logarithmic` gives every factor the same length and moves in two digits. A value is typed after a
    double-click, a ctrl-click, Ctrl+Enter or `ask_value`.
    """
    imgui.set_next_item_width(width)
    entered = number_of(look.entered.pop(name, ""))
    if look.typing == name:
        changed, value = _field(look, name, value, decimals)
        look.mark_place(name)
        return changed, min(max(round(value, decimals), low), high)

    def share(of: float) -> float:
        if logarithmic:
            return math.log(of / low) / math.log(high / low)
        return (of - low) / (high - low)

    for colour in _HIDDEN:
        imgui.push_style_color(colour, _CLEAR)
    flags = imgui.SliderFlags_.no_input
    if logarithmic:
        changed, moved = imgui.slider_float(f"##{name}", share(value), 0.0, 1.0, "%.4f", flags)
        if changed:
            value = min(max(two_digits(low * (high / low) ** moved), low), high)
    else:
        changed, value = imgui.slider_float(f"##{name}", value, low, high, f"%.{decimals}f", flags)
        value = round(value, decimals)
    imgui.pop_style_color(len(_HIDDEN))
    look.mark_place(name)
    _draw_track(look, share(value), share(mark), thick, held=imgui.is_item_active())
    if entered is not None:
        return True, min(max(round(entered, decimals), low), high)
    wanted = imgui.is_mouse_double_clicked(0) or (imgui.is_mouse_clicked(0) and imgui.get_io().key_ctrl)
    chord = imgui.is_key_chord_pressed(int(imgui.Key.mod_ctrl) | int(imgui.Key.enter))
    if (wanted and imgui.is_item_hovered()) or (chord and imgui.is_item_focused()):
        ask_value(look, name, value, low, high, decimals)
        return False, value
    return changed, value


def ask_value(
    look: Look, name: str, value: float, low: float, high: float, decimals: int, label: str = "A number"
) -> None:
    """Turns the slider `name` into a field to type in, or shows the panel's own keys for it."""
    if look.own_keys:
        span = f"from {low:.{decimals}f} to {high:.{decimals}f}"
        look.pad = Pad(name, f"{label} {span}".replace("-", "−"), f"{value:.{decimals}f}")
    else:
        look.typing, look.typed = name, None


def click_to_type(
    look: Look, name: str, value: float, low: float, high: float, decimals: int, label: str
) -> None:
    """Makes the value just written beside the slider `name` a place to click at to type another one."""
    look.mark_place(f"{name}.value")
    if not imgui.is_item_hovered():
        return
    start, end = imgui.get_item_rect_min(), imgui.get_item_rect_max()
    line = ImVec2(start.x, end.y), end
    imgui.get_window_draw_list().add_line(*line, colour_u32(look.theme.accent), look.px(1.5))
    if imgui.is_mouse_clicked(0):
        ask_value(look, name, value, low, high, decimals, label)


def two_digits(value: float) -> float:
    """A positive number to two significant digits."""
    return float(f"{value:.2g}")


def _field(look: Look, name: str, value: float, decimals: int) -> tuple[bool, float]:
    """The slider while a value is typed; (True, value) once Enter or a click elsewhere ends it."""
    if look.typed is None:
        imgui.set_keyboard_focus_here()
        look.typed = value
    select = imgui.InputTextFlags_.auto_select_all
    _, look.typed = imgui.input_float(f"##{name}.typed", look.typed, 0.0, 0.0, f"%.{decimals}f", select)
    if not imgui.is_item_deactivated():
        return False, value
    look.typing = ""
    kept = imgui.is_item_deactivated_after_edit() and not imgui.is_key_pressed(imgui.Key.escape)
    return (True, look.typed) if kept else (False, value)


def _draw_track(look: Look, value: float, mark: float, thick: float, *, held: bool) -> None:
    """`value` and `mark` as shares of the track, 0 to 1."""
    corner, end = imgui.get_item_rect_min(), imgui.get_item_rect_max()
    middle, half = 0.5 * (corner.y + end.y), 0.5 * look.px(thick)
    reach = 2.0 + 0.5 * imgui.get_style().grab_min_size  # where imgui puts its own knob's centre
    left, span = corner.x + reach, end.x - corner.x - 2.0 * reach

    def place(of: float) -> float:
        return left + span * min(max(of, 0.0), 1.0)

    draw, theme = imgui.get_window_draw_list(), look.theme
    hot = held or imgui.is_item_hovered()
    track = theme.control_hot if hot else theme.control
    knob = place(value)
    draw.add_rect_filled(
        ImVec2(left - half, middle - half), ImVec2(left + span + half, middle + half), colour_u32(track), half
    )
    draw.add_rect_filled(
        ImVec2(left - half, middle - half), ImVec2(knob, middle + half), colour_u32(theme.accent), half
    )
    tick = place(mark)
    draw.add_line(
        ImVec2(tick, middle + look.px(6)),
        ImVec2(tick, middle + look.px(10)),
        colour_u32(theme.quiet),
        look.px(1.5),
    )
    radius = look.px(8.0 if hot else 7.0)
    if held:
        draw.add_circle_filled(ImVec2(knob, middle), radius * 1.7, colour_u32(faded(theme.accent, 0.25)))
    draw.add_circle_filled(ImVec2(knob, middle), radius, colour_u32(theme.accent))
    draw.add_circle_filled(ImVec2(knob, middle), radius * 0.42, colour_u32(theme.card))
