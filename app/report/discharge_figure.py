"""Discharge curves, simulated and predicted."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation_server.schema.quantities import C_RATES, CELL_QUANTITIES

from .findings import Findings
from .look import Look, add_legend, name_axes, new_figure

_INTERVAL_STEP_V = 0.02
"""The intervals are drawn one below the other under the curves' ends."""


def discharge_figure(findings: Findings, look: Look) -> Figure | None:
    """Voltage against areal capacity at each rate; the bar is a predicted capacity's 95 % interval."""
    simulated = findings.outcome.curves
    predicted = findings.prediction.curves if findings.prediction is not None else {}
    if not simulated and not predicted:
        return None
    figure, axes = new_figure(look)
    for label, curve in simulated.items():
        axes.plot(
            curve.capacity_mah_cm2, curve.voltage_v, color=look.rates[label], label=f"{label} simulated"
        )
    for label, curve in predicted.items():
        axes.plot(
            curve.capacity_mah_cm2, curve.voltage_v, color=look.rates[label], linestyle=(0, (3, 1.8)),
            label=f"{label} predicted",
        )  # fmt: skip
    for number, (label, name) in enumerate(zip(C_RATES, CELL_QUANTITIES, strict=True), start=1):
        if label in predicted:
            below = predicted[label].voltage_v[-1] - number * _INTERVAL_STEP_V
            _mark_interval(axes, findings, name, below, look.rates[label])
    axes.set_xlim(left=0.0)
    name_axes(axes, look, "Capacity (mAh/cm²)", "Voltage against lithium (V)")
    add_legend(axes, look, columns=2 if predicted and simulated else 1)
    return figure


def _mark_interval(axes: Axes, findings: Findings, name: str, voltage_v: float, colour: str) -> None:
    assert findings.prediction is not None
    value = findings.prediction.quantities.get(name)
    if value is not None:
        axes.errorbar(
            value.value, voltage_v, xerr=[[value.value - value.low], [value.high - value.value]],
            color=colour, fmt="D", markersize=4, capsize=4, linewidth=1.2,
        )  # fmt: skip
