"""The pressure-thickness curve of calendering."""

import numpy as np
from matplotlib.figure import Figure

from .findings import Findings
from .look import Look, add_legend, name_axes, new_figure


def calendering_figure(findings: Findings, look: Look) -> Figure | None:
    """Loading up to the largest pressure and unloading after it; None where nothing was pressed."""
    history = findings.history
    if history is None or history.pressure_mpa.size < 2 or history.pressure_mpa.max() <= 0:
        return None
    plane, pressure = history.plane_um, history.pressure_mpa
    top = int(np.argmax(pressure))
    figure, axes = new_figure(look)
    axes.plot(plane[: top + 1], pressure[: top + 1], color=look.simulated, label="pressing")
    back = f"letting go: {100.0 * (plane[-1] / plane[top] - 1.0):.1f} % spring-back to {plane[-1]:.1f} µm"
    axes.plot(plane[top:], pressure[top:], color=look.simulated, linestyle=(0, (2, 1.4)), label=back)
    axes.plot(plane[top], pressure[top], "o", color=look.simulated)
    axes.annotate(
        f"{pressure[top]:.0f} MPa at {plane[top]:.1f} µm",
        (plane[top], pressure[top]),
        xytext=(10, 8),
        textcoords="offset points",
        color=look.text,
    )
    axes.set_ylim(0.0, 1.2 * pressure[top])  # room for the legend above the curve
    name_axes(axes, look, "Thickness under the plane (µm)", "Pressure (MPa)")
    add_legend(axes, look)
    return figure
