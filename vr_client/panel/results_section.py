"""The table of quantities: predicted with its interval beside simulated."""

from imgui_bundle import ImVec2, ImVec4, imgui
from imgui_bundle.imgui import internal

from simulation_server.schema.results import Prediction
from simulation_server.schema.states import Stage as Step
from vr_client.stage.stage import Stage

from .figures import DASH
from .fonts import BODY_PX, SMALL_PX
from .interval import interval_px, interval_text
from .look import Look
from .readings import Reading, inside_count, readings
from .shown import Shown
from .strip_section import not_covered
from .theme import faded
from .widgets import inside_mark, spinner

_BUSY = (*Step, "compiling")


def results_section(look: Look, stage: Stage, now: Shown) -> None:
    """Warning when the prediction is not covered, then the table."""
    not_covered(look, now.prediction)
    rows = readings(now.prediction, now.outcome, outdated=now.outdated)
    awaited = stage.connected and stage.status.stage in _BUSY
    flags = imgui.TableFlags_.row_bg | imgui.TableFlags_.borders_inner_h | imgui.TableFlags_.pad_outer_x
    if imgui.begin_table("quantities", 4, flags):
        fixed = imgui.TableColumnFlags_.width_fixed
        imgui.table_setup_column("Quantity", imgui.TableColumnFlags_.width_stretch)
        imgui.table_setup_column("Predicted", fixed, look.px(99))
        imgui.table_setup_column("Simulated", fixed, look.px(58))
        imgui.table_setup_column("", fixed, look.px(13))
        _headings(look)
        for row in rows:
            _row(look, row, awaited=awaited, outdated=now.outdated, doubtful=_doubtful(now.prediction))
        imgui.end_table()
    look.small(_remark(rows, outdated=now.outdated))


def _remark(rows: list[Reading], *, outdated: bool) -> str:
    """One line in every case, so that the table below the hand does not jump."""
    hits, compared = inside_count(rows)
    if outdated:
        return "Simulated values still belong to the recipe before this change."
    if compared:
        return f"{hits} of {compared} simulated values lie inside the predicted 95 % interval."
    return "Simulated values appear as the physics reaches them."


def _doubtful(prediction: Prediction | None) -> bool:
    return prediction is not None and not prediction.covered


def _headings(look: Look) -> None:
    imgui.table_next_row()
    imgui.table_next_column()
    look.text("Quantity", look.theme.quiet, SMALL_PX)
    imgui.table_next_column()
    look.text_right("predicted", look.theme.predicted, SMALL_PX, bold=True)
    imgui.table_next_column()
    look.text_right("simulated", look.theme.simulated, SMALL_PX, bold=True)
    imgui.table_next_column()


def _row(look: Look, row: Reading, *, awaited: bool, outdated: bool, doubtful: bool) -> None:
    theme = look.theme
    imgui.table_next_row()
    imgui.table_next_column()
    _name(look, row)
    imgui.table_next_column()
    colour = theme.warning if doubtful else theme.predicted
    _value_and_interval(look, row, colour)
    imgui.table_next_column()
    if row.simulated != DASH:
        look.text_right(row.simulated, faded(theme.simulated, 0.55 if outdated else 1.0), bold=not outdated)
    elif awaited and row.expected:
        imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - look.px(20))
        spinner(look)
    else:
        look.text_right(DASH, theme.quiet)
    imgui.table_next_column()
    if row.inside is not None:
        inside_mark(look, row.inside)
        look.tooltip("Inside the interval" if row.inside else "Outside the interval", row.note)


def _name(look: Look, row: Reading) -> None:
    """Label and unit, cut with an ellipsis where the column is too narrow."""
    room = imgui.get_content_region_avail().x
    unit_px = look.width_of(row.unit, SMALL_PX) + look.px(5) if row.unit else 0.0
    corner, height = imgui.get_cursor_screen_pos(), imgui.get_text_line_height()
    label_px = min(look.width_of(row.label), room - unit_px)
    end = ImVec2(corner.x + label_px, corner.y + height)
    internal.render_text_ellipsis(
        imgui.get_window_draw_list(), corner, end, end.x, row.label, imgui.calc_text_size(row.label)
    )
    imgui.dummy(ImVec2(label_px, height))
    look.tooltip(row.label, row.meaning, row.note, row.source)
    if row.unit:
        imgui.same_line(0.0, look.px(5))
        imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + look.px((BODY_PX - SMALL_PX) * 0.8))
        look.text(row.unit, look.theme.quiet, SMALL_PX)


def _value_and_interval(look: Look, row: Reading, colour: ImVec4) -> None:
    width = look.width_of(row.predicted) + interval_px(look, row)
    spare = imgui.get_content_region_avail().x - width
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + max(spare, 0.0))
    if row.predicted == DASH:
        look.text(DASH, look.theme.quiet)
        return
    look.text(row.predicted, colour)
    interval_text(look, row)
