"""The plots: discharge curves, and the step of the process that runs."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from imgui_bundle import ImVec2, imgui, implot

from simulation_server.schema.quantities import C_RATES

from .curves import Floats, Line, axes, lines
from .dashes import dashed
from .figures import plain, with_unit
from .fonts import SMALL_PX
from .history import History
from .look import Look, colour_u32
from .shown import Shown
from .theme import faded

_FIXED = implot.AxisFlags_.no_menus | implot.AxisFlags_.no_side_switch | implot.AxisFlags_.no_highlight
_PLAIN = implot.Flags_.no_legend | implot.Flags_.no_inputs | implot.Flags_.no_title


def discharge_plot(look: Look, now: Shown) -> None:
    """Voltage over capacity, as high as its card: predicted dashed, simulated solid, one colour a rate."""
    drawn = lines(now)
    _title(look, "Discharge", "voltage V over capacity mAh/cm²")
    _key(look)
    with _plot(look, "discharge", axes(drawn), ("mAh/cm2", "V")) as per_px:
        if per_px is not None:
            for line in drawn:
                _draw(look, line, *per_px, outdated=now.outdated)
    if not drawn:
        _empty(look, "discharge", "The curves appear with the prediction.")


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


def process_plot(look: Look, history: History, *, filling: bool) -> None:
    """Saturation over time once the electrolyte flows, else plane pressure over thickness."""
    theme = look.theme
    if filling:
        _title(look, "Filling", "share of the pores filled over time ms")
        x, y = np.array(history.time_ms, np.float64), np.array(history.saturation, np.float64)
        limits = (0.0, max(1.04 * x.max(), 1e-6) if len(x) else 1.0, 0.0, 1.02)
    else:
        _title(look, "Calendering", "pressure MPa over plane height µm")
        x, y = np.array(history.plane_um, np.float64), np.array(history.pressure_mpa, np.float64)
        limits = _pressing_axes(x, y)
    units = ("ms", "1") if filling else ("um", "MPa")
    with _plot(look, "process", limits, units) as per_px:
        if per_px is not None:
            if filling:
                goal = implot.Spec(line_color=theme.quiet, line_weight=look.px(1.0))
                implot.plot_line("80 %", np.array(limits[:2]), np.array([0.8, 0.8]), goal)
            _trace(look, x, y)
    if not len(x):
        _empty(look, "process", "Appears while it fills." if filling else "Appears while the plane presses.")


def _trace(look: Look, x: Floats, y: Floats) -> None:
    """The history so far with a dot at its newest point."""
    colour = look.theme.simulated
    if len(x) > 1:
        implot.plot_line("simulated", x, y, implot.Spec(line_color=colour, line_weight=look.px(2.2)))
    if len(x):
        newest = implot.Spec(
            marker=int(implot.Marker_.circle), marker_size=look.px(4.0),
            marker_fill_color=colour, marker_line_color=look.theme.card,
        )  # fmt: skip
        implot.plot_scatter("now", x[-1:], y[-1:], newest)


def _pressing_axes(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    if not len(x):
        return 0.0, 100.0, 0.0, 100.0
    air = max(0.06 * (x.max() - x.min()), 0.5)
    return float(x.min() - air), float(x.max() + air), 0.0, float(max(1.08 * y.max(), 1.0))


def _title(look: Look, title: str, axes_text: str) -> None:
    look.text(title, bold=True)
    imgui.same_line()
    look.text_right(axes_text, look.theme.quiet, SMALL_PX)


def _key(look: Look) -> None:
    """Swatches: a colour a rate, a dash a kind."""
    draw, theme = imgui.get_window_draw_list(), look.theme
    entries = [(label, theme.rates[index], "solid") for index, label in enumerate(C_RATES)]
    for index, (label, colour, kind) in enumerate(
        [*entries, ("predicted", theme.text, "dashed"), ("simulated", theme.text, "solid")]
    ):
        if index:
            imgui.same_line(0.0, look.px(16.0 if index == len(entries) else 10.0))
        corner = imgui.get_cursor_screen_pos()
        with look.lettering(SMALL_PX):
            middle = corner.y + 0.5 * imgui.get_text_line_height()
        if index < len(entries):
            centre = ImVec2(corner.x + look.px(5), middle)
            draw.add_circle_filled(centre, look.px(4.5), colour_u32(colour))
            width = look.px(10.0)
        else:
            width = look.px(22.0)
            pieces = ((0.0, 0.36), (0.64, 1.0)) if kind == "dashed" else ((0.0, 1.0),)
            for start, end in pieces:
                a, b = ImVec2(corner.x + start * width, middle), ImVec2(corner.x + end * width, middle)
                draw.add_line(a, b, colour_u32(colour), look.px(2.0))
        imgui.dummy(ImVec2(width, 1.0))
        imgui.same_line(0.0, look.px(5.0))
        look.text(label, theme.text if index < len(entries) else theme.quiet, SMALL_PX)


@contextmanager
def _plot(
    look: Look,
    name: str,
    limits: tuple[float, float, float, float],
    units: tuple[str, str],
) -> Iterator[tuple[float, float] | None]:
    """Fixed axes; gives (x, y) data units a pixel, None while the plot is scrolled out of sight."""
    with look.lettering(SMALL_PX):
        if not implot.begin_plot(f"##{name}", ImVec2(-1.0, -1.0), _PLAIN):
            yield None
            return
        implot.setup_axes("", "", _FIXED, _FIXED)
        implot.setup_axes_limits(*limits, implot.Cond_.always)
        implot.setup_finish()
        corner, size = implot.get_plot_pos(), implot.get_plot_size()
        try:
            yield (limits[1] - limits[0]) / max(size.x, 1.0), (limits[3] - limits[2]) / max(size.y, 1.0)
        finally:
            implot.end_plot()
            look.mark_place(name)
        end = ImVec2(corner.x + size.x, corner.y + size.y)
        if imgui.is_mouse_hovering_rect(corner, end) and imgui.is_window_hovered():
            at = imgui.get_mouse_pos()
            x = limits[0] + (limits[1] - limits[0]) * (at.x - corner.x) / size.x
            y = limits[3] - (limits[3] - limits[2]) * (at.y - corner.y) / size.y
            text = f"{with_unit(plain(x, 2), units[0])}, {with_unit(plain(y, 2), units[1])}"
            left = end.x - imgui.calc_text_size(text).x - look.px(6.0)
            draw = imgui.get_window_draw_list()
            draw.add_text(ImVec2(left, corner.y + look.px(4.0)), colour_u32(look.theme.text), text)


def _empty(look: Look, name: str, text: str) -> None:
    """Says what is to come in the middle of the plot just drawn."""
    if name not in look.places:
        return
    left, top, right, bottom = look.places[name]
    with look.lettering(SMALL_PX):
        size = imgui.calc_text_size(text)
        at = ImVec2(0.5 * (left + right - size.x), 0.5 * (top + bottom - size.y))
        imgui.get_window_draw_list().add_text(at, colour_u32(look.theme.quiet), text)
