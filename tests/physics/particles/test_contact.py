"""The contact law against Hertz, Chung and Ooi (2011), Mindlin and Coulomb."""

import numpy as np
import pytest

from simulation_server.physics.particles.bodies import HEIGHT
from simulation_server.physics.particles.material import Material, pair_table
from simulation_server.physics.particles.system import ParticleSystem

from .spheres import solid, system

GLASS = solid(young_kpa=48e6, poisson=0.20, density=2.8)
LIMESTONE = solid(young_kpa=20e6, poisson=0.25, density=2.5)
ALUMINIUM = solid(young_kpa=70e6, poisson=0.30, density=2.699)
MAGNESIUM = solid(young_kpa=40e6, poisson=0.35, density=1.8)
RIGID = solid(young_kpa=1e20)


def force_kn(force: float) -> float:
    """pg um / us2 is 1e-15 kg 1e-6 m / 1e-12 s2 = 1e-9 N."""
    return force * 1e-12


@pytest.mark.parametrize(
    ("material", "peak_kn", "overlap_um", "duration_us"),
    [(GLASS, 10.697, 274.11, 40.34), (LIMESTONE, 7.108, 368.30, 54.20)],
)
def test_two_spheres_meet_as_in_chung_and_ooi_test_1(
    material: Material, peak_kn: float, overlap_um: float, duration_us: float
) -> None:
    radius = 1e4
    spheres = system(
        [material],
        [[40 * radius, 40 * radius, 20 * radius], [42 * radius, 40 * radius, 20 * radius]],
        radius,
        velocity=[[10.0, 0.0, 0.0], [-10.0, 0.0, 0.0]],
        step_fraction=0.005,
    )
    deepest, strongest, steps = 0.0, 0.0, 0
    while True:
        before = spheres.bodies.velocity[0, 0]
        spheres.advance(1)
        overlap = 2 * radius - (spheres.bodies.rows[1, 0] - spheres.bodies.rows[0, 0])
        if overlap <= 0.0:
            break
        steps += 1
        deepest = max(deepest, overlap)
        strongest = max(strongest, (before - spheres.bodies.velocity[0, 0]) / spheres.dt_us)
    assert deepest == pytest.approx(overlap_um, rel=0.01)
    assert force_kn(strongest * spheres.bodies.mass[0]) == pytest.approx(peak_kn, rel=0.01)
    assert steps * spheres.dt_us == pytest.approx(duration_us, rel=0.01)


@pytest.mark.parametrize(
    ("material", "peak_kn", "overlap_um", "duration_us"),
    [(ALUMINIUM, 11.370, 49.72, 731.7), (MAGNESIUM, 7.233, 52.12, 767.1)],
)
def test_a_sphere_meets_a_plane_as_in_chung_and_ooi_test_2(
    material: Material, peak_kn: float, overlap_um: float, duration_us: float
) -> None:
    radius = 1e5
    sphere = system(
        [material, RIGID],
        [[40 * radius, 40 * radius, radius]],
        radius,
        velocity=[[0.0, 0.0, -0.2]],
        step_fraction=0.005,
    )
    deepest, strongest, steps = 0.0, 0.0, 0
    while True:
        before = sphere.bodies.velocity[0, 2]
        sphere.advance(1)
        overlap = radius - sphere.bodies.rows[0, 2]
        if overlap <= 0.0:
            break
        steps += 1
        deepest = max(deepest, overlap)
        strongest = max(strongest, (sphere.bodies.velocity[0, 2] - before) / sphere.dt_us)
    assert deepest == pytest.approx(overlap_um, rel=0.01)
    assert force_kn(strongest * sphere.bodies.mass[0]) == pytest.approx(peak_kn, rel=0.01)
    assert steps * sphere.dt_us == pytest.approx(duration_us, rel=0.01)


@pytest.mark.parametrize("overlap", [0.01, 0.1, 0.4])
def test_the_force_is_hertz(overlap: float) -> None:
    material = solid()
    pair = system(
        [material], [[20.0, 20.0, 20.0], [22.0 - overlap, 20.0, 20.0]], 1.0, velocity=[[0.0] * 3] * 2
    )
    pair.advance(1)
    force = pair.bodies.mass[0] * pair.bodies.velocity[1, 0] / pair.dt_us
    e_star, r_eff = 1e6 / (2 * (1 - 0.3**2)), 0.5
    assert force == pytest.approx(4 / 3 * e_star * r_eff**0.5 * overlap**1.5, rel=1e-9)


@pytest.mark.parametrize("restitution", [0.15, 0.5, 0.9])
@pytest.mark.parametrize("speed", [0.01, 1.0])
def test_a_collision_returns_the_set_share_of_the_speed(restitution: float, speed: float) -> None:
    pair = system(
        [solid(restitution=restitution)],
        [[20.0, 20.0, 20.0], [22.0, 20.0, 20.0]],
        1.0,
        velocity=[[speed, 0.0, 0.0], [-speed, 0.0, 0.0]],
    )
    pair.advance(1)
    while pair.bodies.rows[1, 0] - pair.bodies.rows[0, 0] < 2.0:
        pair.advance(1)
    assert pair.bodies.velocity[1, 0] / speed == pytest.approx(restitution, rel=0.01)


def test_momentum_is_conserved_in_an_oblique_sticky_collision() -> None:
    pair = system(
        [solid(restitution=0.4, friction=0.5, cohesion_kpa=1e3)],
        [[20.0, 20.0, 20.0], [21.9, 20.5, 20.3]],
        1.0,
        velocity=[[3.0, 0.2, -0.1], [-2.0, 0.5, 0.4]],
    )
    bodies = pair.bodies

    def angular() -> np.ndarray:
        orbital = np.cross(bodies.rows[:, :3], bodies.velocity * bodies.mass[:, None])
        return np.sum(orbital + 0.4 * bodies.mass[:, None] * bodies.spin, axis=0)

    linear_before, angular_before = bodies.velocity.sum(axis=0), angular()
    pair.advance(400)
    assert abs(bodies.spin).max() > 0.01  # the collision did set them spinning
    np.testing.assert_allclose(bodies.velocity.sum(axis=0), linear_before, atol=1e-12)
    np.testing.assert_allclose(angular(), angular_before, rtol=2e-3)


FRICTION, OVERLAP = 0.4, 0.05
REPULSION = 4 / 3 * (1e6 / (2 * (1 - 0.3**2))) * OVERLAP**1.5  # at each plate, kPa um2
STIFFNESS = 8 * (1e6 / (2 * 1.3) / (2 * (2 - 0.3))) * OVERLAP**0.5
SLIDES_AT = FRICTION * REPULSION / STIFFNESS


def held_between_plates() -> ParticleSystem:
    """A sphere that both plates press and that cannot roll."""
    material = solid(friction=FRICTION)
    sphere = system([material, material], [[20.0, 20.0, 1.0 - OVERLAP]], 1.0, velocity=[[0.0] * 3])
    sphere.walls.plane[HEIGHT] = 2.0 - 2.0 * OVERLAP
    sphere.spin_drag_per_us = 1e9
    return sphere


def push(sphere: ParticleSystem, shift: float) -> float:
    """Moves the sphere sideways, too heavy to be slowed, and returns the force that resists at the end."""
    mass, goal = float(sphere.bodies.mass[0]), sphere.bodies.rows[0, 0] + shift
    sphere.set_masses(np.array([1e12]))
    sphere.bodies.velocity[0] = [0.1, 0.0, 0.0]
    while sphere.bodies.rows[0, 0] < goal:
        before = sphere.bodies.velocity[0, 0]
        sphere.advance(1)
    pull = (before - sphere.bodies.velocity[0, 0]) * sphere.bodies.mass[0] / sphere.dt_us
    sphere.set_masses(np.array([mass]))
    sphere.bodies.velocity[:] = 0.0
    return float(pull)


def test_a_held_contact_is_a_mindlin_spring_until_coulomb_lets_it_slide() -> None:
    sphere = held_between_plates()
    assert push(sphere, 0.5 * SLIDES_AT) == pytest.approx(2 * 0.5 * FRICTION * REPULSION, rel=0.01)
    assert push(sphere, 2.5 * SLIDES_AT) == pytest.approx(2 * FRICTION * REPULSION, rel=0.01)
    assert push(sphere, 0.5 * SLIDES_AT) == pytest.approx(2 * FRICTION * REPULSION, rel=0.01)


@pytest.mark.parametrize(("shift", "stays"), [(0.5, 0.0), (3.0, 2.0)])
def test_a_pushed_sphere_comes_back_by_what_its_springs_hold(shift: float, stays: float) -> None:
    sphere = held_between_plates()
    push(sphere, shift * SLIDES_AT)
    sphere.drag_per_us = 100.0
    sphere.advance(5000)
    assert sphere.bodies.rows[0, 0] - 20.0 == pytest.approx(stays * SLIDES_AT, abs=0.02 * SLIDES_AT)


def test_a_yielding_contact_stays_flat_and_carries_no_more_than_its_hardness() -> None:
    soft = solid(hardness_kpa=2e4, restitution=1.0)
    hard = solid(restitution=1.0)
    rebound = {}
    for name, material in (("soft", soft), ("hard", hard)):
        pair = system(
            [material],
            [[20.0, 20.0, 20.0], [22.0, 20.0, 20.0]],
            1.0,
            velocity=[[20.0, 0.0, 0.0], [-20.0, 0.0, 0.0]],
        )
        strongest = 0.0
        for _ in range(3000):
            before = pair.bodies.velocity[1, 0]
            overlap = 2.0 - (pair.bodies.rows[1, 0] - pair.bodies.rows[0, 0])
            pair.advance(1)
            force = (pair.bodies.velocity[1, 0] - before) * pair.bodies.mass[1] / pair.dt_us
            if name == "soft" and overlap > 0.0:
                strongest = max(strongest, force / (2e4 * np.pi * 0.5 * overlap))
        rebound[name] = pair.bodies.velocity[1, 0] / 20.0
        if name == "soft":
            assert strongest == pytest.approx(1.0, rel=1e-6)
    assert rebound["hard"] == pytest.approx(1.0, rel=1e-3)
    assert rebound["soft"] < 0.6


def test_cohesion_holds_two_spheres_together() -> None:
    pair = system(
        [solid(cohesion_kpa=1e5, restitution=0.3)],
        [[20.0, 20.0, 20.0], [21.9, 20.0, 20.0]],
        1.0,
        velocity=[[0.0] * 3] * 2,
    )
    pair.advance(20000)
    overlap = 2.0 - (pair.bodies.rows[1, 0] - pair.bodies.rows[0, 0])
    e_star = 1e6 / (2 * (1 - 0.3**2))
    assert overlap == pytest.approx(0.5 * (0.75 * np.pi * 1e5 / e_star) ** 2, rel=0.01)


def test_pair_properties_are_symmetric_and_the_softer_yields() -> None:
    table = pair_table([solid(hardness_kpa=5.0), solid(young_kpa=2e6, hardness_kpa=9.0, friction=0.3)])
    np.testing.assert_array_equal(table, table.transpose(1, 0, 2))
    assert table[0, 1, 5] == 5.0
