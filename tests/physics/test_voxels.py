"""Voxels hold the phases' true volumes, whatever overlaps, and pores have the size they were cut to."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.stats import qmc

from simulation_server.physics.voxels import fit_grid, pore_sizes, voxelise
from simulation_server.physics.voxels.distance_to_solid import distance_to_solid
from simulation_server.physics.voxels.sphere_distance import distance_to_spheres_um
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import Electrode, Particles, Phase


def electrode(am_share: float, cbd_share: float, thickness_um: float = 30.0) -> Electrode:
    """Overlapping and protruding spheres in a box of 25 x 20 um."""
    box = (25.0, 20.0)
    volume = box[0] * box[1] * thickness_um
    points = qmc.Halton(3, rng=np.random.default_rng(7)).random(230)
    positions = points * (*box, thickness_um)
    phase = np.where(np.arange(230) < 70, Phase.AM, Phase.CBD).astype(np.uint8)
    radii = np.where(phase == Phase.AM, 2.6, 1.4)
    particles = Particles(positions, radii, phase, np.zeros(230), box)
    return Electrode(particles, thickness_um, 0.47, am_share * volume, cbd_share * volume)


@pytest.mark.parametrize("voxel_um", [0.5, 0.83])
@pytest.mark.parametrize(("am", "cbd"), [(0.45, 0.15), (0.6, 0.35), (0.3, 0.0)])
def test_volumes_are_conserved(am: float, cbd: float, voxel_um: float) -> None:
    voxels = voxelise(electrode(am, cbd), voxel_um)
    one = 1.0 / voxels.phase.size
    for phase, share in ((Phase.AM, am), (Phase.CBD, cbd), (Phase.PORE, 1.0 - am - cbd)):
        assert np.mean(voxels.phase == phase) == pytest.approx(share, abs=1.01 * one)


def test_grid_fills_the_box_with_whole_voxels() -> None:
    grid = fit_grid((25.0, 20.0), 30.2, 0.7)
    assert grid.shape == (36, 29, 44)
    assert grid.voxel_um == pytest.approx(0.7, rel=0.02)
    np.testing.assert_allclose(np.multiply(grid.shape, grid.edges_um), (25.0, 20.0, 30.2))
    np.testing.assert_allclose(grid.edges_um, grid.voxel_um, rtol=0.02)


def test_active_material_stays_where_its_spheres_are() -> None:
    made = electrode(0.45, 0.15)
    voxels = voxelise(made, 0.5)
    grid = fit_grid(made.particles.box_um, made.thickness_um, 0.5)
    am = made.particles.phase == Phase.AM
    distance = distance_to_spheres_um(
        made.particles.positions_um[am], made.particles.radii_um[am], grid.shape, grid.edges_um, 10.0
    )
    assert distance[voxels.phase == Phase.AM].max() <= distance[voxels.phase != Phase.AM].min()


def test_distance_is_that_of_every_sphere_tried_through_the_periodic_sides() -> None:
    made = electrode(0.45, 0.15).particles
    grid = fit_grid(made.box_um, 30.0, 1.25)
    found = distance_to_spheres_um(made.positions_um, made.radii_um, grid.shape, grid.edges_um, 50.0)
    centres = np.stack(
        np.meshgrid(
            *[(np.arange(n) + 0.5) * h for n, h in zip(grid.shape, grid.edges_um, strict=True)], indexing="ij"
        ),
        axis=-1,
    )
    apart = centres[..., None, :] - made.positions_um
    for axis in range(2):
        apart[..., axis] -= made.box_um[axis] * np.round(apart[..., axis] / made.box_um[axis])
    expected = (np.linalg.norm(apart, axis=-1) - made.radii_um).min(axis=-1)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_voxels_move_with_the_particles_through_a_periodic_side() -> None:
    still = electrode(0.45, 0.15)
    grid = fit_grid(still.particles.box_um, still.thickness_um, 0.5)
    moved_positions = still.particles.positions_um.copy()
    moved_positions[:, 0] = (moved_positions[:, 0] + 13 * grid.edges_um[0]) % still.particles.box_um[0]
    old = still.particles
    moved = Electrode(
        Particles(moved_positions, old.radii_um, old.phase, old.stress_mpa, old.box_um),
        still.thickness_um, 0.47, still.am_volume_um3, still.cbd_volume_um3,
    )  # fmt: skip
    shifted = np.roll(voxelise(still, 0.5).phase, 13, axis=0)
    assert np.mean(voxelise(moved, 0.5).phase != shifted) < 1e-3


def test_more_solid_than_room_is_refused() -> None:
    with pytest.raises(PhysicsError, match=r"AM volume .* of room left.*lower the pressure"):
        voxelise(electrode(1.02, 0.1), 0.8)
    with pytest.raises(PhysicsError, match=r"CBD volume .* of room left.*lower the pressure"):
        voxelise(electrode(0.7, 0.31), 0.8)
    with pytest.raises(PhysicsError, match=r"AM volume nan"):
        voxelise(electrode(float("nan"), 0.1), 0.8)
    with pytest.raises(PhysicsError, match=r"voxel edge 40 um .* smaller simulation.voxel_um"):
        voxelise(electrode(0.5, 0.1), 40.0)


def test_distance_to_solid_is_exact_through_the_periodic_sides() -> None:
    rng = np.random.default_rng(4)
    pore = rng.random((14, 11, 9)) > 0.01
    tiled = ndimage.distance_transform_edt(np.tile(pore, (3, 3, 1)))[14:28, 11:22]
    np.testing.assert_allclose(distance_to_solid(pore), tiled, rtol=1e-6)
    assert np.isinf(distance_to_solid(np.ones((3, 3, 3), dtype=np.bool_))).all()


@pytest.mark.parametrize("width", [3, 4, 7, 10])
def test_slit_is_as_wide_as_it_was_cut(width: int) -> None:
    pore = np.zeros((20, 12, 15), dtype=np.bool_)
    pore[4 : 4 + width] = True
    sizes = pore_sizes(pore, 0.5)
    assert sizes.median_um == pytest.approx(0.5 * width, abs=0.01)


@pytest.mark.parametrize("radius", [4.5, 7.3])
def test_tube_is_as_wide_as_it_was_cut_to_a_voxel(radius: float) -> None:
    x = np.arange(30) + 0.5 - 15.2
    pore = np.repeat((x[:, None] ** 2 + x**2 < radius**2)[:, :, None], 10, axis=2)
    sizes = pore_sizes(np.roll(pore, 13, axis=0), 1.0)  # across the periodic side
    assert sizes.median_um == pytest.approx(2.0 * radius, abs=1.0)
    assert sizes.volume_share.sum() == pytest.approx(1.0)


def test_two_slits_share_the_volume() -> None:
    pore = np.zeros((40, 8, 8), dtype=np.bool_)
    pore[2:6] = True
    pore[10:22] = True
    sizes = pore_sizes(pore, 1.0)
    small = sizes.volume_share[sizes.diameter_um < 6.0].sum()
    assert small == pytest.approx(4.0 / 16.0, abs=0.02)
    with pytest.raises(PhysicsError, match="no pore voxel"):
        pore_sizes(np.zeros((4, 4, 4), dtype=np.bool_), 1.0)
