"""Filling a packing: what a user sees of the front."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.manufacturing.infiltration import Infiltration, fill_time
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Infiltration as Electrolyte
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState, Phase, Voxels


def _packing(edge: int = 28, height: int = 36, porosity: float = 0.45) -> NDArray[np.uint8]:
    """Spheres of 3 to 6 um on voxels of 0.8 um, periodic in x and y."""
    random = np.random.default_rng(7)
    shape = np.array([edge, edge, height])
    grid = np.indices(shape).reshape(3, -1).T
    phase = np.full(len(grid), Phase.PORE, np.uint8)
    while (phase == Phase.PORE).mean() > porosity:
        apart = grid - random.random(3) * shape
        apart[:, :2] -= edge * np.round(apart[:, :2] / edge)
        sphere = (apart**2).sum(axis=1) < random.uniform(4, 7) ** 2
        phase[sphere] = Phase.AM if random.random() < 0.6 else Phase.CBD
    return phase.reshape(shape)


def _fill(phase: NDArray[np.uint8], angle: float) -> tuple[Infiltration, list[FrontState]]:
    run = Infiltration(Voxels(phase, 0.8), Recipe(infiltration=Electrolyte(contact_angle_deg=angle)))
    return run, list(run.states())


@pytest.fixture(scope="module")
def wetting() -> tuple[Infiltration, list[FrontState]]:
    return _fill(_packing(), 30.0)


def test_the_front_advances_from_the_top_until_the_pores_are_full(
    wetting: tuple[Infiltration, list[FrontState]],
) -> None:
    _, states = wetting
    assert np.diff([state.saturation for state in states]).max() < 0.1, "smooth to watch"
    assert states[0].progress == 0.0
    assert states[0].saturation == 0.0
    assert states[-1].progress == 1.0
    assert states[-1].saturation > 0.9
    for before, after in pairwise(states):
        assert after.time_ms > before.time_ms
        assert after.progress >= before.progress
        assert after.saturation > before.saturation - 0.005
    half = next(state for state in states if state.saturation > 0.4)
    layers = half.liquid.shape[2]
    assert half.liquid[:, :, -layers // 4 :].sum() > 5 * half.liquid[:, :, : layers // 4].sum()


def test_no_liquid_appears_ahead_of_the_front(wetting: tuple[Infiltration, list[FrontState]]) -> None:
    _, states = wetting
    for state in states[len(states) // 4 :: 6]:
        wet = state.liquid > 127
        assert (wet & ~reachable_from_top(wet)).sum() <= 0.005 * wet.sum()
        assert not state.liquid[state.solid].any()


def test_saturation_is_the_share_of_the_pores_that_is_liquid(
    wetting: tuple[Infiltration, list[FrontState]],
) -> None:
    _, states = wetting
    for state in states[::10]:
        shown = state.liquid.sum() / 255 / (~state.solid).sum()
        assert state.saturation == pytest.approx(shown, abs=0.003)


def test_the_outcome_holds_fill_time_trapped_gas_and_curve(
    wetting: tuple[Infiltration, list[FrontState]],
) -> None:
    run, states = wetting
    outcome = run.outcome()
    gas = 1 - states[-1].saturation
    assert 0.0 <= outcome.quantities["trapped_gas"].value < gas, "some gas still leads to the vent"
    assert 0.0 < outcome.quantities["fill_time_ms"].value <= states[-1].time_ms
    assert outcome.saturation is not None
    assert len(outcome.saturation.time_ms) == len(outcome.saturation.saturation)
    assert outcome.saturation.time_ms[-1] == pytest.approx(states[-1].time_ms)


def test_a_run_that_goes_on_reports_its_curve_without_final_values() -> None:
    run = Infiltration(Voxels(_packing(), 0.8), Recipe())
    states = run.states()
    for _ in range(3):
        next(states)
    outcome = run.outcome()
    assert outcome.quantities == {}
    assert outcome.saturation is not None
    assert outcome.saturation.saturation[-1] > 0


def test_a_liquid_that_wets_less_fills_slower(wetting: tuple[Infiltration, list[FrontState]]) -> None:
    quick, _ = wetting
    slow, _ = _fill(_packing(), 80.0)
    slow_ms, quick_ms = (run.outcome().quantities["fill_time_ms"].value for run in (slow, quick))
    # The overpressure drives most of the filling; without it the ratio would be above two.
    assert slow_ms > 1.1 * quick_ms


def test_viscosity_and_tension_set_the_clock_and_nothing_else(
    wetting: tuple[Infiltration, list[FrontState]],
) -> None:
    _, states = wetting
    recipe = Recipe(
        infiltration=Electrolyte(contact_angle_deg=30.0, viscosity_mpa_s=6.0, surface_tension_mn_m=17.5)
    )
    other = next(state for state in Infiltration(Voxels(_packing(), 0.8), recipe).states() if state.progress)
    same = next(state for state in states if state.progress)
    np.testing.assert_array_equal(other.liquid, same.liquid)
    assert other.time_ms == pytest.approx(4 * same.time_ms)


def test_a_closed_pore_keeps_its_gas() -> None:
    phase = np.full((20, 20, 24), Phase.PORE, np.uint8)
    phase[4:16, 4:16, 4:16] = Phase.AM
    phase[7:13, 7:13, 7:13] = Phase.PORE
    run = Infiltration(Voxels(phase, 1.2), Recipe(infiltration=Electrolyte(contact_angle_deg=30.0)))
    last = list(run.states())[-1]
    closed = 6**3 / (phase == Phase.PORE).sum()
    assert last.liquid[7:13, 7:13, 7:13].max() == 0
    assert run.outcome().quantities["trapped_gas"].value == pytest.approx(closed, abs=0.02)


def test_an_electrode_closed_at_the_top_is_refused() -> None:
    phase = np.zeros((6, 6, 6), np.uint8)
    phase[:, :, -2:] = Phase.AM
    with pytest.raises(PhysicsError, match=r"0% of the resolved pores.*more porous"):
        Infiltration(Voxels(phase, 1.2), Recipe())


def test_fill_time_is_read_off_the_curve_or_carried_on_as_the_root_of_time() -> None:
    times = np.array([0.0, 1.0, 2.0, 3.0])
    assert fill_time(times, np.array([0.0, 0.5, 0.9, 0.95])) == pytest.approx(1.75)
    assert fill_time(times, np.array([0.0, 0.3, 0.4, 0.4])) == pytest.approx(3.0 * 4)
