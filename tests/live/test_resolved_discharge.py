"""A discharge in three dimensions: what is sent of it, what steers it, what ends it."""

import numpy as np
import pytest

from simulation_server.live import frames, telling
from simulation_server.schema.cell_codes import NONE, code_values
from simulation_server.schema.messages import (
    CellBase,
    CellFrame,
    Discharge,
    Failed,
    Fill,
    FluxLines,
    FrontBase,
    FrontFrame,
    ParticleFrame,
    Pause,
    Resume,
    SetRecipe,
    Shear,
    Simulated,
    Status,
)
from vr_client.stage.stage import Stage

from . import fake_chain
from .serving import SMALL, Viewer, server_thread, soon, with_changes
from .steered import Steered

FRONT = FrontBase | FrontFrame
CUT_OFF = {"cell": {"lower_cutoff_v": 3.2}}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, steered: Steered) -> Steered:
    """A session that tells every state."""
    monkeypatch.setattr(telling, "STATUS_PERIOD_S", 0.0)
    monkeypatch.setattr(telling, "RESULTS_PERIOD_S", 0.0)
    monkeypatch.setattr(frames, "FRAMES_PER_SECOND", np.inf)
    return steered


def discharging(steered: Steered, states: int = 10, c_rate: float = 1.0) -> int:
    """An electrode with so many states of its discharge behind it; gives the change's number."""
    steered.made()
    step = steered.order(Discharge, c_rate=c_rate)
    steered.turn(states)
    return step


def kinds(steered: Steered, *wanted: type) -> list[type]:
    return [type(message) for message in steered.emitted if isinstance(message, wanted)]


def test_a_base_comes_once_and_a_frame_for_every_state(told: Steered) -> None:
    step = discharging(told, c_rate=2.0)
    told.until(Simulated, step_id=step, complete=True)
    assert kinds(told, CellBase, CellFrame) == [CellBase] + [CellFrame] * fake_chain.STATES
    assert told.all(CellBase)[0].c_rate == 2.0
    times_s = [frame.time_s for frame in told.all(CellFrame)]
    assert times_s == sorted(times_s) and times_s[-1] == 1800.0
    assert told.all(Status)[-1].stage == "ready"


def test_fields_arrive_as_they_were(told: Steered) -> None:
    discharging(told, 5)
    frame, arrays = next(
        (m, a) for m, a in zip(told.emitted, told.arrays, strict=True) if isinstance(m, CellFrame)
    )
    low, high = frame.ranges["lithiation"]
    got = code_values(frame.ranges["lithiation"])[arrays["lithiation"]]
    exact = np.linspace(0.0, 0.1, fake_chain.EDGE) + 0.3 + 0.5 / fake_chain.STATES
    np.testing.assert_allclose(got[0, 0], exact, atol=0.51 * (high - low) / 254)
    assert np.isnan(got[4]).all() and (arrays["sei"] == NONE).all() and "sei" not in frame.ranges


def test_the_curve_grows_with_it(told: Steered) -> None:
    discharging(told)
    lengths = [len(said.outcome.resolved.voltage_v) for said in told.all(Simulated) if said.outcome.resolved]
    assert lengths == sorted(lengths) and len(set(lengths)) > 5
    assert not told.all(Simulated)[-1].complete


def test_where_ions_and_electrons_flow_is_told_once_it_is_analysed(told: Steered) -> None:
    told.made()
    assert [flux.what for flux in told.all(FluxLines)] == ["ions", "electrons"]
    assert kinds(told, FluxLines, ParticleFrame)[-1] is FluxLines


def test_it_waits_for_the_electrode_and_for_a_filling(told: Steered) -> None:
    told.order(SetRecipe, recipe=SMALL)
    told.turn(3)
    told.order(Discharge, c_rate=0.5)
    step = told.order(Fill)
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls == ["make", "press 60", "analyse", "discharge", "forecast", "fill", "cell 0.5"]


def test_a_change_of_the_filling_leaves_it_going(told: Steered) -> None:
    discharging(told)
    before = told.all(CellFrame)[-1].time_s
    step = told.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 80.0}))
    told.turn(2)
    assert told.all(CellFrame)[-1].time_s > before and told.all(CellFrame)[-1].step_id == step
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["cell 1"]


def test_an_electrode_that_was_filled_is_filled_again_after_it(told: Steered) -> None:
    told.made()
    told.until(Simulated, step_id=told.order(Fill), complete=True)
    told.order(Discharge)
    told.turn(5)
    step = told.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 80.0}))
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["forecast", "fill", "cell 1", "forecast", "fill"]


def test_another_cell_begins_it_again(told: Steered) -> None:
    discharging(told, c_rate=2.0)
    step = told.order(SetRecipe, recipe=with_changes(**CUT_OFF))
    done = told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["cell 2", "discharge", "cell 2"]
    assert done.outcome.resolved.voltage_v[-1] == pytest.approx(3.2)
    assert len(told.all(CellBase)) == 2


def test_one_that_is_done_is_made_again_for_another_cell(told: Steered) -> None:
    told.until(Simulated, step_id=discharging(told), complete=True)
    step = told.order(SetRecipe, recipe=with_changes(**CUT_OFF))
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["cell 1", "discharge", "cell 1"]


def test_another_rate_begins_it_again(told: Steered) -> None:
    discharging(told)
    step = told.order(Discharge, c_rate=3.0)
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["cell 1", "cell 3"]
    assert [base.c_rate for base in told.all(CellBase)] == [1.0, 3.0]


def test_another_structure_drops_it(told: Steered) -> None:
    discharging(told)
    step = told.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 90.0}))
    done = told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["cell 1", "press 90", "analyse", "discharge"]
    assert done.outcome.resolved is None


def test_it_is_held_and_goes_on(told: Steered) -> None:
    discharging(told)
    told.order(Pause)
    told.turn(5)
    before = told.all(CellFrame)[-1].time_s
    told.turn(5)
    assert told.all(CellFrame)[-1].time_s == before and told.all(Status)[-1].stage == "paused"
    told.order(Resume)
    told.turn(2)
    assert told.all(CellFrame)[-1].time_s > before and told.calls.count("cell 1") == 1


def test_shearing_goes_before_it_and_then_it_is_sent_whole_again(told: Steered) -> None:
    discharging(told)
    at = len(told.emitted)
    step = told.order(Shear, rates_per_s=(50.0,))
    told.until(Simulated, step_id=step, complete=True)
    later = [type(message) for message in told.emitted[at:]]
    last_electrode = max(k for k, kind in enumerate(later) if kind is ParticleFrame)
    assert later.index(CellBase) > last_electrode and later.index(FluxLines) > last_electrode
    assert told.calls.count("cell 1") == 1 and told.all(CellFrame)[-1].progress == 1.0


def test_one_that_is_impossible_says_why_and_the_electrode_stays(told: Steered) -> None:
    recipe = with_changes(simulation={"seed": fake_chain.BLOCKED})
    told.made(recipe)
    assert not told.all(FluxLines)
    step = told.order(Discharge)
    assert "press less" in told.until(Failed, step_id=step).reason
    told.until(Simulated, step_id=step, complete=True)
    step = told.order(Fill)
    told.until(Simulated, step_id=step, complete=True)
    assert told.all(FRONT)[-1].saturation == 1.0


def test_another_cell_while_it_fills_makes_the_curves_again_and_the_filling_goes_on(told: Steered) -> None:
    told.made()
    told.order(Fill)
    told.turn(10)
    before = told.all(FRONT)[-1].saturation
    step = told.order(SetRecipe, recipe=with_changes(**CUT_OFF))
    done = told.until(Simulated, step_id=step, complete=True)
    assert told.calls[4:] == ["forecast", "fill", "discharge"]
    shares = [front.saturation for front in told.all(FRONT)]
    assert shares == sorted(shares) and shares[-1] == 1.0 and before in shares
    assert done.outcome.curves["1C"].voltage_v[-1] == 3.2


@pytest.mark.parametrize("change", [{"contact_angle_deg": 80.0}, {"entry": "side"}], ids=str)
def test_a_filling_that_waits_is_steered_or_begins_again(told: Steered, change: dict[str, object]) -> None:
    told.made()
    told.order(Fill)
    told.turn(10)
    before = told.all(FRONT)[-1].saturation
    told.order(SetRecipe, recipe=with_changes(**CUT_OFF))
    told.turn(2)
    assert told.calls[-1] == "discharge"
    step = told.order(SetRecipe, recipe=with_changes(**CUT_OFF, infiltration=change))
    told.until(FRONT, step_id=step)
    goes_on = told.all(FRONT)[-1].saturation > before
    assert goes_on is ("entry" not in change)
    told.until(Simulated, step_id=step, complete=True)
    assert told.calls.count("fill") == (1 if goes_on else 2)
    assert told.all(FRONT)[-1].saturation == 1.0


def test_a_filling_that_waits_and_cannot_go_on_fails_in_its_turn_and_can_be_mended(told: Steered) -> None:
    told.made()
    told.order(Fill)
    told.turn(10)
    told.order(SetRecipe, recipe=with_changes(**CUT_OFF))
    told.turn(2)
    impossible = {"inlet_pressure_kpa": 5.0, "gas_pressure_kpa": 90.0}
    step = told.order(SetRecipe, recipe=with_changes(**CUT_OFF, infiltration=impossible))
    done = told.until(Simulated, step_id=step, complete=True)
    assert set(done.outcome.curves) == {"C/5", "1C", "3C"}
    assert told.calls.count("discharge") == 2 and told.calls.count("fill") == 2


def test_viewers_get_it_over_sockets_and_who_joins_late_sees_base_newest_and_flux() -> None:
    with server_thread() as address, Viewer(address) as early:
        early.until(Simulated, lambda said: said.complete)
        early.connection.send(Discharge(id=1, c_rate=2.0))
        early.until(CellBase)
        early.until(Simulated, lambda said: said.complete and said.outcome.resolved)
        newest = soon(lambda: (early.draw(), early.all(CellFrame)[-1])[1].progress == 1.0 and early)
        assert newest.all(CellFrame)[-1].voltage_v == pytest.approx(SMALL.cell.lower_cutoff_v)
        stage = Stage()
        for received in early.seen:
            stage.apply(received, 0.0)
        assert stage.cell.c_rate == 2.0 and len(stage.cell.moments) == len(early.all(CellFrame)) > 3
        assert stage.outcome.resolved.c_rate == 2.0 and set(stage.flux) == {"ions", "electrons"}
        with Viewer(address) as late:
            late.until(CellFrame)
            assert [m.what for m in late.all(FluxLines)] == ["ions", "electrons"]
            assert late.all(CellBase)[0].c_rate == 2.0 and late.all(CellFrame)[-1].progress == 1.0
            assert late.all(Simulated)[-1].outcome.resolved.c_rate == 2.0
        early.connection.send(SetRecipe(id=2, recipe=with_changes(calendering={"pressure_mpa": 90.0})))
        early.until(Simulated, lambda said: said.complete and said.recipe.calendering.pressure_mpa == 90.0)
        with Viewer(address) as later:
            later.until(Simulated)
            later.until(Status)
            assert not later.all(CellBase) and not later.all(CellFrame)
            assert len(later.all(FluxLines)) == 2
