"""Figure of a resolved discharge: lithium in the particles and salt in the pores, cut upright."""

from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from app.report.look import Look, dress
from simulation_server.schema.states import CellState, Phase

from .document import Resolved

_PANEL_IN, _TALLEST_IN = 2.1, 3.4
_BARS_UM = (200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)
_SOLIDS = {Phase.AM: ("active material", "#c3cad2"), Phase.CBD: ("carbon-binder", "#7d858e")}


@dataclass(frozen=True, slots=True)
class _Row:
    """A field as it is drawn; both maps are perceptually uniform and hold for colour-blind eyes."""

    field: str
    name: str
    map: str
    behind: tuple[Phase, ...]  # drawn in grey where the field means nothing


_ROWS = (
    _Row("lithiation", "Lithiation (share of\nthe most it holds)", "viridis", (Phase.CBD,)),
    _Row("salt_mol_m3", "Salt (mol/m³)", "inferno", (Phase.AM, Phase.CBD)),
)


def slices_figure(moments: list[CellState], resolved: Resolved, look: Look) -> Figure:
    """A column a moment, x to the right and z upwards, in the middle of y; one colour scale a row."""
    nx, ny, nz = moments[-1].phase.shape
    scale = min(_PANEL_IN / nx, _TALLEST_IN / nz)  # inches a voxel
    width, height = scale * nx, scale * nz
    with mpl.rc_context({"font.family": "sans-serif", "font.size": 9}):
        size_in = (max(4.5, len(moments) * (max(width, 1.15) + 0.12) + 1.5), 2 * height + 1.35)
        figure = Figure(figsize=size_in, layout="constrained", facecolor=look.ground)
        panels = figure.subplots(len(_ROWS), len(moments), squeeze=False)
    for row, line in zip(_ROWS, panels, strict=True):
        cuts = [getattr(state, row.field)[:, ny // 2] for state in moments]
        norm = _norm(cuts)
        colours = mpl.colormaps[row.map]
        for axes, cut, state in zip(line, cuts, moments, strict=True):
            _show(axes, _painted(cut, state.phase[:, ny // 2], row, norm, colours), resolved, look)
        scalar = mpl.cm.ScalarMappable(norm, colours)
        bar = figure.colorbar(scalar, ax=list(line), pad=0.01, fraction=0.03, aspect=14)
        bar.set_label(row.name, color=look.text)
        bar.ax.tick_params(colors=look.quiet)
    for axes, state in zip(panels[0], moments, strict=True):
        axes.set_title(_when(state), color=look.text, fontsize=9)
    _scale_bar(panels[-1, 0], nx * resolved.voxel_um, look)
    handles = [Patch(facecolor=colour, label=label) for label, colour in _SOLIDS.values()]
    handles.append(Patch(facecolor=look.phases[Phase.PORE], edgecolor=look.line, label="pore"))
    figure.legend(
        handles=handles, loc="outside upper center", ncols=3, frameon=False, labelcolor=look.text, fontsize=9
    )
    return figure


def _norm(cuts: list[NDArray[np.float32]]) -> Normalize:
    """From the least to the most in all cuts."""
    known = np.concatenate([cut[np.isfinite(cut)] for cut in cuts])
    if not known.size:
        return Normalize(0.0, 1.0)
    low, high = float(known.min()), float(known.max())
    return Normalize(low, max(high, low + 1e-6))


def _painted(
    cut: NDArray[np.float32], phase: NDArray[np.uint8], row: _Row, norm: Normalize, colours: Colormap
) -> NDArray[np.float64]:
    """Red, green and blue (nx, nz, 3)."""
    painted = np.empty((*cut.shape, 3))
    painted[:] = to_rgb("#dff3f3")
    for kind in row.behind:
        painted[phase == kind] = to_rgb(_SOLIDS[kind][1])
    known = np.isfinite(cut)
    painted[known] = colours(norm(cut[known]))[:, :3]
    return painted


def _show(axes: Axes, painted: NDArray[np.float64], resolved: Resolved, look: Look) -> None:
    dress(axes, look)
    nx, nz = painted.shape[:2]
    edge = resolved.voxel_um
    axes.imshow(
        painted.transpose(1, 0, 2),
        origin="lower",
        extent=(0.0, nx * edge, 0.0, nz * edge),
        interpolation="nearest",
    )
    if nz > resolved.voxels[2]:  # a full cell: the electrode ends here, the separator begins
        axes.axhline(resolved.voxels[2] * edge, color=look.text, linewidth=0.8, linestyle=":")
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])


def _scale_bar(axes: Axes, width_um: float, look: Look) -> None:
    """Below the panel, the longest round length up to half its width."""
    length = next((each for each in _BARS_UM if each <= 0.5 * width_um), _BARS_UM[-1])
    below = axes.get_xaxis_transform()
    axes.plot(
        [0.0, length],
        [-0.035, -0.035],
        transform=below,
        color=look.text,
        linewidth=3,
        solid_capstyle="butt",
        clip_on=False,
    )
    axes.text(
        length / 2,
        -0.06,
        f"{length:g} µm",
        transform=below,
        ha="center",
        va="top",
        color=look.text,
        fontsize=9,
    )


def _when(state: CellState) -> str:
    minutes = state.time_s / 60.0
    return f"{minutes:.3g} min, {state.voltage_v:.2f} V\n{state.capacity_mah_cm2:.2f} mAh/cm²"
