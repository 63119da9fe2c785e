"""The flow curve of the slurry."""

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from .findings import Findings
from .look import Look, name_axes, new_figure


def viscosity_figure(findings: Findings, look: Look) -> Figure | None:
    """Viscosity against shear rate, both logarithmic, with its standard errors; None where not sheared."""
    slurry = findings.outcome.line.slurry
    if slurry is None or not slurry.viscosity_pa_s:
        return None
    points = zip(slurry.shear_rate_per_s, slurry.viscosity_pa_s, slurry.viscosity_error_pa_s, strict=True)
    kept = sorted(point for point in points if point[1] > 0.0)
    if not kept:
        return None
    rates, viscosities, errors = zip(*kept, strict=True)
    low = [min(error, 0.99 * value) for value, error in zip(viscosities, errors, strict=True)]
    figure, axes = new_figure(look)
    axes.errorbar(
        rates, viscosities, yerr=[low, errors], color=look.simulated, fmt="o-", linewidth=2, capsize=4
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    if max(viscosities) < 5.0 * min(viscosities):  # else no label might fall into the range
        middle = (max(viscosities) * min(viscosities)) ** 0.5
        axes.set_ylim(middle / 4.0, middle * 4.0)
    axes.set_xticks(rates)
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_locator(NullLocator())
    ends = (rates[0], viscosities[0], "left", 12), (rates[-1], viscosities[-1], "right", -22)
    for rate, viscosity, side, above in ends[: len(rates)]:
        axes.annotate(
            f"{viscosity:.3g} Pa s",
            (rate, viscosity),
            xytext=(0, above),
            textcoords="offset points",
            ha=side,
            color=look.text,
        )
    name_axes(axes, look, "Shear rate (1/s)", "Viscosity (Pa s)")
    return figure
