"""Momentum: Poiseuille flow and the guard against a flow that blows up."""

import numpy as np
import pytest

from simulation_server.physics.lattice.two_phase import Fluids, TwoPhase
from simulation_server.schema.errors import PhysicsError


def test_flow_between_plates_is_a_parabola_of_the_set_viscosity() -> None:
    gap, length, viscosity = 9, 40, 0.1
    solid = np.zeros((gap + 1, 1, length), bool)
    solid[0, :, 4:-4] = True
    fluids = Fluids(liquid_viscosity=viscosity, inlet_pressure=0.003)
    lattice = TwoPhase(solid, np.ones(solid.shape), fluids)

    lattice.run(6000)

    middle = slice(length // 2 - 5, length // 2 + 6)
    pressure = lattice.pressure()[1:, 0, middle].mean(axis=0)
    slope = np.polyfit(np.arange(len(pressure)), pressure, 1)[0]
    from_wall = np.arange(gap) + 0.5
    expected = -slope / (2 * viscosity) * from_wall * (gap - from_wall)
    speed = lattice.velocity()[2, 1:, 0, length // 2]
    assert np.abs(speed - expected).max() < 0.02 * np.abs(expected).max()
    assert speed.sum() == pytest.approx(expected.sum(), rel=0.02)


def test_a_flow_that_blows_up_is_stopped_with_its_last_good_state() -> None:
    liquid = np.zeros((12, 12, 12))
    liquid[3:9, 3:9, 3:9] = 1.0
    unstable = Fluids(surface_tension=1.5, liquid_viscosity=0.001, gas_viscosity=0.001)
    lattice = TwoPhase(np.zeros(liquid.shape, bool), liquid, unstable, open_ends=False)
    lattice.run(1)
    good = lattice.liquid()

    with pytest.raises(PhysicsError, match=r"state of step 1 is kept.*lower the surface tension"):
        lattice.run(400)

    assert lattice.steps == 1
    np.testing.assert_array_equal(lattice.liquid(), good)
    assert np.isfinite(lattice.pressure()).all()


def test_open_ends_inside_the_solid_are_refused() -> None:
    solid = np.zeros((4, 4, 6), bool)
    solid[1, 1, -1] = True
    with pytest.raises(PhysicsError, match="add reservoir layers"):
        TwoPhase(solid, np.zeros(solid.shape))
