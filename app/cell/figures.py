"""Figures of a cell: discharges, rate capability, Ragone, the SEI, and a measurement beside."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from app.report.look import Look, add_legend, dress, name_axes, new_figure
from simulation_server.performance.ageing import Ageing

from .document import CellResult, rate_label

_WIDE_IN = (9.2, 3.9)


def discharge_figure(result: CellResult, look: Look) -> Figure:
    """Voltage against capacity, a colour a rate."""
    figure, axes = new_figure(look)
    for colour, (label, curve) in zip(_colours(len(result.curves)), result.curves.items(), strict=True):
        axes.plot(curve.capacity_mah_cm2, curve.voltage_v, color=colour, label=label)
    axes.set_xlim(left=0.0)
    name_axes(axes, look, "Capacity (mAh/cm²)", "Voltage (V)")
    axes.set_title(result.cell, color=look.text, fontsize=11)
    add_legend(axes, look, columns=2)
    return figure


def resolved_figure(result: CellResult, look: Look) -> Figure | None:
    """The discharge resolved in three dimensions over the one-dimensional one; None without it."""
    resolved = result.resolved
    if resolved is None:
        return None
    figure, axes = new_figure(look)
    plain = result.curves[rate_label(resolved.c_rate)]
    axes.plot(
        plain.capacity_mah_cm2, plain.voltage_v, color=look.predicted, linestyle="--", label="one dimension"
    )
    curve = resolved.curve
    axes.plot(curve.capacity_mah_cm2, curve.voltage_v, color=look.simulated, label="three dimensions")
    axes.set_xlim(left=0.0)
    name_axes(axes, look, "Capacity (mAh/cm²)", "Voltage (V)")
    axes.set_title(f"{result.cell}, {rate_label(resolved.c_rate)}", color=look.text, fontsize=11)
    add_legend(axes, look)
    return figure


def capability_figure(result: CellResult, look: Look) -> Figure | None:
    """Discharged share of the capacity at rest against rate; None for fewer than three rates."""
    if len(result.rates) < 3:
        return None
    figure, axes = new_figure(look)
    rates = [each.c_rate for each in result.rates]
    axes.plot(rates, [100.0 * each.share for each in result.rates], "o-", color=look.simulated)
    axes.set_xscale("log")
    axes.set_xticks(rates, [rate_label(rate) for rate in rates])
    axes.set_xticks([], minor=True)
    axes.set_ylim(0.0, 105.0)
    name_axes(axes, look, "Rate", "Discharged, of the capacity at rest (%)")
    axes.set_title(f"{result.cell}, {result.capacity_mah_cm2:.2f} mAh/cm²", color=look.text, fontsize=11)
    return figure


def ragone_figure(result: CellResult, look: Look) -> Figure | None:
    """Energy against mean power, by area and (with masses) by mass; None where that says nothing."""
    shown = [each for each in result.rates if each.energy_mwh_cm2 > 0.0]
    if len(shown) < 3 or (result.structure is not None and not result.masses_mg_cm2):
        return None
    by_mass = shown[0].energy_wh_kg is not None
    figure, axes = _side_by_side(look, 2 if by_mass else 1)
    labels = [rate_label(each.c_rate) for each in shown]
    _ragone(axes[0], look, [e.power_mw_cm2 for e in shown], [e.energy_mwh_cm2 for e in shown], labels)
    name_axes(axes[0], look, "Mean power (mW/cm²)", "Energy (mWh/cm²)")
    if by_mass:
        power = [e.power_w_kg or 0.0 for e in shown]
        _ragone(axes[1], look, power, [e.energy_wh_kg or 0.0 for e in shown], labels)
        name_axes(axes[1], look, "Mean power (W/kg)", "Energy (Wh/kg of all layers)")
    figure.suptitle(result.cell, color=look.text, fontsize=11)
    return figure


def cycling_figure(result: CellResult, look: Look) -> Figure | None:
    """The SEI over cycles, and the first and last discharge."""
    if result.cycling is None:
        return None
    figure, (left, right) = _side_by_side(look, 2)
    _growth(left, look, result.cycling, [point.cycles for point in result.cycling.points], "Cycle")
    for colour, (cycle, curve) in zip(_colours(2), result.cycling.curves.items(), strict=False):
        right.plot(curve.capacity_mah_cm2, curve.voltage_v, color=colour, label=f"cycle {cycle}")
    name_axes(right, look, "Capacity (mAh/cm²)", "Voltage (V)")
    add_legend(right, look)
    return figure


def storage_figure(result: CellResult, look: Look) -> Figure | None:
    """The SEI and the voltage at rest over days of storage."""
    if result.storage is None:
        return None
    figure, (left, right) = _side_by_side(look, 2)
    days = [point.days for point in result.storage.points]
    _growth(left, look, result.storage, days, "Days of storage")
    right.plot(days, [point.voltage_v for point in result.storage.points], color=look.simulated)
    right.ticklabel_format(useOffset=False)
    name_axes(right, look, "Days of storage", "Voltage at rest (V)")
    return figure


def compared_figure(result: CellResult, look: Look) -> Figure | None:
    """Voltage of a BPX file's own discharges, and simulated, against the charge passed."""
    if not result.compared:
        return None
    figure, axes = new_figure(look)
    for colour, each in zip(_colours(len(result.compared)), result.compared, strict=True):
        charge = np.array(each.time_s) / 3600.0 * each.c_rate * result.capacity_mah_cm2
        label = f"{each.name}, {each.rmse_mv:.1f} mV apart"
        axes.plot(charge, each.voltage_v, "o", color=colour, markersize=3, label=label)
        axes.plot(charge, each.simulated_v, color=colour)
    axes.set_title("Points: in the file; lines: simulated", color=look.text, fontsize=11)
    name_axes(axes, look, "Capacity (mAh/cm²)", "Voltage (V)")
    add_legend(axes, look)
    return figure


FIGURES: dict[str, Callable[[CellResult, Look], Figure | None]] = {
    "discharge": discharge_figure,
    "resolved": resolved_figure,
    "capability": capability_figure,
    "ragone": ragone_figure,
    "cycling": cycling_figure,
    "storage": storage_figure,
    "measured": compared_figure,
}
"""By the name of the file."""


def _side_by_side(look: Look, columns: int) -> tuple[Figure, list[Axes]]:
    size_in = _WIDE_IN if columns == 2 else (6.2, 3.9)
    with mpl.rc_context({"font.family": "sans-serif", "font.size": 10}):
        figure = Figure(figsize=size_in, layout="constrained", facecolor=look.ground)
        axes = list(figure.subplots(1, columns, squeeze=False)[0])
    for each in axes:
        dress(each, look)
    return figure, axes


def _ragone(axes: Axes, look: Look, power: list[float], energy: list[float], labels: list[str]) -> None:
    axes.plot(power, energy, "o-", color=look.simulated)
    axes.set_xscale("log")
    axes.set_ylim(0.0, 1.18 * max(energy))
    for x, y, label in zip(power, energy, labels, strict=True):
        axes.annotate(
            label,
            (x, y),
            xytext=(0, 7),
            textcoords="offset points",
            color=look.quiet,
            fontsize=8,
            ha="center",
        )


def _growth(axes: Axes, look: Look, ageing: Ageing, along: list[float], name: str) -> None:
    points = ageing.points
    axes.plot(along, [point.sei_nm for point in points], color=look.simulated)
    axes.fill_between(
        along,
        [point.sei_nm_least for point in points],
        [point.sei_nm_most for point in points],
        color=look.simulated,
        alpha=0.2,
        linewidth=0,
    )
    axes.set_ylim(bottom=0.0)
    name_axes(axes, look, name, "SEI thickness (nm)")
    other = axes.twinx()
    other.plot(along, [1e3 * point.lost_mah_cm2 for point in points], color=look.predicted, linestyle="--")
    other.set_ylim(bottom=0.0)
    other.set_ylabel("Capacity bound in it (µAh/cm², dashed)", color=look.predicted)
    other.tick_params(colors=look.quiet)
    for side in ("top", "left", "bottom"):
        other.spines[side].set_visible(False)
    other.spines["right"].set_color(look.line)


def _colours(count: int) -> list[tuple[float, float, float, float]]:
    """From slow to fast."""
    scale = mpl.colormaps["viridis"]
    return [scale(0.05 + 0.8 * index / max(1, count - 1)) for index in range(count)]
