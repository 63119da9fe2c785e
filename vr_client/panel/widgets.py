"""The panel's own controls on top of Dear ImGui: buttons, progress, choice, spinner."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imgui_bundle import ImVec2, ImVec4, imgui

from .fonts import BODY_PX, ICON_LESS, ICON_MORE, SMALL_PX
from .look import Look, colour_u32
from .theme import faded

_CLEAR = ImVec4(0.0, 0.0, 0.0, 0.0)
_BY_KEYS = imgui.ButtonFlags_.enable_nav
"""Buttons of our own can be reached by the keyboard too."""


SCROLLED_PX = 230.0
"""Least height of what scrolls, at scale 1."""


@contextmanager
def card(look: Look, name: str, height: float = 0.0) -> Iterator[None]:
    """A rounded area, as high as its content unless `height` (pixels) is given."""
    imgui.push_style_var(imgui.StyleVar_.window_padding, ImVec2(look.px(12), look.px(10)))
    flags = imgui.ChildFlags_.always_use_window_padding | imgui.ChildFlags_.nav_flattened
    if look.theme.edge:
        flags |= imgui.ChildFlags_.borders
    if not height:
        flags |= imgui.ChildFlags_.auto_resize_y
    imgui.begin_child(name, ImVec2(0.0, height), flags, imgui.WindowFlags_.no_scrollbar)
    try:
        yield
    finally:
        content = imgui.get_cursor_pos_y()
        if not height and abs(look.heights.get(name, 0.0) - content) >= 1.0:
            look.heights[name], look.unsettled = content, True
        imgui.end_child()
        imgui.pop_style_var()


@contextmanager
def scrolled(look: Look, name: str) -> Iterator[None]:
    """What is left of the panel, with content that scrolls where it is longer.

    Where little is left, since letters are large, the whole panel scrolls too.
    """
    imgui.push_style_color(imgui.Col_.child_bg, _CLEAR)
    room = max(imgui.get_content_region_avail().y, look.px(SCROLLED_PX))
    imgui.begin_child(f"{name}.scrolled", ImVec2(0.0, room), imgui.ChildFlags_.nav_flattened)
    imgui.pop_style_color()
    try:
        yield
    finally:
        imgui.end_child()


def button(
    look: Look, name: str, label: str, width: float = 0.0, *, main: bool = False, enabled: bool = True
) -> bool:
    """A button with a symbol and a word; `main` is the one the eye should find first."""
    imgui.begin_disabled(not enabled)
    main = main and enabled
    if main:
        imgui.push_style_color(imgui.Col_.button, look.theme.accent)
        imgui.push_style_color(imgui.Col_.button_hovered, faded(look.theme.accent, 0.85))
        imgui.push_style_color(imgui.Col_.button_active, faded(look.theme.accent, 0.7))
        imgui.push_style_color(imgui.Col_.text, look.theme.on_accent)
    imgui.push_font(look.fonts.bold if main else look.fonts.regular, BODY_PX)
    pressed = imgui.button(f"{label}##{name}", ImVec2(width, 0.0))
    imgui.pop_font()
    if main:
        imgui.pop_style_color(4)
    imgui.end_disabled()
    look.mark_place(name)
    return bool(pressed)


def quiet_button(look: Look, name: str, label: str, *, enabled: bool = True) -> bool:
    """A button without a body, for headings."""
    imgui.push_style_color(imgui.Col_.button, _CLEAR)
    pressed = button(look, name, label, enabled=enabled)
    imgui.pop_style_color()
    return pressed


def choice(look: Look, name: str, labels: Sequence[str], chosen: int, keys: Sequence[str] = ()) -> int:
    """Segments side by side over the width that is left, one chosen; returns the chosen index."""
    corner, width = imgui.get_cursor_screen_pos(), imgui.get_content_region_avail().x
    height, theme = imgui.get_frame_height(), look.theme
    draw, rounding = imgui.get_window_draw_list(), imgui.get_style().frame_rounding
    end = ImVec2(corner.x + width, corner.y + height)
    draw.add_rect_filled(corner, end, colour_u32(theme.control), rounding)
    if theme.edge:
        draw.add_rect(corner, end, colour_u32(theme.line), rounding, look.px(theme.edge))
    part = width / len(labels)
    for index, label in enumerate(labels):
        imgui.set_cursor_screen_pos(ImVec2(corner.x + index * part, corner.y))
        if imgui.invisible_button(f"##{name}.{index}", ImVec2(part, height), _BY_KEYS):
            chosen = index
        look.mark_place(f"{name}.{keys[index] if keys else label.lower()}")
        low, high = imgui.get_item_rect_min(), imgui.get_item_rect_max()
        if index == chosen:
            draw.add_rect_filled(low, high, colour_u32(theme.accent), rounding)
        elif imgui.is_item_hovered():
            draw.add_rect_filled(low, high, colour_u32(theme.control_hot), rounding)
        fits = look.width_of(label) <= part - look.px(4.0)
        with look.lettering(BODY_PX if fits else SMALL_PX):
            size = imgui.calc_text_size(label)
            at = ImVec2(0.5 * (low.x + high.x - size.x), 0.5 * (low.y + high.y - size.y))
            draw.add_text(at, colour_u32(theme.on_accent if index == chosen else theme.text), label)
    return chosen


def dropdown(look: Look, name: str, labels: Sequence[str], chosen: int, keys: Sequence[str] = ()) -> int:
    """A list that drops down over the width that is left; returns the chosen index."""
    imgui.set_next_item_width(imgui.get_content_region_avail().x)
    imgui.push_style_var(imgui.StyleVar_.window_padding, ImVec2(look.px(8), look.px(8)))
    opened = imgui.begin_combo(f"##{name}", labels[chosen], imgui.ComboFlags_.height_large)
    look.mark_place(name)
    if opened:
        for index, label in enumerate(labels):
            picked, _ = imgui.selectable(label, index == chosen)
            look.mark_place(f"{name}.{keys[index] if keys else label.lower()}")
            if picked:
                chosen = index
        imgui.end_combo()
    imgui.pop_style_var()
    return chosen


def folding_heading(look: Look, name: str, title: str) -> bool:
    """A heading over the whole width that folds what is under it; whether that is to be drawn."""
    corner, width = imgui.get_cursor_screen_pos(), imgui.get_content_region_avail().x
    height = imgui.get_text_line_height() + look.px(2.0)
    if imgui.invisible_button(f"##fold.{name}", ImVec2(width, height), _BY_KEYS):
        look.folded ^= {name}
    look.mark_place(f"fold.{name}")
    draw, hot = imgui.get_window_draw_list(), imgui.is_item_hovered()
    colour = colour_u32(look.theme.text if hot else look.theme.quiet)
    with look.lettering(bold=True):
        draw.add_text(corner, colour_u32(look.theme.text), title)
    icon = ICON_MORE if name in look.folded else ICON_LESS
    with look.lettering(SMALL_PX):
        right = corner.x + width - imgui.calc_text_size(icon).x
        draw.add_text(ImVec2(right, corner.y + look.px(2.0)), colour, icon)
    return name not in look.folded


def progress(look: Look, share: float) -> None:
    """A slim bar over the whole width."""
    height, width = look.px(6), imgui.get_content_region_avail().x
    corner, draw = imgui.get_cursor_screen_pos(), imgui.get_window_draw_list()
    end = ImVec2(corner.x + width, corner.y + height)
    draw.add_rect_filled(corner, end, colour_u32(look.theme.control), height / 2)
    if share > 0.0:
        filled = ImVec2(corner.x + max(width * share, height), end.y)
        draw.add_rect_filled(corner, filled, colour_u32(look.theme.accent), height / 2)
    imgui.dummy(ImVec2(width, height))


def dot(look: Look, colour: ImVec4, *, pulse: bool = False) -> None:
    """A state's light, breathing while `pulse`."""
    size = imgui.get_text_line_height()
    corner, draw = imgui.get_cursor_screen_pos(), imgui.get_window_draw_list()
    centre = ImVec2(corner.x + look.px(8), corner.y + 0.5 * size)
    if pulse and not look.still:
        breath = 0.5 + 0.5 * math.sin(2.0 * math.pi * 0.6 * look.time_s)
        halo = look.px(5.0 + 3.0 * breath)
        draw.add_circle_filled(centre, halo, colour_u32(faded(colour, 0.30)))
    draw.add_circle_filled(centre, look.px(5), colour_u32(colour))
    imgui.dummy(ImVec2(look.px(18), size))


def spinner(look: Look) -> None:
    """Three dots passing a light on: a number still to come; at rest where nothing is to move."""
    now_s = 0.0 if look.still else look.time_s
    size = imgui.get_text_line_height()
    corner, draw = imgui.get_cursor_screen_pos(), imgui.get_window_draw_list()
    width = look.px(20)
    for index in range(3):
        wave = 0.5 + 0.5 * math.sin(2.0 * math.pi * (0.9 * now_s - index / 5.0))
        centre = ImVec2(corner.x + width * (index + 0.5) / 3.0, corner.y + 0.55 * size)
        draw.add_circle_filled(centre, look.px(1.8), colour_u32(faded(look.theme.quiet, 0.25 + 0.75 * wave)))
    imgui.dummy(ImVec2(width, size))


def inside_mark(look: Look, inside: bool) -> None:
    """A tick for a value inside its predicted interval, a ring with a bar for one outside."""
    size = imgui.get_text_line_height()
    corner, draw = imgui.get_cursor_screen_pos(), imgui.get_window_draw_list()
    x, y, r = corner.x + look.px(6), corner.y + 0.5 * size, look.px(5)
    if inside:
        colour, weight = colour_u32(look.theme.good), look.px(2.0)
        draw.add_line(ImVec2(x - r, y), ImVec2(x - 0.25 * r, y + 0.7 * r), colour, weight)
        draw.add_line(ImVec2(x - 0.25 * r, y + 0.7 * r), ImVec2(x + r, y - 0.7 * r), colour, weight)
    else:
        colour, weight = colour_u32(look.theme.warning), look.px(1.8)
        draw.add_circle(ImVec2(x, y), r, colour, 0, weight)
        draw.add_line(ImVec2(x - 0.7 * r, y + 0.7 * r), ImVec2(x + 0.7 * r, y - 0.7 * r), colour, weight)
    imgui.dummy(ImVec2(look.px(12), size))
