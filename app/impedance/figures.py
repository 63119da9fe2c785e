"""Nyquist and Bode figures of a blocking spectrum, with a measured one where there is one."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from app.report.look import Look, dress, name_axes, new_figure

from .document import ImpedanceResult, Points


def nyquist_figure(result: ImpedanceResult, ours: Points | None, look: Look) -> Figure:
    """-Im against Re, to one scale; `ours` is the computed spectrum as it would have been measured."""
    figure, axes = new_figure(look, (6.2, 5.0))
    measured = result.measured
    if measured is not None and ours is not None:
        _through(axes, ours, look.simulated, "computed, with the resistance in front")
        axes.plot(
            measured.spectrum.real_ohm_cm2, -_array(measured.spectrum.imaginary_ohm_cm2), "o",
            color=look.predicted, markersize=4, label="measured",
        )  # fmt: skip
        left, size = measured.electrodes * measured.line.r_other_ohm_cm2, measured.electrodes
        reach = size * max(measured.line.r_ion_ohm_cm2, result.r_ion_ohm_cm2)
    else:
        _through(axes, result.spectrum, look.simulated, "computed", mark=True)
        left, reach = 0.0, result.r_ion_ohm_cm2
        third = result.low_frequency_resistance_ohm_cm2
        axes.axvline(third, color=look.quiet, linewidth=1.0, linestyle=(0, (3, 2)))
        axes.annotate(
            "R_ion / 3", (third, 0.97), xycoords=("data", "axes fraction"), xytext=(5, 0),
            textcoords="offset points", color=look.quiet, fontsize=9, va="top",
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.set_ylim(0.0, 0.6 * reach)
    axes.set_xlim(max(0.0, left - 0.03 * reach), left + 0.5 * reach)
    diagonal = np.array([0.0, 0.3 * reach])
    axes.plot(left + diagonal, diagonal, color=look.quiet, linewidth=0.9, linestyle=":", label="45 degrees")
    name_axes(axes, look, "Re Z (Ω cm²)", "−Im Z (Ω cm²)")
    axes.legend(loc="lower right", frameon=False, labelcolor=look.text, fontsize=9)
    return figure


def bode_figure(result: ImpedanceResult, ours: Points | None, look: Look) -> Figure:
    """Size and phase against frequency."""
    figure = Figure(figsize=(6.2, 5.4), layout="constrained", facecolor=look.ground)
    size, phase = figure.subplots(2, 1, sharex=True)
    spectra = [(ours if ours is not None else result.spectrum, look.simulated, "computed", "-")]
    if result.measured is not None:
        spectra.append((result.measured.spectrum, look.predicted, "measured", "o"))
    for axes in (size, phase):
        dress(axes, look)
    for spectrum, colour, label, style in spectra:
        z = _array(spectrum.real_ohm_cm2) + 1j * _array(spectrum.imaginary_ohm_cm2)
        size.loglog(spectrum.frequency_hz, np.abs(z), style, color=colour, label=label, markersize=4)
        phase.semilogx(spectrum.frequency_hz, -np.angle(z, deg=True), style, color=colour, markersize=4)
    phase.axhline(45.0, color=look.quiet, linewidth=0.9, linestyle=":")
    phase.set_ylim(0.0, 92.0)
    phase.set_yticks([0, 15, 30, 45, 60, 75, 90])
    name_axes(size, look, "", "|Z| (Ω cm²)")
    name_axes(phase, look, "Frequency (Hz)", "−Phase (degrees)")
    if len(spectra) > 1:
        size.legend(loc="upper right", frameon=False, labelcolor=look.text, fontsize=9)
    return figure


def _through(axes: Axes, points: Points, colour: str, label: str, *, mark: bool = False) -> None:
    style = "o-" if mark else "-"
    axes.plot(
        points.real_ohm_cm2, -_array(points.imaginary_ohm_cm2), style, color=colour, markersize=4, label=label
    )


def _array(values: list[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)
