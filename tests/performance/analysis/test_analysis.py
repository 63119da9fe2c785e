"""Structures simple enough to know what they are worth."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.performance.analysis.contacts import region_contacts, sphere_contacts
from simulation_server.performance.analysis.geometry import pore_diameters, surfaces
from simulation_server.performance.analysis.report import Structure
from simulation_server.performance.analysis.structure_of import Analysis
from simulation_server.physics.voxels import interface_areas
from simulation_server.schema.states import Particles, Phase, Voxels

NANO = 0.5


def analysed(voxels: Voxels, **more: object) -> Structure:
    analysis = Analysis(voxels, 0.1, 100.0, **more)  # type: ignore[arg-type]
    progress = [step for step, _ in analysis.run()]
    assert progress == sorted(progress) and progress[-1] == pytest.approx(1.0)
    assert analysis.structure is not None
    return analysis.structure


def ball_grid(cells: int, apart: int, radius: float) -> NDArray[np.bool_]:
    """Balls on a simple cubic grid, the same on all sides."""
    x = (np.arange(cells) + 0.5) % apart - apart / 2
    square: NDArray[np.float64] = x[:, None, None] ** 2 + x[:, None] ** 2 + x**2
    return square <= radius**2


def test_upright_walls() -> None:
    phase = np.zeros((16, 12, 20), dtype=np.uint8)
    phase[4:12] = Phase.AM
    phase[12:] = Phase.CBD
    found = analysed(Voxels(phase, 0.5, NANO), periodic=True)
    assert found.volume_shares == {"pore": 0.25, "am": 0.5, "cbd": 0.25}
    assert found.total_porosity == pytest.approx(0.375)
    pores, both, solid = (found.transport[name] for name in ("pores", "electrolyte", "solid"))
    for axis in "yz":
        assert pores[axis].tortuosity_factor == pytest.approx(1.0, rel=1e-4)
        assert pores[axis].connected_share == pytest.approx(1.0)
        assert both[axis].effective == pytest.approx(0.25 + 0.25 * NANO**1.5, rel=1e-4)
        assert solid[axis].effective == pytest.approx(0.5 * 0.1 + 0.25 * 100.0, rel=1e-4)
    for network in (pores, both, solid):
        assert network["x"].effective is None
        assert "does not connect both ends along x" in network["x"].why
    assert found.surfaces.collector_am_share == 0.5 and found.surfaces.collector_cbd_share == 0.25
    # the wall on the carbon-binder's side and the one on the pores'
    assert found.surfaces.am_covered_share == pytest.approx(0.5, abs=0.01)
    np.testing.assert_allclose(found.profile.shares["am"], 0.5)
    assert len(found.profile.height_um) == 20 and found.profile.height_um[-1] == pytest.approx(9.75)
    assert found.pore_diameter.d50_um == pytest.approx(2.0, abs=0.5)


def test_spheres_of_a_cubic_grid_that_just_do_not_touch() -> None:
    phase = ball_grid(60, 20, 8.5).astype(np.uint8)
    found = region_contacts(Voxels(phase, 0.5))
    assert found.source == "watershed" and found.particles == 27
    assert found.am_am_contacts == 0 and found.am_cbd_share == 0.0
    assert found.diameter is not None
    assert found.diameter.d50_um == pytest.approx(17 * 0.5, rel=0.01)
    assert sum(found.diameter.volume_share) == pytest.approx(1.0)


def test_spheres_that_overlap_a_little_are_cut_apart_and_touch_six_others() -> None:
    phase = ball_grid(60, 20, 10.6).astype(np.uint8)
    found = region_contacts(Voxels(phase, 0.5))
    assert found.particles == 27
    assert found.am_am_contacts == 3 * 2 * 9  # of a block of 3 x 3 x 3
    assert found.am_am_coordination == pytest.approx(4.0)


def test_bumps_do_not_make_particles() -> None:
    x, y, z = np.meshgrid(*[np.arange(48) + 0.5 - 24] * 3, indexing="ij")
    away = np.sqrt(x**2 + y**2 + z**2)
    rough = 17.0 + 1.5 * np.sin(5 * np.arctan2(y, x)) * np.sin(5 * np.arccos(z / away))
    assert region_contacts(Voxels((away < rough).astype(np.uint8), 0.5)).particles == 1


def test_contacts_of_spheres_also_round_the_sides() -> None:
    at = np.array([[1.0, 5.0, 2.0], [9.0, 5.0, 2.0], [5.0, 5.0, 2.0], [5.0, 5.0, 5.5], [5.0, 1.0, 9.0]])
    radii = np.array([1.0, 1.005, 1.0, 1.0, 1.5])
    kind = np.array([Phase.AM, Phase.AM, Phase.AM, Phase.AM, Phase.CBD], dtype=np.uint8)
    particles = Particles(at, radii, kind, np.zeros(5), (10.0, 10.0))
    found = sphere_contacts(particles)
    assert found.source == "spheres" and found.particles == 4
    assert found.am_am_contacts == 1 and found.am_am_coordination == 0.5
    assert found.am_cbd_share == 0.0 and found.am_cbd_coordination == 0.0
    nearer = Particles(
        at + np.array([0, 0, -4.9]) * (kind == Phase.CBD)[:, None], radii, kind, np.zeros(5), (10.0, 5.0)
    )
    assert sphere_contacts(nearer).am_cbd_share == 0.5


def test_sides_of_a_scan_are_no_surface_and_not_joined() -> None:
    half = np.zeros((24, 20, 22), dtype=np.uint8)
    half[:12] = 1
    joined, cut = (interface_areas(half, 2, periodic=periodic)[0, 1] for periodic in (True, False))
    assert joined == pytest.approx(2.0 * cut, rel=0.02)


def test_area_of_a_ball_at_twenty_voxels_a_diameter() -> None:
    """Within 3 % of theory, wherever it lies and in a scan too."""
    for seed in range(3):
        shift = np.random.default_rng(seed).random(3)
        x, y, z = (np.arange(34) + 0.5 - 17 + s for s in shift)
        ball = (x[:, None, None] ** 2 + y[:, None] ** 2 + z**2 <= 100.0).astype(np.uint8)
        found = surfaces(Voxels(ball, 0.1), periodic=False)
        assert found.am_electrolyte_per_um == pytest.approx(np.pi * 20**2 / 34**3 / 0.1, rel=0.03)


def test_pores_of_a_scan_are_not_widened_by_the_opposite_side() -> None:
    phase = np.full((30, 20, 20), Phase.AM, dtype=np.uint8)
    phase[:6] = phase[-6:] = Phase.PORE
    voxels = Voxels(phase, 1.0)
    assert pore_diameters(voxels, periodic=True).d50_um == pytest.approx(12.0, abs=1.0)
    # a side does not limit a sphere: it may lie half outside
    assert pore_diameters(voxels, periodic=False).d50_um == pytest.approx(12.0, abs=1.0)
    slit = np.full((30, 20, 20), Phase.AM, dtype=np.uint8)
    slit[2:8] = Phase.PORE
    for periodic in (True, False):
        assert pore_diameters(Voxels(slit, 1.0), periodic).d50_um == pytest.approx(6.0, abs=1.0)
