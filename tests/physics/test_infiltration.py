"""Filling a packing: what a user sees of the front."""

from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.manufacturing.filling_record import fill_time
from simulation_server.manufacturing.infiltration import Infiltration
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.recipe import Infiltration as Electrolyte
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState, Phase, Solid, Voxels


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


def _wetting(angle: float, **settings: Any) -> Recipe:
    """A recipe with one contact angle on all solids."""
    names = ("contact_angle_deg", "cbd_contact_angle_deg", "foil_contact_angle_deg")
    return Recipe(infiltration=Electrolyte(**dict.fromkeys(names, angle), **settings))


def _fill(phase: NDArray[np.uint8], angle: float, **settings: Any) -> tuple[Infiltration, list[FrontState]]:
    run = Infiltration(Voxels(phase, 0.8), _wetting(angle, **settings))
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


def test_a_liquid_that_wets_less_fills_slower() -> None:
    """Drawn in by capillarity alone, which goes with the cosine (0.87 against 0.71) while it is not pinned.

    Between spheres a front is pinned from 50 to 60 degrees on (Shirtcliffe et al. 2006).
    """
    phase = _packing(height=20)
    half = []
    for angle in (30.0, 45.0):
        curve = _fill(phase, angle, inlet_pressure_kpa=1.3)[0].outcome().saturation
        assert curve is not None
        half.append(float(np.interp(0.5, np.maximum.accumulate(curve.saturation), curve.time_ms)))
    assert 1.15 * half[0] < half[1] < 3.0 * half[0]


def test_viscosity_and_tension_set_the_clock_and_nothing_else() -> None:
    """At the same drive over surface tension."""
    one = {"electrolyte": "custom", "viscosity_mpa_s": 3.0, "surface_tension_mn_m": 35.0}
    other = {"electrolyte": "custom", "viscosity_mpa_s": 6.0, "surface_tension_mn_m": 17.5}
    runs = [
        Infiltration(Voxels(_packing(), 0.8), _wetting(30.0, **liquid, inlet_pressure_kpa=1.3 + drive))
        for liquid, drive in ((one, 100.0), (other, 50.0))
    ]
    first, second = (list(islice(run.states(), 12))[-1] for run in runs)
    np.testing.assert_array_equal(first.liquid, second.liquid)
    assert second.time_ms == pytest.approx(4 * first.time_ms)


def test_a_closed_pore_keeps_its_gas() -> None:
    phase = np.full((20, 20, 24), Phase.PORE, np.uint8)
    phase[4:16, 4:16, 4:16] = Phase.AM
    phase[7:13, 7:13, 7:13] = Phase.PORE
    run = Infiltration(Voxels(phase, 1.2), _wetting(30.0))
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
    assert fill_time(times, np.array([0.0, 0.5, 0.8, 1.0])) == pytest.approx(2.5)
    assert fill_time(times, np.array([0.0, 0.3, 0.45, 0.45])) == pytest.approx(3.0 * 4)


def test_each_pore_cell_notes_when_the_front_came(wetting: tuple[Infiltration, list[FrontState]]) -> None:
    _, states = wetting
    last = states[-1]
    filled = last.liquid >= 128
    assert np.isnan(last.filled_ms[last.solid]).all()
    assert np.isfinite(last.filled_ms[filled]).all()
    assert np.nanmax(last.filled_ms) <= last.time_ms
    half = states[len(states) // 2]
    before = np.nan_to_num(last.filled_ms, nan=np.inf) <= half.time_ms
    np.testing.assert_array_equal(np.isfinite(half.filled_ms), before)
    layers = last.filled_ms.shape[2]
    top, bottom = (
        np.nanmean(last.filled_ms[:, :, part]) for part in (slice(-layers // 4, None), slice(layers // 4))
    )
    assert top < 0.5 * bottom


def test_gas_that_is_cut_off_is_shown_as_trapped(wetting: tuple[Infiltration, list[FrontState]]) -> None:
    run, states = wetting
    last = states[-1]
    assert not last.trapped[last.solid].any()
    assert not (last.trapped & (last.liquid >= 128)).any()
    share = last.trapped.sum() / (~last.solid).sum()
    assert run.outcome().quantities["trapped_gas"].value == pytest.approx(share, abs=0.01)


def test_capillarity_alone_fills_slower_than_the_air_behind_it() -> None:
    phase = _packing(height=20)
    pressed, drawn = (_fill(phase, 30.0, inlet_pressure_kpa=inlet)[0] for inlet in (101.3, 1.3))
    times = [run.outcome().quantities["fill_time_ms"].value for run in (pressed, drawn)]
    assert times[1] > 1.2 * times[0]


def test_a_liquid_that_does_not_wet_stays_out_without_pressure() -> None:
    run, states = _fill(_packing(height=24), 120.0, inlet_pressure_kpa=1.3)
    assert not (states[-1].liquid[:, :, : states[-1].liquid.shape[2] // 2] >= 128).any()
    assert states[-1].saturation < 0.15, "no more than the gaps of the surface"
    assert run.outcome().quantities["fill_time_ms"].value > 0.0


def test_less_pressure_at_the_inlet_than_in_the_gas_is_refused() -> None:
    with pytest.raises(RecipeError, match=r"inlet_pressure_kpa = 50: expected the gas's 101.3 kPa or more"):
        _fill(_packing(height=12), 30.0, inlet_pressure_kpa=50.0, gas_pressure_kpa=101.3)


def test_from_the_side_the_front_travels_along_the_electrode() -> None:
    phase = _packing(height=20)
    run, states = _fill(phase, 30.0, entry="side")
    assert run.kinds.shape == states[-1].liquid.shape
    half = next(state for state in states if state.saturation > 0.4)
    edge = half.liquid.shape[0]
    assert half.liquid[-edge // 4 :].sum() > 5 * half.liquid[: edge // 4].sum()
    assert states[-1].saturation > 0.85


def test_a_separator_is_filled_first_and_not_counted() -> None:
    phase = _packing(height=20)
    run, states = _fill(phase, 30.0, separator="nonwoven")
    layers = phase.shape[2] * 0.8 / run.lattice_um
    above = run.kinds[:, :, round(layers) :]
    assert 0.4 < (above == Solid.SEPARATOR).mean() < 0.6
    assert not (run.kinds[:, :, : round(layers)] == Solid.SEPARATOR).any()
    early = next(state for state in states if state.saturation > 0.05)
    inside = early.liquid[:, :, : round(layers)].sum() / 255 / (run.kinds[:, :, : round(layers)] == 0).sum()
    assert early.saturation == pytest.approx(inside, abs=0.003)
    outside = early.liquid[:, :, round(layers) :].sum() / 255 / (above == 0).sum()
    assert outside > 5 * inside


def test_the_carbon_binder_soaks_up_its_nanopores() -> None:
    phase = _packing(height=20)
    run = Infiltration(Voxels(phase, 0.8, cbd_nanoporosity=0.5), _wetting(30.0, inlet_pressure_kpa=1.3))
    last = list(run.states())[-1]
    capacity = 0.5 * (run.kinds == Solid.CBD).sum()
    soaked, _ = run.lattice.soaked()
    assert 0.8 * capacity < soaked <= 1.001 * capacity
    assert last.saturation > 0.85


def test_angle_and_pressure_may_change_under_way() -> None:
    run = Infiltration(Voxels(_packing(), 0.8), _wetting(30.0, inlet_pressure_kpa=1.3))
    states = run.states()
    before = list(islice(states, 15))[-1]
    changed = _wetting(50.0, inlet_pressure_kpa=60.0).infiltration
    assert run.change(changed)
    after = next(states)
    assert after.time_ms > before.time_ms
    assert abs(after.saturation - before.saturation) < 0.05
    assert list(states)[-1].saturation > 0.6
    assert not run.change(changed), "it has ended"


def test_another_way_in_begins_again() -> None:
    run = Infiltration(Voxels(_packing(height=12), 0.8), _wetting(30.0))
    assert not run.change(_wetting(30.0, entry="side").infiltration)
    assert not run.change(_wetting(30.0, separator="nonwoven").infiltration)
