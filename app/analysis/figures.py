"""Figures of an analysed volume: profile, sizes, transport, and where ions and electrons flow."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from app.report.look import Look, add_legend, dress, name_axes
from simulation_server.performance.analysis.report import Sizes, Structure
from simulation_server.schema.states import FluxField, Phase

_NAMES = {Phase.PORE: "pores", Phase.AM: "active material", Phase.CBD: "carbon-binder"}
_FLUX_MAP, _MOST_FLUX, _LEAST_FLUX = "inferno", 30.0, 0.03
"""Colours of the local flux over the mean one, logarithmic: fluxes spread over decades."""
_PANEL_IN, _TALLEST_IN = 4.4, 4.4


def overview_figure(structure: Structure, look: Look) -> Figure:
    """Four panels: shares through the thickness, pore diameters, particle diameters, tortuosity factors."""
    figure = Figure(figsize=(10.0, 7.2), layout="constrained", facecolor=look.ground)
    panels = figure.subplots(2, 2)
    for axes in panels.flat:
        dress(axes, look)
    _profile(panels[0, 0], structure, look)
    _sizes(panels[0, 1], structure.pore_diameter, look, "pore diameter (µm)", "pore volume")
    diameter = structure.contacts.diameter
    if diameter is None:
        panels[1, 0].set_visible(False)
    else:
        _sizes(panels[1, 0], diameter, look, "particle diameter (µm)", "active material's volume")
    _factors(panels[1, 1], structure, look)
    return figure


def _profile(axes: Axes, structure: Structure, look: Look) -> None:
    heights = np.array(structure.profile.height_um)
    base = np.zeros(len(heights))
    for phase in (Phase.AM, Phase.CBD, Phase.PORE):
        share = np.array(structure.profile.shares[phase.name.lower()])
        axes.fill_betweenx(
            heights, base, base + share, color=look.phases[phase], linewidth=0, label=_NAMES[phase]
        )
        base += share
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(heights[0], heights[-1])
    name_axes(axes, look, "volume share", "height over the collector (µm)")
    axes.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=3,
        frameon=False,
        labelcolor=look.text,
        fontsize=9,
    )


def _sizes(axes: Axes, sizes: Sizes, look: Look, x: str, of: str) -> None:
    """Volume shares in at most 30 classes, and the cumulative curve."""
    diameter, share = np.array(sizes.diameter_um), np.array(sizes.volume_share)
    edges = np.linspace(0.0, diameter[-1] * 1.02, min(30, max(6, len(diameter))) + 1)
    counts, _ = np.histogram(diameter, edges, weights=share)
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=look.simulated, alpha=0.85, linewidth=0)
    axes.axvline(
        sizes.d50_um, color=look.text, linewidth=1.0, linestyle="--", label=f"median {sizes.d50_um:.3g} µm"
    )
    name_axes(axes, look, x, f"share of the {of}")
    add_legend(axes, look)


def _factors(axes: Axes, structure: Structure, look: Look) -> None:
    """Bars of the tortuosity factor by axis, of the pores alone and with the nanopores."""
    colours = {"pores": look.phases[1], "electrolyte": look.simulated}
    words = {"pores": "pores alone", "electrolyte": "pores and carbon-binder"}
    for number, (name, colour) in enumerate(colours.items()):
        ways = structure.transport[name]
        for place, axis in enumerate("xyz"):
            factor = ways[axis].tortuosity_factor
            at = place + 0.4 * (number - 0.5)
            label = words[name] if place == 0 else None
            axes.bar(at, factor or 0.0, 0.38, color=colour, label=label)
            axes.annotate(
                "no way" if factor is None else f"{factor:.3g}",
                (at, factor or 0.0), ha="center", va="bottom", color=look.text, fontsize=8,
            )  # fmt: skip
    axes.set_xticks(range(3), ["along x", "along y", "along z\n(thickness)"])
    axes.margins(y=0.18)
    name_axes(axes, look, "", "tortuosity factor")
    add_legend(axes, look, columns=2)


def flux_figure(phase: NDArray[np.uint8], fields: tuple[FluxField, ...], look: Look) -> Figure:
    """A cut upright through the middle for each field: the local flux over the mean one."""
    cut = phase[:, phase.shape[1] // 2]
    nx, nz = cut.shape
    scale = min(_PANEL_IN / nx, _TALLEST_IN / nz)  # inches a voxel
    size = (max(4.5, len(fields) * (scale * nx + 0.4) + 1.4), scale * nz + 1.0)
    figure = Figure(figsize=size, layout="constrained", facecolor=look.ground)
    row = figure.subplots(1, len(fields), sharey=True, squeeze=False)[0]
    norm = LogNorm(_LEAST_FLUX, _MOST_FLUX, clip=True)
    for axes, field in zip(row, fields, strict=True):
        dress(axes, look)
        edge = field.voxel_um
        extent = (0.0, nx * edge, 0.0, nz * edge)
        back = np.where(cut == Phase.PORE, 0.93, np.where(cut == Phase.AM, 0.72, 0.45))
        axes.imshow(
            back.T, origin="lower", extent=extent, cmap="gray", vmin=0, vmax=1, interpolation="nearest"
        )
        speed = field.speed[:, field.speed.shape[1] // 2]
        shown = axes.imshow(
            np.ma.masked_invalid(speed).T,
            origin="lower",
            extent=extent,
            cmap=_FLUX_MAP,
            norm=norm,
            interpolation="nearest",
        )
        axes.grid(visible=False)
        axes.set_title(_TITLES[field.what], color=look.text, fontsize=10)
        name_axes(axes, look, "x (µm)", "height over the collector (µm)" if axes is row[0] else "")
    bar = figure.colorbar(shown, ax=list(row), shrink=0.9, pad=0.02)
    bar.set_label("local flux over the mean one", color=look.text)
    bar.ax.tick_params(colors=look.quiet, labelcolor=look.quiet)
    return figure


_TITLES = {"ions": "ions in the electrolyte", "electrons": "electrons in the solids"}
