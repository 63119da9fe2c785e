"""Nanoporous walls soak up the liquid that touches them, and nothing is lost on the way."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.lattice.two_phase import Fluids, TwoPhase
from simulation_server.schema.errors import PhysicsError


def _rods() -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float64]]:
    """A tight rod (kind 1) and a nanoporous one (kind 2), what they can take, and liquid on top of gas."""
    kinds = np.zeros((16, 16, 20), np.uint8)
    kinds[3:6, 3:6, 4:-4] = 1
    kinds[10:13, 10:13, 4:-4] = 2
    wet = np.zeros(kinds.shape)
    wet[:, :, 10:] = 1.0
    return kinds, np.where(kinds == 2, 0.4, 0.0).astype(np.float32), np.where(kinds == 0, wet, 0.0)


def test_what_walls_soak_up_is_what_the_liquid_loses() -> None:
    kinds, capacity, wet = _rods()
    lattice = TwoPhase(kinds, wet, open_ends=False, uptake=capacity, uptake_rate=2e-3)
    before = lattice.liquid_mass()
    lattice.run(200)
    early, _ = lattice.soaked()
    lattice.run(600)
    total, each = lattice.soaked()

    assert 0 < early < total
    assert lattice.liquid_mass() + total == pytest.approx(before, rel=1e-6)
    assert total == pytest.approx(each.sum(), rel=1e-5)
    assert each[kinds != 2].max() == 0
    assert (each <= capacity + 1e-6).all()
    surface = each[10:13, 10:13, 12:15].copy()
    inner = surface[1, 1].copy()
    surface[1, 1] = 0.4
    np.testing.assert_allclose(surface, 0.4, rtol=1e-5)  # under liquid all along: full
    np.testing.assert_array_equal(inner, 0)  # touches no pore


def test_reservoir_liquid_follows_what_is_soaked_up() -> None:
    kinds, capacity, wet = _rods()
    fluids = Fluids(contact_angle_deg=(90.0, 90.0), surface_tension=0.01, inlet_pressure=0.002)
    dry, soaking = (TwoPhase(kinds, wet, fluids, uptake=capacity, uptake_rate=rate) for rate in (0.0, 5e-3))
    for lattice in (dry, soaking):
        lattice.run(900)
    taken, _ = soaking.soaked()
    missing = dry.liquid_mass() - soaking.liquid_mass()
    assert dry.soaked()[0] == 0
    assert taken > 35
    assert abs(missing) < 0.1 * taken


def test_an_uptake_too_fast_for_the_lattice_is_refused() -> None:
    kinds, capacity, wet = _rods()
    with pytest.raises(PhysicsError, match=r"uptake rate.*0\.5;.*0 to 0\.01"):
        TwoPhase(kinds, wet, uptake=capacity, uptake_rate=0.5)
    lattice = TwoPhase(kinds, wet, uptake=capacity)
    with pytest.raises(PhysicsError, match="uptake rate"):
        lattice.uptake_rate = -1.0


def test_memory_stays_below_two_hundred_bytes_a_fluid_cell() -> None:
    solid = np.zeros((48, 48, 48), bool)
    distance = np.abs(np.indices((48, 48, 48)) % 12 - 5.5)
    solid[(distance**2).sum(axis=0) < 6.3**2] = True
    lattice = TwoPhase(solid, np.zeros(solid.shape), open_ends=False)
    assert 0.35 < lattice.cells.fluid / solid.size < 0.55
    assert lattice.memory_bytes < 200 * lattice.cells.fluid
