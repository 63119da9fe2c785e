"""The same calls give the same bits, with any threads and across checkpoints; bad states are stopped."""

from typing import Any

import numpy as np
import pytest

from simulation_server.physics.particles import Material, ParticleSystem, threads
from simulation_server.schema.errors import PhysicsError, UserError

from .spheres import solid
from .suspensions import grain, suspension

STICKY = solid(young_kpa=1e5, restitution=0.2, friction=0.3, cohesion_kpa=2e3, hardness_kpa=8e3)


def sheared(threads: int) -> ParticleSystem:
    """A suspension on its way to another pressure, sheared."""
    wet = suspension(grain(kn_kpa=20.0, friction=0.3), count=1500, fraction=0.4, speed=0.2, threads=threads)
    wet.shear_rate_per_us = 0.05
    wet.drag_per_us = 0.1
    wet.barostat(0.1, 0.5)
    return wet


def pressed(threads: int, laws: list[Material] | None = None) -> ParticleSystem:
    """A bed of sticky spheres under a plane that comes down."""
    rng = np.random.default_rng(5)
    lattice = np.stack(np.meshgrid(*[np.arange(12)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    radii = rng.uniform(0.7, 1.0, len(lattice))
    bed = ParticleSystem(
        2.0 * lattice + 1.0 + rng.uniform(-0.2, 0.2, lattice.shape),
        radii,
        rng.integers(0, 2, len(lattice)),
        laws or [STICKY, solid(young_kpa=2e5, friction=0.1, restitution=0.5)],
        box_um=(24.0, 24.0),
        plane_um=24.0,
        walls=(0, 1),
        skin_um=0.4,
        threads=threads,
    )
    bed.drive(target_kpa=500.0, speed=1.0, band_kpa=50.0, memory_us=0.1)
    return bed


def bits(system: ParticleSystem) -> list[np.ndarray]:
    """All that a run is judged by."""
    bodies = system.bodies
    return [
        bodies.rows.copy(),
        bodies.velocity.copy(),
        bodies.spin.copy(),
        bodies.peak.copy(),
        np.array([system.plane_um, system.pressure_kpa, system.time_us]),
        system.read().pressure_kpa,
    ]


@pytest.mark.parametrize("make", [sheared, pressed])
@pytest.mark.parametrize("crew", [1, 2])
def test_a_checkpoint_goes_on_bit_for_bit(make: Any, crew: int) -> None:
    straight, stopped = make(crew), make(crew)
    straight.advance(700)
    stopped.advance(450)
    saved = stopped.checkpoint()
    fresh = make(crew)
    fresh.advance(90)
    fresh.restore(saved)
    for system in (stopped, fresh):
        system.advance(250)
    for a, b, c in zip(bits(straight), bits(stopped), bits(fresh), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


@pytest.mark.parametrize("make", [sheared, pressed])
def test_the_number_of_threads_changes_nothing(make: Any) -> None:
    alone, crew = make(1), make(2)
    assert (alone.threads, crew.threads) == (1, 2)
    for system in (alone, crew):
        system.advance(600)
    for a, b in zip(bits(alone), bits(crew), strict=True):
        np.testing.assert_array_equal(a, b)


def test_reading_changes_nothing() -> None:
    quiet, asked = pressed(1), pressed(1)
    for _ in range(4):
        quiet.advance(100)
        asked.read()
        asked.advance(100)
        asked.checkpoint()
    for a, b in zip(bits(quiet), bits(asked), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_pressed_bed_reaches_its_pressure_and_its_peaks_only_grow() -> None:
    bed = pressed(2)
    peaks = bed.peak_force.copy()
    for _ in range(30):
        bed.advance(400)
        assert (bed.peak_force >= peaks).all()
        peaks = bed.peak_force.copy()
    assert bed.pressure_kpa == pytest.approx(500.0, rel=0.1)
    assert peaks.max() > 100.0
    bed.peak_force[:] = 0.0
    bed.advance(1)
    assert bed.peak_force.max() < peaks.max()


def test_a_velocity_that_is_no_number_is_named_and_the_last_good_state_kept() -> None:
    wet = sheared(1)
    wet.advance(20)
    good = wet.checkpoint()
    wet.bodies.velocity[37, 1] = np.nan
    with pytest.raises(PhysicsError, match=r"not a number.*last good state is kept"):
        wet.advance(5)
    np.testing.assert_array_equal(wet.bodies.rows, good["rows"])
    wet.advance(5)
    assert np.isfinite(wet.bodies.rows).all()


def test_spheres_too_deep_in_each_other_are_refused_with_the_reason() -> None:
    law = grain()
    crowd = suspension(law, count=60, fraction=0.2)
    crowd.bodies.rows[1, :3] = crowd.bodies.rows[0, :3] + [0.05, 0.0, 0.0]
    with pytest.raises(
        PhysicsError, match=r"exploded.*(more than half its radius|not a number).*less overlap"
    ):
        crowd.advance(50)


def test_a_checkpoint_of_another_system_is_refused() -> None:
    with pytest.raises(PhysicsError, match="another system"):
        pressed(1).restore(sheared(1).checkpoint())


def test_a_box_narrower_than_what_particles_feel_is_refused() -> None:
    with pytest.raises(PhysicsError, match="simulate more particles"):
        suspension(grain(cutoff_over_d=3.0), count=20, fraction=0.3)


def test_threads_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESONAUT_THREADS", "3")
    assert threads() == 3
    monkeypatch.setenv("MESONAUT_THREADS", "none")
    with pytest.raises(UserError, match="MESONAUT_THREADS"):
        threads()
    monkeypatch.delenv("MESONAUT_THREADS")
    assert 1 <= threads() <= 2
