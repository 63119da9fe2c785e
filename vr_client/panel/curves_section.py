"""The plots in a tab of their own: discharge curves, and the step of the process that runs."""

import numpy as np
from imgui_bundle import ImVec2, imgui, implot

from simulation_server.schema.quantities import C_RATES

from .curves import Line, axes, lines
from .dashes import dashed
from .fonts import SMALL_PX
from .history import History
from .look import Look, colour_u32
from .plots import empty_plot, guide, plot, plot_title, pressing_limits, trace
from .shown import Shown
from .theme import faded


def discharge_plot(look: Look, now: Shown) -> None:
    """Voltage over capacity, as high as its card: predicted dashed, simulated solid, one colour a rate."""
    drawn = lines(now)
    plot_title(look, "Discharge", "voltage V over capacity mAh/cm²")
    _key(look)
    with plot(look, "discharge", axes(drawn), ("mAh/cm2", "V")) as per_px:
        if per_px is not None:
            for line in drawn:
                _draw(look, line, *per_px, outdated=now.outdated)
    if not drawn:
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


def process_plot(look: Look, history: History, *, filling: bool) -> None:
    """Saturation over time once the electrolyte flows, else plane pressure over thickness."""
    if filling:
        plot_title(look, "Filling", "share of the pores filled over time ms")
        x, y = np.array(history.time_ms, np.float64), np.array(history.saturation, np.float64)
        limits = (0.0, max(1.04 * x.max(), 1e-6) if len(x) else 1.0, 0.0, 1.02)
    else:
        plot_title(look, "Calendering", "pressure MPa over plane height µm")
        x, y = np.array(history.plane_um, np.float64), np.array(history.pressure_mpa, np.float64)
        limits = pressing_limits(x, y)
    units = ("ms", "1") if filling else ("um", "MPa")
    with plot(look, "process", limits, units) as per_px:
        if per_px is not None:
            if filling:
                guide(look, np.array(limits[:2]), np.array([0.8, 0.8]))
            trace(look, x, y)
    if not len(x):
        coming = "Appears while it fills." if filling else "Appears while the plane presses."
        empty_plot(look, "process", coming)


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
