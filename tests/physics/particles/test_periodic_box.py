"""The box periodic in z: shear, barostat, stress, and the neighbour list across its faces."""

import numpy as np
import pytest

from simulation_server.physics.particles import ParticleSystem
from simulation_server.schema.errors import PhysicsError

from .spheres import solid
from .suspensions import grain, suspension, two_grains

IDEAL = grain(attraction_kpa_um2=0.0, kn_kpa=0.0, gamma_n_per_us_um=0.0, friction=0.0)
"""Grains that do not feel each other: an ideal gas."""


def touching_pairs(system: ParticleSystem, slide: float) -> int:
    """Pairs that overlap, by looking at all of them; the image above has slid by `slide` along x."""
    positions, radii = system.positions_um, 1.02 * system.radii_um
    edge, height = float(system.bodies.rows[0, 0] * 0.0 + system._frame[0]), system.plane_um
    apart = positions[:, None] - positions[None]
    layers = np.round(apart[..., 2] / height)
    apart[..., 2] -= layers * height
    apart[..., 0] -= layers * slide
    apart[..., :2] -= edge * np.round(apart[..., :2] / edge)
    near = np.linalg.norm(apart, axis=2) < radii[:, None] + radii[None]
    return int(np.count_nonzero(np.triu(near, 1)))


def test_particles_in_a_sheared_box_follow_the_mean_flow() -> None:
    gas = suspension(IDEAL, count=400, fraction=0.2, dt_us=0.01)
    gas.drag_per_us = 5.0
    gas.shear_rate_per_us = 0.2
    gas.advance(1000)
    slope, offset = np.polyfit(gas.positions_um[:, 2], gas.velocity_um_us[:, 0], 1)
    assert slope == pytest.approx(0.2, rel=1e-6)
    assert slope * gas.plane_um / 2 + offset == pytest.approx(0.0, abs=1e-6)
    np.testing.assert_allclose(gas.velocity_um_us[:, 1:], 0.0, atol=1e-12)


def test_an_ideal_gas_crosses_the_sheared_faces_without_a_jump_in_peculiar_velocity() -> None:
    gas = suspension(IDEAL, count=100, fraction=0.2, speed=1.0, dt_us=0.01)
    gas.shear_rate_per_us = 0.1
    before, height = gas.velocity_um_us.copy(), gas.plane_um
    rise = gas.positions_um[:, 2] + before[:, 2] * 0.01 * 500
    gas.advance(500)
    np.testing.assert_allclose(gas.positions_um[:, 2], rise % height, atol=1e-9)
    np.testing.assert_allclose(
        gas.velocity_um_us[:, 0], before[:, 0] - 0.1 * height * np.floor(rise / height), atol=1e-9
    )


def test_shear_of_a_suspension_is_linear_and_needs_a_stress() -> None:
    wet = suspension(grain(attraction_kpa_um2=0.05), count=400, fraction=0.35)
    wet.drag_per_us = 0.2
    wet.shear_rate_per_us = 0.02
    wet.advance(3000)
    wet.advance(2000)
    slope, _ = np.polyfit(wet.positions_um[:, 2], wet.velocity_um_us[:, 0], 1)
    assert slope == pytest.approx(0.02, rel=0.05)
    stress = wet.stress_kpa()
    assert -stress[0, 2] > 5 * abs(stress[0, 1]) > 0.0
    assert stress[0, 2] == pytest.approx(stress[2, 0], rel=0.1)


@pytest.mark.parametrize("rate", [0.0, 0.3])
def test_the_list_has_every_touching_pair_of_a_sheared_box(rate: float) -> None:
    wet = suspension(grain(kn_kpa=20.0), count=500, fraction=0.45, speed=0.3, dt_us=2e-3)
    wet.shear_rate_per_us = rate
    for _ in range(8):
        wet.advance(137)
        assert wet.read().contacts == touching_pairs(wet, float(wet._frame[4]))


def test_the_list_has_every_touching_pair_of_the_smallest_box() -> None:
    wet = suspension(
        grain(kn_kpa=20.0), count=40, fraction=0.35, speed=0.3, dt_us=2e-3, smallest=1.2, largest=1.3
    )
    wet.shear_rate_per_us = 0.2
    for _ in range(8):
        wet.advance(137)
        assert wet.read().contacts == touching_pairs(wet, float(wet._frame[4]))


def test_the_barostat_brings_a_gas_to_its_pressure() -> None:
    gas = suspension(IDEAL, count=500, fraction=0.1, speed=1.0, dt_us=0.01)
    volume = gas._frame[0] ** 2 * gas.plane_um
    start = float((gas.masses_pg * gas.velocity_um_us[:, 2] ** 2).sum() / volume)
    gas.advance(1)
    assert gas.pressure_now_kpa == pytest.approx(start, rel=1e-12)
    gas.barostat(2.0 * start, 0.5 / start)
    height = gas.plane_um
    gas.advance(2000)
    assert gas.pressure_now_kpa == pytest.approx(2.0 * start, rel=1e-3)
    assert gas.plane_um == pytest.approx(0.5 * height, rel=1e-3)  # velocities stay: P V is kept


def test_the_barostat_relaxes_a_suspension_to_no_pressure() -> None:
    wet = suspension(grain(kn_kpa=20.0), count=300, fraction=0.4)
    wet.drag_per_us = 2.0
    wet.barostat(0.0, 1.0)
    wet.advance(6000)
    assert abs(wet.stress_kpa()[2, 2]) < 0.01
    assert wet.read().contacts > 50


def test_the_stress_of_a_pair_is_branch_times_force_over_volume() -> None:
    law = grain(attraction_kpa_um2=0.0, contact_over_d=1.0, gamma_n_per_us_um=0.0, kn_kpa=8.0, friction=0.0)
    pair = two_grains([law], (1.0, 1.0), 1.9, edge=10.0)
    pair.use([law], dt_us=1e-7)
    pair.advance(1)
    along = np.array([2.0, -1.0, 2.0]) / 3.0
    force = 8.0 * np.sqrt(0.5 * 0.1) * 0.1
    np.testing.assert_allclose(pair.stress_kpa(), 1.9 * force / 1000.0 * np.outer(along, along), rtol=1e-6)


def test_the_stress_between_walls_is_the_pressure_on_the_plane() -> None:
    rows = [[5.0 + 2.0 * (k % 5), 5.0 + 2.0 * (k // 5 % 5), 0.99 + 1.98 * (k // 25)] for k in range(75)]
    column = ParticleSystem(
        np.array(rows),
        np.ones(75),
        np.zeros(75, dtype=np.int64),
        [solid()],
        box_um=(10.0, 10.0),
        plane_um=3 * 1.98,
        walls=(0, 0),
        skin_um=0.2,
    )
    column.drag_per_us = 10.0
    column.measure_stress = True
    column.advance(3000)
    column.advance(10)
    assert column.stress_kpa()[2, 2] == pytest.approx(column.pressure_now_kpa, rel=1e-3)
    assert column.pressure_now_kpa > 100.0


def test_stress_must_be_asked_for_between_walls() -> None:
    sphere = ParticleSystem(
        np.array([[5.0, 5.0, 5.0]]), np.ones(1), np.zeros(1, dtype=np.int64), [solid()],
        box_um=(10.0, 10.0), plane_um=10.0, walls=(0, 0), skin_um=0.2,
    )  # fmt: skip
    sphere.advance(1)
    with pytest.raises(PhysicsError, match="measure_stress"):
        sphere.stress_kpa()
    with pytest.raises(PhysicsError, match="walls=None"):
        sphere.shear_rate_per_us = 0.1
    with pytest.raises(PhysicsError, match="walls=None"):
        sphere.barostat(0.0, 1.0)
