"""Two spheres, or one and a wall: the laws that LAMMPS shares with ours give the same trajectories."""

import numpy as np
import pytest

from simulation_server.physics.lammps.system import LammpsSystem
from simulation_server.physics.particles.coarse_grain import CoarseGrain
from simulation_server.physics.particles.engine import ParticleEngine
from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem

from .both import largest_difference, spheres

ROUNDING_UM = 1e-10
GRAIN = CoarseGrain(4.65, 1.0, 0.88, 1.14, 1.14, 800.0, 1.378, 30.0, 0.959, 0.015)
HEAD_ON = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]
TOGETHER, UNEQUAL = [[30.0, 30.0, 30.0], [30.0, 30.0, 40.05]], [[30.0, 30.0, 30.0], [30.0, 30.0, 38.05]]


def solid(restitution: float, friction: float, cohesion_kpa: float = 0.0) -> Material:
    return Material(2.0, 1e5, 0.3, restitution, friction, cohesion_kpa)


def test_two_grains_swing_in_their_well() -> None:
    start, rest = [[30.0, 30.0, 30.0], [30.0, 30.0, 41.0]], [[0.0] * 3, [0.0] * 3]
    apart, way = largest_difference(start, [5.0, 5.0], [GRAIN], rest, blocks=10, steps=40)
    assert way > 0.01
    assert apart < ROUNDING_UM


def test_two_grains_of_different_size_rub() -> None:
    start, meeting = [[30.0, 30.0, 30.0], [31.0, 30.0, 39.3]], [[0.1, 0.0, 0.1], [0.0, 0.0, -0.1]]
    apart, way = largest_difference(start, [5.0, 3.0], [GRAIN], meeting, blocks=10, steps=100)
    assert way > 0.5
    assert apart < ROUNDING_UM


@pytest.mark.parametrize("restitution", [1.0, 0.3])
def test_two_solids_collide(restitution: float) -> None:
    apart, way = largest_difference(
        UNEQUAL, [5.0, 3.0], [solid(restitution, 0.0)], HEAD_ON, blocks=10, steps=40
    )
    assert way > 1.0
    assert apart < ROUNDING_UM


def test_two_solids_stick() -> None:
    start = [[30.0, 30.0, 30.0], [30.0, 30.0, 37.95]]
    gently = [[0.0, 0.0, 0.1], [0.0, 0.0, -0.1]]
    apart, way = largest_difference(start, [5.0, 3.0], [solid(1.0, 0.0, 3000.0)], gently, blocks=10, steps=40)
    assert way > 0.1
    assert apart < ROUNDING_UM


def test_rubbing_solids_differ_by_less_than_the_overlap_in_their_radius() -> None:
    """LAMMPS takes the slip of the full radius, ours of the radius less half the overlap (0.1 %)."""
    stiff = Material(2.0, 1e7, 0.3, 1.0, 0.3)
    start, oblique = [[30.0, 30.0, 30.0], [31.0, 30.0, 38.0]], [[0.1, 0.0, 0.1], [0.0, 0.0, -0.1]]
    apart, way = largest_difference(start, [5.0, 3.0], [stiff], oblique, blocks=10, steps=100)
    assert way > 0.2
    assert apart < 1e-3 * way


@pytest.mark.parametrize("cohesion_kpa", [0.0, 3000.0])
def test_a_driven_plane_meets_a_flying_sphere(cohesion_kpa: float) -> None:
    def drive(system: ParticleEngine) -> None:
        system.drive(target_kpa=50.0, speed=0.5, band_kpa=10.0, memory_us=0.5)

    law, up = solid(0.5, 0.0, cohesion_kpa), [[0.0, 0.0, 1.0]]
    apart, way = largest_difference(
        [[30.0, 30.0, 54.95]], [5.0], [law, law], up, blocks=20, steps=15, walls=(1, 1), prepare=drive
    )
    assert way > 1.0
    assert apart < ROUNDING_UM


def test_drag_takes_the_speed_at_the_same_rate_however_strong() -> None:
    def slow(system: ParticleEngine) -> None:
        system.drag_per_us = system.spin_drag_per_us = 10.0 / system.dt_us

    apart, way = largest_difference(
        [[30.0, 30.0, 30.0], [30.0, 30.0, 41.0]],
        [5.0, 5.0],
        [GRAIN],
        HEAD_ON,
        blocks=5,
        steps=20,
        prepare=slow,
    )
    assert way > 1e-4
    assert apart < ROUNDING_UM


def test_the_height_of_the_plane_and_its_pressure_are_the_same() -> None:
    seen = []
    for engine in (ParticleSystem, LammpsSystem):
        law = solid(0.5, 0.0)
        system = spheres(
            engine, [[30.0, 30.0, 5.0], [30.0, 30.0, 15.0]], [5.0, 5.0], [law, law], walls=(1, 1)
        )
        system.drag_per_us = 0.1
        system.measure_stress = True
        system.drive(target_kpa=2.0, speed=20.0, band_kpa=1.0, memory_us=0.5)
        system.advance(150)
        system.drive(target_kpa=2.0, speed=0.5, band_kpa=1.0, memory_us=0.5)
        system.advance(600)
        system.advance(100)
        seen.append(
            [system.plane_um, system.pressure_kpa, system.pressure_now_kpa, system.stress_kpa()[2, 2]]
        )
    assert seen[0][1] > 0.5
    np.testing.assert_allclose(seen[1], seen[0], rtol=1e-6)
