"""Small plots with fixed axes, alike all over the panel."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from imgui_bundle import ImVec2, imgui, implot
from numpy.typing import NDArray

from .figures import plain, with_unit
from .fonts import SMALL_PX
from .look import Look, colour_u32

Floats = NDArray[np.float64]
Limits = tuple[float, float, float, float]
"""x low, x high, y low, y high."""

_FIXED = implot.AxisFlags_.no_menus | implot.AxisFlags_.no_side_switch | implot.AxisFlags_.no_highlight
_PLAIN = implot.Flags_.no_legend | implot.Flags_.no_inputs | implot.Flags_.no_title


def plot_title(look: Look, title: str, axes_text: str) -> None:
    """Heading of a plot: what it shows, and in small what stands on its axes."""
    look.text(title, bold=True)
    imgui.same_line()
    look.text_right(axes_text, look.theme.quiet, SMALL_PX)


@contextmanager
def plot(
    look: Look,
    name: str,
    limits: Limits,
    units: tuple[str, str],
    size: tuple[float, float] = (-1.0, -1.0),
    *,
    logarithmic: bool = False,
) -> Iterator[tuple[float, float] | None]:
    """Fixed axes in a box of `size` pixels (-1: all there is), both `logarithmic` or neither.

    Gives (x, y) data units a pixel (of linear axes), None while the plot is scrolled out of sight.
    """
    with look.lettering(SMALL_PX):
        if not implot.begin_plot(f"##{name}", ImVec2(*size), _PLAIN):
            yield None
            return
        implot.setup_axes("", "", _FIXED, _FIXED)
        implot.setup_axes_limits(*limits, implot.Cond_.always)
        if logarithmic:
            for axis, low, high in ((implot.ImAxis_.x1, *limits[:2]), (implot.ImAxis_.y1, *limits[2:])):
                implot.setup_axis_scale(axis, implot.Scale_.log10)
                values = round_values(low, high)
                implot.setup_axis_ticks(axis, values, [f"{value:g}" for value in values])
        implot.setup_finish()
        corner, extent = implot.get_plot_pos(), implot.get_plot_size()
        try:
            yield (limits[1] - limits[0]) / max(extent.x, 1.0), (limits[3] - limits[2]) / max(extent.y, 1.0)
        finally:
            implot.end_plot()
            look.mark_place(name)
        end = ImVec2(corner.x + extent.x, corner.y + extent.y)
        if imgui.is_mouse_hovering_rect(corner, end) and imgui.is_window_hovered():
            at = imgui.get_mouse_pos()
            x = _between(limits[0], limits[1], (at.x - corner.x) / extent.x, logarithmic)
            y = _between(limits[2], limits[3], (end.y - at.y) / extent.y, logarithmic)
            text = f"{with_unit(plain(x, 2), units[0])}, {with_unit(plain(y, 2), units[1])}"
            left = end.x - imgui.calc_text_size(text).x - look.px(6.0)
            draw = imgui.get_window_draw_list()
            draw.add_text(ImVec2(left, corner.y + look.px(4.0)), colour_u32(look.theme.text), text)


def _between(low: float, high: float, share: float, logarithmic: bool) -> float:
    return float(low * (high / low) ** share) if logarithmic else low + (high - low) * share


_STEPS = ((1.0,), (1.0, 2.0, 5.0), (1.0, 2.0, 3.0, 5.0, 7.0), tuple(float(k) for k in range(1, 10)))


def round_values(low: float, high: float) -> list[float]:
    """Powers of ten within [low, high], with as many round multiples of them as two at the least take."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    values: list[float] = []
    for steps in _STEPS:
        all_values = [float(step * power) for power in powers for step in steps]
        values = [value for value in all_values if low * (1.0 - 1e-9) <= value <= high * (1.0 + 1e-9)]
        if len(values) >= (2 if len(steps) > 1 else 3):
            break
    return values


def log_limits(values: Floats) -> tuple[float, float]:
    """Limits of a logarithmic axis with some air about positive values."""
    return float(values.min() / 1.5), float(values.max() * 1.5)


def trace(look: Look, x: Floats, y: Floats, *, newest: bool = True) -> None:
    """A simulated curve, a dot at its newest point."""
    colour = look.theme.simulated
    if len(x) > 1:
        implot.plot_line("simulated", x, y, implot.Spec(line_color=colour, line_weight=look.px(2.2)))
    if len(x) and newest:
        dots(look, "now", x[-1:], y[-1:])


def dots(look: Look, name: str, x: Floats, y: Floats) -> None:
    """Simulated points."""
    spec = implot.Spec(
        marker=int(implot.Marker_.circle), marker_size=look.px(4.0),
        marker_fill_color=look.theme.simulated, marker_line_color=look.theme.card,
    )  # fmt: skip
    implot.plot_scatter(name, x, y, spec)


def guide(look: Look, x: Floats, y: Floats) -> None:
    """A quiet line to compare with."""
    implot.plot_line("guide", x, y, implot.Spec(line_color=look.theme.quiet, line_weight=look.px(1.0)))


def empty_plot(look: Look, name: str, text: str) -> None:
    """Says what is to come in the middle of the plot just drawn."""
    if name not in look.places:
        return
    left, top, right, bottom = look.places[name]
    with look.lettering(SMALL_PX):
        size = imgui.calc_text_size(text)
        at = ImVec2(0.5 * (left + right - size.x), 0.5 * (top + bottom - size.y))
        imgui.get_window_draw_list().add_text(at, colour_u32(look.theme.quiet), text)


def pressing_limits(x: Floats, y: Floats) -> Limits:
    """Axes for pressure over thickness."""
    if not len(x):
        return 0.0, 100.0, 0.0, 100.0
    air = max(0.06 * (x.max() - x.min()), 0.5)
    return float(x.min() - air), float(x.max() + air), 0.0, float(max(1.08 * y.max(), 1.0))
