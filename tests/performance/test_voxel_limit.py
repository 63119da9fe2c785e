"""Quantities carried on to voxels of no size."""

import numpy as np
import pytest

from simulation_server.performance.structure import structure_quantities
from simulation_server.performance.voxel_limit import at_no_voxel, finer_voxels
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.states import Electrode, Particles, Phase

EDGE_UM, RADIUS_UM, COUNT = 20.0, 2.2, 150
SHARE = 1.0 - float(np.exp(-COUNT * 4.0 / 3.0 * np.pi * RADIUS_UM**3 / EDGE_UM**3))
"""Of a volume that randomly placed spheres take when they may overlap."""


def overlapping_spheres() -> Electrode:
    """With pores that wind and narrow as those of an electrode do."""
    places = np.random.default_rng(3).uniform(0.0, EDGE_UM, (COUNT, 3))
    particles = Particles(
        places,
        np.full(COUNT, RADIUS_UM),
        np.full(COUNT, Phase.AM, np.uint8),
        np.zeros(COUNT),
        (EDGE_UM, EDGE_UM),
    )
    return Electrode(particles, EDGE_UM, 0.5, SHARE * EDGE_UM**3, 0.0)


def found(electrode: Electrode, voxel_um: float, *, carried_on: bool) -> dict[str, float]:
    voxels = voxelise(electrode, voxel_um)
    finer = finer_voxels(electrode, voxels) if carried_on else None
    quantities = structure_quantities(electrode, voxels, finer=finer)
    return {name: value.value for name, value in quantities}


def test_an_error_in_proportion_to_the_edge_goes_away() -> None:
    assert at_no_voxel(3.0 - 0.4 * 0.7, 0.7, 3.0 - 0.4 * 0.5, 0.5) == pytest.approx(3.0)


def test_finer_voxels_are_shorter_by_the_root_of_two() -> None:
    electrode = overlapping_spheres()
    voxels = voxelise(electrode, 0.5)
    finer = finer_voxels(electrode, voxels)
    assert finer.voxel_um == pytest.approx(voxels.voxel_um / np.sqrt(2.0), rel=0.02)


def test_coarse_voxels_tell_what_fine_ones_tend_to() -> None:
    electrode = overlapping_spheres()
    rough = found(electrode, 0.5, carried_on=False)
    limit = found(electrode, 0.5, carried_on=True)
    fine = found(electrode, 0.2, carried_on=True)
    for name, share_lost in (("pore_tortuosity", 0.04), ("active_surface_per_um", 0.01)):
        assert limit[name] == pytest.approx(fine[name], rel=share_lost)
        assert abs(limit[name] - fine[name]) < 0.4 * abs(rough[name] - fine[name])
    assert rough["porosity"] == limit["porosity"]
