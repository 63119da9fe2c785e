"""A predicted 95 % interval beside its value: `± 0.02`, or how far up over how far down."""

from imgui_bundle import ImVec2, imgui

from .fonts import BODY_PX, SMALL_PX
from .look import Look, colour_u32
from .readings import Reading

STACKED_PX = 10.5
GAP_PX = 4.0


def interval_px(look: Look, row: Reading) -> float:
    """Width in pixels that the interval takes."""
    if row.bounds is not None:
        return max(look.width_of(side, STACKED_PX) for side in row.bounds) + look.px(GAP_PX)
    return look.width_of(row.interval, SMALL_PX) + look.px(GAP_PX) if row.interval else 0.0


def interval_text(look: Look, row: Reading) -> None:
    """On the line of the value just written."""
    imgui.same_line(0.0, look.px(GAP_PX))
    if row.bounds is None:
        imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + look.px((BODY_PX - SMALL_PX) * 0.8))
        look.text(row.interval, look.theme.quiet, SMALL_PX)
        return
    corner, height = imgui.get_cursor_screen_pos(), look.px(BODY_PX)
    draw, colour = imgui.get_window_draw_list(), colour_u32(look.theme.quiet)
    with look.lettering(STACKED_PX):
        for index, side in enumerate(row.bounds):
            top = corner.y + look.px(2.5) + (index - 0.42) * 0.62 * height
            draw.add_text(ImVec2(corner.x, top), colour, side)
    imgui.dummy(ImVec2(interval_px(look, row) - look.px(GAP_PX), imgui.get_text_line_height()))
