"""Figures of a filled volume: the front at four times, cut upright."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from app.report.look import Look, dress, name_axes
from simulation_server.schema.states import Solid

from .watch import Cut

_GAS, _LIQUID, _TRAPPED = "#fbf6ea", "#2f8fe0", "#e2472f"
_SOLIDS = {
    Solid.AM: ("active material", "#8b98a8"),
    Solid.CBD: ("carbon-binder", "#2b2725"),
    Solid.FOIL: ("foil", "#c9b37e"),
    Solid.SEPARATOR: ("separator", "#d7c3d9"),
}
_PANEL_IN, _TALLEST_IN = 3.0, 4.2


def front_figure(kinds: NDArray[np.uint8], lattice_um: float, cuts: list[Cut], look: Look) -> Figure:
    """The cuts side by side to one scale; kinds are (nx, nz) in the plane of the cuts."""
    nx, nz = kinds.shape
    scale = min(_PANEL_IN / nx, _TALLEST_IN / nz)  # inches a cell
    size_in = (max(6.0, len(cuts) * (scale * nx + 0.25) + 0.9), scale * nz + 1.5)
    figure = Figure(figsize=size_in, layout="constrained", facecolor=look.ground)
    rows = figure.subplots(1, len(cuts), sharey=True, squeeze=False)[0]
    for axes, cut in zip(rows, cuts, strict=True):
        dress(axes, look)
        _show(axes, kinds, lattice_um, cut)
        axes.set_title(
            f"{cut.time_ms:.3g} ms, {100.0 * cut.saturation:.0f} % filled", color=look.text, fontsize=10
        )
        name_axes(axes, look, "x (µm)", "height (µm)" if axes is rows[0] else "")
    figure.legend(
        handles=_handles(kinds, cuts, look),
        loc="outside upper center",
        ncols=6,
        frameon=False,
        labelcolor=look.text,
        fontsize=9,
    )
    return figure


def _show(axes: Axes, kinds: NDArray[np.uint8], lattice_um: float, cut: Cut) -> None:
    axes.imshow(
        colours(kinds, cut).transpose(1, 0, 2),
        origin="lower",
        extent=(0.0, kinds.shape[0] * lattice_um, 0.0, kinds.shape[1] * lattice_um),
        interpolation="nearest",
    )
    axes.grid(visible=False)


def colours(kinds: NDArray[np.uint8], cut: Cut) -> NDArray[np.float64]:
    """Red, green and blue (nx, nz, 3): solids by kind, pores by what is in them."""
    share = (cut.liquid / 255.0)[..., None]
    gas = np.where(cut.trapped[..., None], to_rgb(_TRAPPED), to_rgb(_GAS))
    painted = gas * (1.0 - share) + np.array(to_rgb(_LIQUID)) * share
    for kind, (_, colour) in _SOLIDS.items():
        painted[kinds == kind] = to_rgb(colour)
    return painted


def _handles(kinds: NDArray[np.uint8], cuts: list[Cut], look: Look) -> list[Patch]:
    shown = [(label, colour) for kind, (label, colour) in _SOLIDS.items() if (kinds == kind).any()]
    shown += [("electrolyte", _LIQUID), ("gas", _GAS)]
    if any(cut.trapped.any() for cut in cuts):
        shown.append(("gas cut off", _TRAPPED))
    return [
        Patch(facecolor=colour, edgecolor=look.quiet, linewidth=0.6, label=label) for label, colour in shown
    ]
