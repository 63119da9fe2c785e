"""Cuts through the voxels, coloured by phase."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from simulation_server.schema.states import Phase

from .findings import Findings
from .look import Look, dress, name_axes

_LABELS = {Phase.PORE: "pore", Phase.AM: "active material", Phase.CBD: "carbon-binder"}
_WIDTH_IN = 11.0
_TALLEST_IN = 6.0
_MARGIN_IN = 2.4


def section_figure(findings: Findings, look: Look) -> Figure | None:
    """Two upright cuts and one level cut through the middle, to one scale; None without voxels."""
    voxels = findings.voxels
    if voxels is None:
        return None
    phase, edge = voxels.phase, voxels.voxel_um
    nx, ny, nz = phase.shape
    cuts = (
        (phase[:, ny // 2, :], "x (µm)", "height above the collector (µm)"),
        (phase[nx // 2, :, :], "y (µm)", ""),
        (phase[:, :, nz // 2], "x (µm)", "y at half height (µm)"),
    )
    widths = [cut.shape[0] for cut, _, _ in cuts]
    scale = min((_WIDTH_IN - _MARGIN_IN) / sum(widths), (_TALLEST_IN - 1.2) / max(nz, ny))  # inches a voxel
    size_in = (scale * sum(widths) + _MARGIN_IN, scale * max(nz, ny) + 1.2)
    figure = Figure(figsize=size_in, layout="constrained", facecolor=look.ground)
    rows = figure.subplots(1, 3, width_ratios=widths)
    for axes, (cut, x, y) in zip(rows, cuts, strict=True):
        dress(axes, look)
        _show(axes, look, cut, edge)
        name_axes(axes, look, x, y)
    handles = [
        Patch(facecolor=look.phases[phase], edgecolor=look.quiet, linewidth=0.6, label=label)
        for phase, label in _LABELS.items()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False, labelcolor=look.text)
    return figure


def _show(axes: Axes, look: Look, cut: NDArray[np.uint8], edge_um: float) -> None:
    """A cut (n, m) of phases, its first axis to the right and its second upwards."""
    axes.imshow(
        cut.T,
        cmap=ListedColormap(look.phases),
        norm=BoundaryNorm([-0.5, 0.5, 1.5, 2.5], 3),
        origin="lower",
        extent=(0.0, cut.shape[0] * edge_um, 0.0, cut.shape[1] * edge_um),
        interpolation="nearest",
    )
    axes.grid(visible=False)
