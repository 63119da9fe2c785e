"""The panel's head: what the server is doing, how far it is, and what went wrong."""

from imgui_bundle import ImVec2, imgui

from vr_client.stage.stage import Stage

from .fonts import SMALL_PX, TITLE_PX
from .look import Look
from .widgets import card, dot, progress
from .wording import headline, latest_problem


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
        look.text_right(head.connection, look.theme.quiet, SMALL_PX)
        imgui.set_cursor_pos_y(max(after, start + look.px(TITLE_PX + 6)))
        imgui.dummy(ImVec2(0, 0))  # ends the line: a card may not end on a moved cursor
        if head.progress is not None:
            progress(look, head.progress)
        if head.detail or head.progress is not None:
            _detail(look, head.detail, head.progress)
        problem = latest_problem(stage.failure, stage.notices.shown(stage.now_s))
        if problem:
            look.small(problem.text, look.theme.bad if problem.level == "error" else look.theme.quiet)


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
