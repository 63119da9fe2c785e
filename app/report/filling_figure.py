"""Electrolyte saturation against time."""

from matplotlib.figure import Figure

from simulation_server.schema.quantities import FILLING_QUANTITIES

from .findings import Findings
from .look import Look, name_axes, new_figure

_FILLED_PERCENT = 90.0


def filling_figure(findings: Findings, look: Look) -> Figure | None:
    """Saturation in per cent with the fill time marked; None where nothing was filled."""
    saturation = findings.outcome.saturation
    if saturation is None or len(saturation.time_ms) < 2:
        return None
    percent = [100.0 * share for share in saturation.saturation]
    figure, axes = new_figure(look)
    axes.plot(saturation.time_ms, percent, color=look.simulated, linewidth=2)
    axes.fill_between(saturation.time_ms, percent, color=look.simulated, alpha=0.12, linewidth=0)
    foreseen = findings.outcome.forecast
    if foreseen is not None:
        shares = [100.0 * share for share in foreseen.saturation]
        axes.plot(foreseen.time_ms, shares, color=look.predicted, linestyle="--", label="forecast")
        axes.plot([], [], color=look.simulated, linewidth=2, label="simulated")
        axes.legend(frameon=False, labelcolor=look.text)
        axes.set_xlim(right=1.05 * max(saturation.time_ms[-1], 0.1 * foreseen.time_ms[-1]))
    fill_time = findings.outcome.quantities.get(FILLING_QUANTITIES[0])
    if fill_time is not None and fill_time.value <= saturation.time_ms[-1]:
        axes.plot(fill_time.value, _FILLED_PERCENT, "o", color=look.simulated)
        axes.annotate(
            f"{_FILLED_PERCENT:.0f} % after {fill_time.value:.2f} ms",
            (fill_time.value, _FILLED_PERCENT),
            xytext=(8, -14),
            textcoords="offset points",
            color=look.text,
        )
    axes.set_xlim(left=0.0)
    axes.set_ylim(0.0, 102.0)
    name_axes(axes, look, "Time (ms)", "Pore volume filled (%)")
    return figure
