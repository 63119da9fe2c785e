"""The pore-size distribution."""

import numpy as np
from matplotlib.figure import Figure

from simulation_server.physics.voxels import pore_sizes
from simulation_server.schema.states import Phase

from .findings import Findings
from .look import Look, name_axes, new_figure

_BARS = 24


def pore_figure(findings: Findings, look: Look) -> Figure | None:
    """Share of the pore volume by local diameter, the median marked; None without voxels or pores."""
    voxels = findings.voxels
    if voxels is None or not (voxels.phase == Phase.PORE).any():
        return None
    sizes = pore_sizes(voxels.phase == Phase.PORE, voxels.voxel_um)
    # bars no narrower than half a voxel: finer ones would show the grid, not the pores
    widest = float(sizes.diameter_um[-1]) + voxels.voxel_um
    width = max(widest / _BARS, 0.5 * voxels.voxel_um)
    edges = np.arange(0.0, widest + width, width)
    share, _ = np.histogram(sizes.diameter_um, bins=edges, weights=100.0 * sizes.volume_share)
    figure, axes = new_figure(look)
    axes.bar(edges[:-1], share, width=0.92 * width, align="edge", color=look.simulated, alpha=0.85)
    axes.axvline(sizes.median_um, color=look.text, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.annotate(
        f"median {sizes.median_um:.2f} µm",
        (sizes.median_um, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(6, -12),
        textcoords="offset points",
        color=look.text,
    )
    axes.set_xlim(left=0.0)
    axes.grid(visible=False, axis="x")
    name_axes(axes, look, "Pore diameter (µm)", "Share of the pore volume (%)")
    return figure
