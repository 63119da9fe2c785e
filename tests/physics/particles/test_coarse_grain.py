"""Coarse grains: attraction and contact of a pair against their formulas, mixing, conservation."""

import numpy as np
import pytest

from simulation_server.physics.particles import CoarseGrain, ParticleSystem

from .suspensions import grain, suspension, two_grains

SMOOTH = {"gamma_n_per_us_um": 0.0, "friction": 0.0}


def lennard_jones(distance: float, depth: float, sigma: float) -> float:
    """Force of the unshifted potential `4 eps ((s/r)^12 - (s/r)^6)`."""
    return 24.0 * depth / distance * (2.0 * (sigma / distance) ** 12 - (sigma / distance) ** 6)


def force_between(laws: list[CoarseGrain], radii: tuple[float, float], distance: float) -> float:
    """Force that drives the pair apart, from the first step."""
    pair = two_grains(laws, radii, distance)
    pair.use(laws, dt_us=1e-6)
    pair.advance(1)
    impulse = pair.masses_pg[1] * pair.velocity_um_us[1]
    direction = np.array([2.0, -1.0, 2.0]) / 3.0
    np.testing.assert_allclose(
        np.cross(impulse, direction), 0.0, atol=1e-12 * np.linalg.norm(impulse) + 1e-30
    )
    np.testing.assert_allclose(pair.masses_pg @ pair.velocity_um_us, 0.0, atol=1e-18)
    return float(impulse @ direction / 1e-6)


@pytest.mark.parametrize("distance", [2.25, 2.4, 2.9, 3.29])
def test_attraction_is_the_shifted_force_lennard_jones(distance: float) -> None:
    law = grain(attraction_kpa_um2=2.0, **SMOOTH)
    depth, sigma, cutoff = 2.0 * 2.0 * np.sqrt(1.0 * 1.2), 0.89 * 2.2, 1.5 * 2.2
    expected = lennard_jones(distance, depth, sigma) - lennard_jones(cutoff, depth, sigma)
    assert force_between([law], (1.0, 1.2), distance) == pytest.approx(expected, rel=1e-9)


def test_beyond_the_cutoff_there_is_no_force() -> None:
    assert force_between([grain()], (1.0, 1.2), 3.31) == 0.0


def test_a_contact_without_attraction_is_hertz() -> None:
    law = grain(attraction_kpa_um2=0.0, contact_over_d=1.1, kn_kpa=8.0, **SMOOTH)
    delta, r_eff = 1.1 * 2.0 - 2.1, 0.55
    assert force_between([law], (1.0, 1.0), 2.1) == pytest.approx(
        8.0 * np.sqrt(r_eff * delta) * delta, rel=1e-9
    )


def test_unlike_grains_mix_by_geometric_and_arithmetic_means() -> None:
    soft = grain(
        attraction_kpa_um2=1.0, sigma_over_d=0.8, cutoff_over_d=1.6, contact_over_d=1.0, kn_kpa=2.0, **SMOOTH
    )
    hard = grain(
        attraction_kpa_um2=4.0, sigma_over_d=0.9, cutoff_over_d=1.4, contact_over_d=1.2, kn_kpa=8.0, **SMOOTH
    )
    ra, rb, distance = 1.0, 2.0, 3.2
    depth = 2.0 * np.sqrt((1.0 * 2 * ra) * (4.0 * 2 * rb)) / 2.0
    sigma, cutoff = 0.8 * ra + 0.9 * rb, 1.6 * ra + 1.4 * rb
    delta, r_eff = 1.0 * ra + 1.2 * rb - distance, 1.0 * ra * 1.2 * rb / (1.0 * ra + 1.2 * rb)
    expected = lennard_jones(distance, depth, sigma) - lennard_jones(cutoff, depth, sigma)
    expected += 4.0 * np.sqrt(r_eff * delta) * delta
    assert force_between([soft, hard], (ra, rb), distance) == pytest.approx(expected, rel=1e-9)


def test_the_normal_dashpot_brakes_in_proportion_to_overlap_and_mass() -> None:
    law = grain(attraction_kpa_um2=0.0, contact_over_d=1.0, kn_kpa=0.0, gamma_n_per_us_um=3.0, friction=0.0)
    pair = two_grains([law], (1.0, 1.0), 1.9)
    direction = np.array([2.0, -1.0, 2.0]) / 3.0
    pair.set_velocities(np.array([0.1 * direction, -0.1 * direction]))
    pair.use([law], dt_us=1e-6)
    pair.advance(1)
    braking = (0.1 + pair.velocity_um_us[1] @ direction) / 1e-6 * pair.masses_pg[1]
    assert braking == pytest.approx(np.sqrt(0.5 * 0.1) * 0.5 * pair.masses_pg[0] * 3.0 * 0.2, rel=1e-6)


def test_sliding_grains_feel_friction_times_the_normal_force() -> None:
    law = grain(
        attraction_kpa_um2=0.0,
        contact_over_d=1.0,
        kn_kpa=100.0,
        kt_over_kn=20.0,
        gamma_n_per_us_um=0.0,
        friction=0.3,
    )
    pair = two_grains([law], (1.0, 1.0), 1.9)
    pair.set_masses(np.full(2, 1e4))  # hardly slowed: they slide past each other
    sideways = np.array([1.0, 2.0, 0.0]) / np.sqrt(5.0)
    pair.set_velocities(np.array([5.0 * sideways, -5.0 * sideways]))
    pair.use([law], dt_us=1e-4)
    pair.advance(5)
    before = pair.velocity_um_us[0]
    normal = pair.positions_um[0] - pair.positions_um[1]
    normal /= np.linalg.norm(normal)
    pair.advance(1)
    force = (pair.velocity_um_us[0] - before) / 1e-4 * 1e4
    sliding = force - force @ normal * normal
    assert np.linalg.norm(sliding) == pytest.approx(0.3 * force @ normal, rel=1e-6)
    assert force @ normal == pytest.approx(100.0 * np.sqrt(0.05) * 0.1, rel=0.01)
    assert sliding @ sideways < 0.0
    assert abs(pair.bodies.spin).max() > 0.0


def total_energy(system: ParticleSystem, law: CoarseGrain) -> float:
    """Kinetic, elastic and attractive energy of like grains (pg um2/us2), from positions alone."""
    positions, radii, edge = system.positions_um, system.radii_um, system.plane_um
    i, j = np.triu_indices(len(radii), 1)
    apart = positions[i] - positions[j]
    apart -= edge * np.round(apart / edge)
    distance, size = np.linalg.norm(apart, axis=1), radii[i] + radii[j]
    depth = 2.0 * law.attraction_kpa_um2 * np.sqrt(radii[i] * radii[j])
    sigma, cutoff = law.sigma_over_d * size, law.cutoff_over_d * size

    def potential(r: np.ndarray) -> np.ndarray:
        return 4.0 * depth * ((sigma / r) ** 12 - (sigma / r) ** 6)

    end = -24.0 * depth / cutoff * (2.0 * (sigma / cutoff) ** 12 - (sigma / cutoff) ** 6)
    attracted = np.where(
        distance < cutoff, potential(distance) - potential(cutoff) - end * (distance - cutoff), 0.0
    )
    delta = np.maximum(law.contact_over_d * size - distance, 0.0)
    r_eff = law.contact_over_d * radii[i] * radii[j] / size
    elastic = 0.4 * law.kn_kpa * np.sqrt(r_eff) * delta**2.5
    return float(system.read().kinetic + attracted.sum() + elastic.sum())


@pytest.mark.parametrize("threads", [1, 2])
def test_undamped_grains_keep_energy_and_momentum(threads: int) -> None:
    law = grain(kn_kpa=50.0, gamma_n_per_us_um=0.0, friction=0.0)
    gas = suspension(law, count=1300, fraction=0.25, speed=0.3, threads=threads, dt_us=2e-3)
    gas.advance(100)
    start = total_energy(gas, law)
    gas.advance(1000)
    assert gas.read().contacts > 100
    assert total_energy(gas, law) == pytest.approx(start, abs=2e-3 * gas.read().kinetic)
    np.testing.assert_allclose(gas.masses_pg @ gas.velocity_um_us, 0.0, atol=1e-9)
