"""Shares, profiles, surfaces and pore sizes of a segmented electrode."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.voxels import PoreSizes, interface_areas, pore_sizes
from simulation_server.schema.states import Phase, Voxels

from .report import Profile, Sizes, Surfaces


def name_of(phase: Phase) -> str:
    """The phase's name in results."""
    return phase.name.lower()


def layer_shares(voxels: Voxels) -> NDArray[np.float64]:
    """Volume share of each phase in each layer (phases, nz)."""
    area = voxels.phase.shape[0] * voxels.phase.shape[1]
    return np.stack([np.count_nonzero(voxels.phase == phase, axis=(0, 1)) / area for phase in Phase])


def profile(voxels: Voxels) -> Profile:
    """Shares of the layers, at their middles."""
    heights = (np.arange(voxels.phase.shape[2]) + 0.5) * voxels.voxel_um
    shares = layer_shares(voxels)
    return Profile(heights.tolist(), {name_of(phase): shares[phase].tolist() for phase in Phase})


def surfaces(voxels: Voxels, periodic: bool) -> Surfaces:
    """Interfaces by the Crofton formula; the collector lies under the lowest layer."""
    area = interface_areas(voxels.phase, len(Phase), periodic=periodic) / voxels.voxel_um
    open_, covered = float(area[Phase.AM, Phase.PORE]), float(area[Phase.AM, Phase.CBD])
    bottom = layer_shares(voxels)[:, 0]
    both = open_ + covered
    return Surfaces(
        am_pore_per_um=open_,
        am_cbd_per_um=covered,
        pore_cbd_per_um=float(area[Phase.PORE, Phase.CBD]),
        am_electrolyte_per_um=both,
        am_covered_share=covered / both if both else 0.0,
        collector_am_share=float(bottom[Phase.AM]),
        collector_cbd_share=float(bottom[Phase.CBD]),
    )


def pore_diameters(voxels: Voxels, periodic: bool) -> Sizes:
    """Local diameter of the resolved pores."""
    return sizes(pore_sizes(voxels.phase == Phase.PORE, voxels.voxel_um, periodic=periodic))


def sizes(found: PoreSizes) -> Sizes:
    """A distribution with its quantiles."""
    d10, d50, d90 = (found.quantile_um(share) for share in (0.1, 0.5, 0.9))
    return Sizes(d10, d50, d90, found.diameter_um.tolist(), found.volume_share.tolist())


def sizes_of_spheres(diameter_um: NDArray[np.float64]) -> Sizes:
    """Volume-weighted distribution of spheres (n,), in up to 40 classes of equal width."""
    edges = np.linspace(0.0, float(diameter_um.max()) * (1.0 + 1e-9), min(40, max(8, len(diameter_um))) + 1)
    volume = diameter_um**3
    summed, _ = np.histogram(diameter_um, edges, weights=volume)
    order = np.argsort(diameter_um)
    middles = (np.cumsum(volume[order]) - 0.5 * volume[order]) / volume.sum()
    d10, d50, d90 = (float(np.interp(share, middles, diameter_um[order])) for share in (0.1, 0.5, 0.9))
    return Sizes(d10, d50, d90, (0.5 * (edges[1:] + edges[:-1])).tolist(), (summed / summed.sum()).tolist())
