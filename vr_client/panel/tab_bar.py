"""The panel's tabs in two rows, so that every word can be read whole."""

from collections.abc import Sequence

from imgui_bundle import ImVec2, imgui

from .fonts import TAB_ICONS
from .look import Look, colour_u32
from .tabs import TABS, TabName

IN_A_ROW = 4


def tab_bar(look: Look, chosen: TabName, offered: Sequence[TabName] = TABS) -> TabName:
    """Draws the tabs and returns the chosen one."""
    start = imgui.get_cursor_screen_pos()
    gap, height = look.px(4.0), imgui.get_frame_height()
    width = (imgui.get_content_region_avail().x - gap * (IN_A_ROW - 1)) / IN_A_ROW
    for index, name in enumerate(offered):
        row, column = divmod(index, IN_A_ROW)
        corner = ImVec2(start.x + column * (width + gap), start.y + row * (height + gap))
        if _tab(look, name, corner, ImVec2(width, height), chosen=name == chosen):
            chosen = name
    return chosen


def _tab(look: Look, name: TabName, corner: ImVec2, size: ImVec2, *, chosen: bool) -> bool:
    imgui.set_cursor_screen_pos(corner)
    pressed = imgui.invisible_button(f"##tab.{name}", size, imgui.ButtonFlags_.enable_nav)
    look.mark_place(f"tab.{name.lower()}")
    draw, theme, rounding = imgui.get_window_draw_list(), look.theme, imgui.get_style().frame_rounding
    end = ImVec2(corner.x + size.x, corner.y + size.y)
    hot = imgui.is_item_hovered()
    fill = theme.accent if chosen else theme.control_hot if hot else theme.card
    draw.add_rect_filled(corner, end, colour_u32(fill), rounding)
    if theme.edge:
        draw.add_rect(corner, end, colour_u32(theme.line), rounding, look.px(theme.edge))
    colour = colour_u32(theme.on_accent if chosen else theme.text)
    icon, space = TAB_ICONS[name], look.px(6.0)
    with look.lettering(bold=chosen):
        room = imgui.calc_text_size(icon).x + space + imgui.calc_text_size(name).x
        if room > size.x - look.px(8.0):
            icon, room = "", imgui.calc_text_size(name).x
        at = ImVec2(0.5 * (corner.x + end.x - room), 0.5 * (corner.y + end.y - imgui.get_text_line_height()))
        if icon:
            draw.add_text(at, colour, icon)
            at = ImVec2(at.x + imgui.calc_text_size(icon).x + space, at.y)
        draw.add_text(at, colour, name)
    return bool(pressed)
