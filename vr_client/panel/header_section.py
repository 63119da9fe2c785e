"""The panel's head: what the server is doing, how far it is, and what went wrong."""

from imgui_bundle import ImVec2, imgui

from vr_client.stage.stage import Stage

from .fonts import ICON_HELP, SMALL_PX, TITLE_PX
from .look import Look, colour_u32
from .widgets import card, dot, progress
from .wording import headline, latest_problem

HELP_PX = 26.0
"""Edge of the help button at scale 1."""


def header_section(look: Look, stage: Stage) -> None:
    """Title line, connection, progress and detail."""
    head = headline(stage.status, connected=stage.connected)
    with card(look, "header"):
        start = imgui.get_cursor_pos_y()
        with look.lettering(TITLE_PX):
            dot(look, look.theme.mood(head.mood), pulse=head.mood == "busy")
        imgui.same_line(0.0, look.px(4))
        look.text(head.title, size_px=TITLE_PX, bold=True)
        imgui.same_line()
        after = imgui.get_cursor_pos_y()
        imgui.set_cursor_pos_y(start + look.px(7))
        room = look.width_of(head.connection, SMALL_PX) + look.px(HELP_PX)
        imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + max(imgui.get_content_region_avail().x - room, 0.0))
        look.text(head.connection, look.theme.quiet, SMALL_PX)
        imgui.same_line(0.0, 0.0)
        imgui.set_cursor_pos_y(start + look.px(1))
        _help(look, stage)
        imgui.set_cursor_pos_y(max(after, start + look.px(TITLE_PX + 6)))
        imgui.dummy(ImVec2(0, 0))  # ends the line: a card may not end on a moved cursor
        if head.progress is not None:
            progress(look, head.progress)
        if head.detail or head.progress is not None:
            _detail(look, head.detail, head.progress)
        problem = latest_problem(stage.failure, stage.notices.shown(stage.now_s))
        if problem:
            look.small(problem.text, look.theme.bad if problem.level == "error" else look.theme.quiet)


def _help(look: Look, stage: Stage) -> None:
    """Opens and closes the help: over the picture at a desk, in place of the tabs in a headset."""
    corner, size = imgui.get_cursor_screen_pos(), look.px(HELP_PX)
    if imgui.invisible_button("##help", ImVec2(size, size), imgui.ButtonFlags_.enable_nav):
        stage.help_shown = not stage.help_shown
    look.mark_place("help")
    on = stage.help_shown or imgui.is_item_hovered()
    with look.lettering(SMALL_PX + 3.0):
        width = imgui.calc_text_size(ICON_HELP).x
        at = ImVec2(corner.x + size - width, corner.y + 0.5 * (size - imgui.get_text_line_height()))
        colour = colour_u32(look.theme.accent if on else look.theme.quiet)
        imgui.get_window_draw_list().add_text(at, colour, ICON_HELP)
    look.tooltip("Help", "Every key, or what the controllers in hand do.")


def _detail(look: Look, detail: str, share: float | None) -> None:
    percent = "" if share is None else f"{100.0 * share:.0f} %"
    width = imgui.get_content_region_avail().x - look.width_of(percent, SMALL_PX) - look.px(10)
    with look.lettering(SMALL_PX):
        imgui.push_text_wrap_pos(imgui.get_cursor_pos_x() + width)
        imgui.text_colored(look.theme.quiet, detail or " ")
        imgui.pop_text_wrap_pos()
    if percent:
        imgui.same_line()
        look.text_right(percent, look.theme.quiet, SMALL_PX)
