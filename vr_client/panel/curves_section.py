"""The plots in a tab of their own: discharge curves, and the step of the process that runs."""

import numpy as np
from imgui_bundle import ImVec2, imgui, implot
from numpy.typing import NDArray

from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.results import Curve
from vr_client.stage.cell_history import CellHistory
from vr_client.stage.surfaces import Forecast

from .curves import Line, axes, band, lines, resolved
from .dashes import dashed
from .figures import rate_text
from .fonts import SMALL_PX
from .history import History
from .look import Look, colour_u32
from .plots import dots, empty_plot, guide, plot, plot_title, pressing_limits, trace
from .shown import Shown
from .theme import faded

FILLED = 0.9
"""Share of the pores at which the fill time is taken: marked in the plot."""

BAND = (
    "Band: the 95 % interval of the predicted capacity; the curve is stretched to its ends. "
    "The shape of a curve has no interval of its own."
)


def discharge_plot(look: Look, now: Shown, cell: CellHistory | None) -> None:
    """Voltage over capacity, as high as its card: predicted dashed, simulated solid, one colour a rate.

    The discharge in three dimensions is drawn over them, a dot at the moment on show.
    """
    drawn, in_3d = lines(now), resolved(now)
    plot_title(look, "Discharge", "voltage V over capacity mAh/cm²")
    _key(look)
    if in_3d is not None:
        _key_3d(look, in_3d)
    with plot(look, "discharge", axes(drawn, in_3d), ("mAh/cm2", "V")) as per_px:
        if per_px is not None:
            for line in drawn:
                _draw_band(look, line)
            for line in drawn:
                _draw(look, line, *per_px, outdated=now.outdated)
            if in_3d is not None:
                _draw_3d(look, in_3d, cell, outdated=now.outdated)
    if not drawn and in_3d is None:
        empty_plot(look, "discharge", "The curves appear with the prediction.")


def _draw(look: Look, line: Line, x_per_px: float, y_per_px: float, *, outdated: bool) -> None:
    colour = look.theme.rates[line.rate]
    x, y = line.capacity_mah_cm2, line.voltage_v
    if line.simulated:
        spec = implot.Spec(line_color=faded(colour, 0.5 if outdated else 1.0), line_weight=look.px(2.2))
    else:
        x, y = dashed(x, y, x_per_px, y_per_px, look.px(6.0), look.px(4.0))
        spec = implot.Spec(
            line_color=faded(colour, 0.9), line_weight=look.px(1.6), flags=int(implot.LineFlags_.segments)
        )
    kind = "simulated" if line.simulated else "predicted"
    implot.plot_line(f"{kind} {list(C_RATES)[line.rate]}", x, y, spec)


def _draw_band(look: Look, line: Line) -> None:
    """Behind all lines."""
    spanned = band(line)
    if spanned is not None:
        at, low, high = spanned
        colour = faded(look.theme.rates[line.rate], 0.2)
        implot.plot_shaded(f"band {line.rate}", at, low, high, implot.Spec(fill_color=colour))


def _draw_3d(look: Look, curve: Curve, cell: CellHistory | None, *, outdated: bool) -> None:
    """In the text's own colour, with a dark edge that sets it off from the lines under it."""
    x, y = np.array(curve.capacity_mah_cm2), np.array(curve.voltage_v)
    for colour, weight in ((look.theme.card, 5.0), (look.theme.text, 2.6)):
        faint = faded(colour, 0.5 if outdated else 1.0)
        implot.plot_line("in 3D", x, y, implot.Spec(line_color=faint, line_weight=look.px(weight)))
    shown = cell.shown if cell is not None else None
    if shown is not None:
        dots(look, "moment", np.array([shown.capacity_mah_cm2]), np.array([shown.voltage_v]))


def _key_3d(look: Look, curve: Curve) -> None:
    """What the thick line is."""
    imgui.same_line(0.0, look.px(12.0))
    corner, width = imgui.get_cursor_screen_pos(), look.px(18.0)
    middle = _middle(look, corner)
    ends = ImVec2(corner.x, middle), ImVec2(corner.x + width, middle)
    imgui.get_window_draw_list().add_line(*ends, colour_u32(look.theme.text), look.px(3.0))
    imgui.dummy(ImVec2(width, 1.0))
    imgui.same_line(0.0, look.px(5.0))
    look.text(f"3D {rate_text(curve.c_rate)}", look.theme.text, SMALL_PX, bold=True)


def pressing_plot(look: Look, history: History) -> None:
    """Plane pressure over thickness."""
    plot_title(look, "Calendering", "pressure MPa over plane height µm")
    x, y = np.array(history.plane_um, np.float64), np.array(history.pressure_mpa, np.float64)
    with plot(look, "process", pressing_limits(x, y), ("um", "MPa")) as per_px:
        if per_px is not None:
            trace(look, x, y)
    if not len(x):
        empty_plot(look, "process", "Appears while the plane presses.")


def filling_plot(look: Look, history: History, forecast: Forecast | None) -> None:
    """Saturation over time: expected dashed, simulated solid."""
    plot_title(look, "Filling", "share of the pores filled over time ms")
    if forecast is not None:
        _kinds(look, "expected")
    x, y = np.array(history.time_ms, np.float64), np.array(history.saturation, np.float64)
    with plot(look, "process", filling_limits(x, forecast), ("ms", "1")) as per_px:
        if per_px is not None:
            guide(look, np.array([0.0, 1e9]), np.array([FILLED, FILLED]))
            if forecast is not None:
                dash_x, dash_y = dashed(
                    forecast.time_ms, forecast.saturation, *per_px, look.px(6.0), look.px(4.0)
                )
                spec = implot.Spec(
                    line_color=look.theme.predicted,
                    line_weight=look.px(1.6),
                    flags=int(implot.LineFlags_.segments),
                )
                implot.plot_line("expected", dash_x, dash_y, spec)
            trace(look, x, y)
    if not len(x):
        empty_plot(look, "process", "Appears while it fills.")


def filling_limits(x: NDArray[np.float64], forecast: Forecast | None) -> tuple[float, float, float, float]:
    """Axes that hold what is simulated at the times `x` (k,) and what is expected."""
    ends = [*x[-1:], *(forecast.time_ms[-1:] if forecast is not None else ())]
    return 0.0, max(1.04 * max(ends), 1e-6) if ends else 1.0, 0.0, 1.02


def _key(look: Look) -> None:
    """Swatches: a colour a rate, a dash a kind."""
    draw = imgui.get_window_draw_list()
    for index, label in enumerate(C_RATES):
        corner = imgui.get_cursor_screen_pos()
        centre = ImVec2(corner.x + look.px(5), _middle(look, corner))
        draw.add_circle_filled(centre, look.px(4.5), colour_u32(look.theme.rates[index]))
        imgui.dummy(ImVec2(look.px(10.0), 1.0))
        imgui.same_line(0.0, look.px(5.0))
        look.text(label, look.theme.text, SMALL_PX)
        imgui.same_line(0.0, look.px(16.0 if index == len(C_RATES) - 1 else 10.0))
    _kinds(look, "predicted, 95 %", banded=True)
    look.tooltip("95 %", BAND)


def _kinds(look: Look, foretold: str, *, banded: bool = False) -> None:
    """What dashes and what solid lines are; `banded`, what the band about the dashes is too."""
    draw, width = imgui.get_window_draw_list(), look.px(22.0)
    for index, (label, pieces) in enumerate(
        ((foretold, ((0.0, 0.36), (0.64, 1.0))), ("simulated", ((0.0, 1.0),)))
    ):
        if index:
            imgui.same_line(0.0, look.px(10.0))
        corner = imgui.get_cursor_screen_pos()
        middle = _middle(look, corner)
        if banded and not index:
            low, high = (
                ImVec2(corner.x, middle - look.px(5.0)),
                ImVec2(corner.x + width, middle + look.px(5.0)),
            )
            draw.add_rect_filled(low, high, colour_u32(faded(look.theme.text, 0.2)))
        for start, end in pieces:
            a, b = ImVec2(corner.x + start * width, middle), ImVec2(corner.x + end * width, middle)
            draw.add_line(a, b, colour_u32(look.theme.text), look.px(2.0))
        imgui.dummy(ImVec2(width, 1.0))
        imgui.same_line(0.0, look.px(5.0))
        look.text(label, look.theme.quiet, SMALL_PX)


def _middle(look: Look, corner: ImVec2) -> float:
    """Half height of a line of small text that begins at a corner."""
    with look.lettering(SMALL_PX):
        return float(corner.y + 0.5 * imgui.get_text_line_height())
