"""Momentum: Poiseuille flow and the guard against a flow that blows up."""

from dataclasses import replace

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

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
    solid = np.zeros((12, 12, 20), bool)
    solid[4:8, 4:8, 4:-4] = True
    liquid = np.zeros(solid.shape)
    liquid[:, :, 14:] = 1.0
    pressed = Fluids(surface_tension=0.03, liquid_viscosity=0.01, gas_viscosity=0.003, inlet_pressure=0.19)
    lattice = TwoPhase(solid, liquid, pressed)
    lattice.run(7)
    good = lattice.liquid(), lattice.pressure(), lattice.velocity()

    with pytest.raises(PhysicsError, match=r"state of step 7 is kept.*lower the surface tension"):
        lattice.run(3000)

    assert lattice.steps == 7
    np.testing.assert_array_equal(lattice.liquid(), good[0])
    np.testing.assert_array_equal(lattice.pressure(), good[1])
    np.testing.assert_allclose(lattice.velocity(), good[2], atol=1e-6)

    lattice.fluids = Fluids(surface_tension=0.03, liquid_viscosity=0.1, gas_viscosity=0.1)
    lattice.run(200)
    assert lattice.steps == 207
    assert np.isfinite(lattice.pressure()).all()


@pytest.mark.parametrize(
    ("fluids", "said"),
    [
        (Fluids(surface_tension=0.3, liquid_viscosity=0.01), r"surface tension.*0.3;.*0 to 0.06: lower it"),
        (Fluids(gas_viscosity=1e-4), r"gas viscosity.*0.0001;.*0.001 to 2"),
        (Fluids(contact_angle_deg=10.0), r"contact angle.*10;.*20 to 150"),
        (Fluids(contact_angle_deg=(50.0, 170.0)), r"contact angle.*170;"),
        (Fluids(contact_angle_deg=(50.0,)), "1 contact angles for wall kinds 1 to 2"),
        (Fluids(inlet_pressure=0.5), r"inlet pressure.*0.5;.*-0.1 to 0.2"),
        (Fluids(gravity=float("nan")), r"gravity.*nan;"),
    ],
)
def test_settings_that_would_blow_up_are_refused_beforehand(fluids: Fluids, said: str) -> None:
    kinds = np.zeros((4, 4, 8), np.uint8)
    kinds[1, 1, 3:5] = 2
    with pytest.raises(PhysicsError, match=said):
        TwoPhase(kinds, np.zeros(kinds.shape), fluids)
    lattice = TwoPhase(kinds, np.zeros(kinds.shape))
    with pytest.raises(PhysicsError, match=said):
        lattice.fluids = fluids


def test_liquid_at_rest_carries_its_weight_by_pressure() -> None:
    gravity = 2e-4
    full = np.ones((2, 2, 30))
    settings = Fluids(liquid_viscosity=0.3, gravity=gravity)
    lattice = TwoPhase(np.zeros(full.shape, bool), full, settings, open_ends=False)
    lattice.run(4000)
    pressure = lattice.pressure()[0, 0]
    assert np.diff(pressure) == pytest.approx(np.full(29, -gravity), rel=0.02)
    assert np.abs(lattice.velocity()).max() < 1e-4


def test_open_ends_inside_the_solid_are_refused() -> None:
    solid = np.zeros((4, 4, 6), bool)
    solid[1, 1, -1] = True
    with pytest.raises(PhysicsError, match="add reservoir layers"):
        TwoPhase(solid, np.zeros(solid.shape))


def test_the_result_does_not_depend_on_how_many_threads_run() -> None:
    solid = np.random.default_rng(3).random((36, 36, 40)) > 0.6
    solid[:, :, :4] = solid[:, :, -4:] = False
    wet = np.zeros(solid.shape)
    wet[:, :, -6:] = 1.0
    allowed, found = numba.get_num_threads(), []
    try:
        for threads in (1, min(2, allowed)):
            numba.set_num_threads(threads)
            lattice = TwoPhase(solid, wet)
            lattice.run(20)
            found.append(lattice.liquid())
    finally:
        numba.set_num_threads(allowed)
    np.testing.assert_array_equal(*found)


def _channel(driven_by: float) -> tuple[NDArray[np.bool_], Fluids]:
    """A slit of 8 cells between reservoirs of 3 layers, and fluids pressed through it."""
    solid = np.zeros((9, 1, 22), bool)
    solid[0, :, 3:-3] = True
    fluids = Fluids(60.0, surface_tension=0.03, liquid_viscosity=0.03, gas_viscosity=0.01)
    return solid, replace(fluids, inlet_pressure=driven_by)


def test_a_front_that_arrives_leaves_through_the_outlet() -> None:
    solid, fluids = _channel(0.006)
    share = np.zeros(solid.shape)
    share[:, :, -10:] = 1.0
    lattice = TwoPhase(solid, share, fluids)
    lattice.run(1500)
    assert lattice.liquid()[~solid].min() > 0.9
    # No meniscus is left at the outlet's rim: the pressure falls evenly along the slit.
    pressure = lattice.pressure()[4, 0]
    assert pressure[3] - pressure[0] < 0.15 * (pressure[-1] - pressure[0])


def test_liquid_alone_flows_out_as_liquid() -> None:
    solid, fluids = _channel(0.002)
    lattice = TwoPhase(solid, np.ones(solid.shape), fluids)
    lattice.run(2000)
    assert lattice.liquid()[~solid].min() > 0.95


def test_the_outlet_makes_no_liquid_while_gas_comes_in_through_it() -> None:
    solid, fluids = _channel(0.0)
    share = np.zeros(solid.shape)
    share[:, :, :5] = share[:, :, -4:] = 1.0  # liquid at the outlet's rim too
    lattice = TwoPhase(solid, share, replace(fluids, inlet_pressure=-0.004))
    before = lattice.liquid()[:, :, :10].sum()
    seen = []
    for _ in range(10):
        lattice.run(100)
        seen.append(lattice.liquid()[:, :, :10].sum())
    assert max(seen) < before + 0.5
    assert lattice.velocity()[2, :, :, 1].max() > 0
