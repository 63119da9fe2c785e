"""A live session without sockets: what is done, and done again, after which change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from simulation_server.live import telling
from simulation_server.live.frames import FrameGate
from simulation_server.schema.errors import WireError
from simulation_server.schema.messages import (
    Discharge,
    Failed,
    Fill,
    FrontBase,
    FrontFrame,
    Message,
    ParticleFrame,
    Pause,
    Restart,
    Resume,
    SetRecipe,
    Simulated,
    Status,
    VoxelFrame,
)

from . import fake_chain
from .serving import SMALL, with_changes
from .steered import Steered


def test_a_first_recipe_is_made_analysed_and_discharged(steered: Steered) -> None:
    steered.made()
    assert steered.calls == ["make", "press 60", "analyse", "discharge"]
    outcome = steered.all(Simulated)[-1].outcome
    assert outcome.quantities["thickness_um"].value == pytest.approx(84.0)
    assert set(outcome.curves) == {"C/5", "1C", "3C"}
    assert len(steered.all(VoxelFrame)) == 1
    stages = [status.stage for status in steered.all(Status)]
    order = [stage for k, stage in enumerate(stages) if k == 0 or stage != stages[k - 1]]
    assert order == ["slurry", "drying", "calendering", "analysis", "discharge", "ready"]


def test_quantities_come_one_by_one(steered: Steered) -> None:
    steered.made()
    counts = [len(each.outcome.quantities) for each in steered.all(Simulated)]
    assert counts == sorted(counts)
    assert {1, 4, 7} <= set(counts)
    assert [each.complete for each in steered.all(Simulated)].count(True) == 1


def test_the_last_state_of_a_leg_is_always_shown(steered: Steered) -> None:
    steered.made()
    last = steered.all(ParticleFrame)[-1]
    assert (last.stage, last.progress, last.plane_um) == ("calendering", 1.0, pytest.approx(84.0))


def test_displacement_counts_from_the_start_of_the_stage(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 140.0}))
    steered.until(Simulated, step_id=step, complete=True)
    frame, arrays = next(
        (m, a)
        for m, a in zip(steered.emitted[::-1], steered.arrays[::-1], strict=True)
        if isinstance(m, ParticleFrame)
    )
    assert frame.plane_um == pytest.approx(76.0)
    # from the first state of the stage (1/25 of the way down from 84) to the last, in proportion to height
    expected = arrays["position"][:, 2] * (83.68 / 76.0 - 1.0)
    np.testing.assert_allclose(arrays["displacement"], expected, rtol=1e-4)


def test_more_pressure_presses_on(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 100.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["press 100", "analyse", "discharge"]
    assert len(steered.chains) == 1


def test_a_change_of_pressure_before_calendering_lets_the_slurry_go_on(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=SMALL)
    steered.turn(10)
    step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 100.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls == ["make", "press 100", "analyse", "discharge"]


def test_a_change_of_pressure_while_calendering_goes_straight_there(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=SMALL)
    steered.until(Status, stage="calendering")
    step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 100.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls == ["make", "press 60", "press 100", "analyse", "discharge"]


def test_another_formulation_starts_from_the_slurry(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(formulation={"active_wt_pct": 92.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["make", "press 60", "analyse", "discharge"]


def test_another_cutoff_only_discharges_again(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(cell={"lower_cutoff_v": 3.0}))
    results = steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["discharge"]
    assert results.outcome.curves["1C"].voltage_v[-1] == 3.0


def test_of_a_drag_only_its_end_is_made(steered: Steered) -> None:
    steered.made()
    for pressure in (70.0, 80.0, 90.0, 110.0):
        step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": pressure}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["press 110", "analyse", "discharge"]


def test_the_same_recipe_again_is_done_at_once(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=SMALL)
    steered.turn()
    assert steered.all(Simulated)[-1].step_id == step
    assert steered.all(Simulated)[-1].complete
    assert len(steered.calls) == 4


def test_filling_when_asked_early_waits_for_the_electrode(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=SMALL)
    steered.turn(5)
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls == ["make", "press 60", "analyse", "discharge", "forecast", "fill"]
    assert steered.all(FrontBase | FrontFrame)[-1].saturation == 1.0


def test_filling_settings_fill_again_only_what_was_filled(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 70.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert "fill" not in steered.calls
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    step = steered.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 40.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["forecast", "fill", "forecast", "fill"]


def test_the_line_reports_while_the_electrode_is_made(
    steered: Steered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "RESULTS_PERIOD_S", 0.0)
    steered.order(SetRecipe, recipe=SMALL)
    steered.until(Status, stage="drying")
    steered.turn()
    reports = [each.outcome.line for each in steered.all(Simulated)]
    assert len(reports) == 2 and reports[0].slurry is None
    assert reports[1].slurry.density_g_cm3 == 2.2


def test_cracking_travels_with_the_particles(steered: Steered) -> None:
    steered.made()
    arrays = next(a for a in reversed(steered.arrays) if "cracking" in a)
    np.testing.assert_allclose(arrays["cracking"], np.linspace(0.0, 60.0 / 50.0, SMALL.simulation.particles))


@pytest.mark.parametrize("period_s", [0.005, 0.02, 0.032, 0.045])
def test_states_are_streamed_as_fast_as_they_come_up_to_the_frame_rate(period_s: float) -> None:
    now_s, sent = [0.0], []
    gate = FrameGate(lambda message, *_: sent.append(message), clock=lambda: now_s[0])
    chain = fake_chain.Chain(SMALL)
    state = next(chain._states(fake_chain.Stage.CALENDERING, 80.0))
    while now_s[0] < 10.0:
        gate.show(state, 1)
        now_s[0] += period_s
    assert len(sent) / 10.0 == pytest.approx(min(1.0 / period_s, 30.0), rel=0.02)


def test_pause_holds_and_resume_goes_on(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=SMALL)
    steered.turn(10)
    steered.order(Pause)
    steered.turn()
    assert steered.emitted[-1].stage == "paused"
    before = len(steered.emitted)
    steered.turn(20)
    assert len(steered.emitted) == before
    steered.order(Resume)
    steered.until(Status, stage="ready")
    assert steered.calls == ["make", "press 60", "analyse", "discharge"]


def test_restart_makes_it_all_again(steered: Steered) -> None:
    steered.made()
    step = steered.order(Restart)
    steered.until(Simulated, step_id=step, complete=True)
    assert len(steered.chains) == 2
    assert steered.calls == ["make", "press 60", "analyse", "discharge"]


def test_a_failure_is_told_and_the_next_recipe_recovers(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=with_changes(simulation={"seed": fake_chain.FAILS}))
    failed = steered.until(Failed)
    assert "lower it" in failed.reason
    assert steered.all(ParticleFrame)
    step = steered.order(Fill)
    assert "no electrode to fill" in steered.until(Failed, step_id=step).reason
    steered.made()
    assert steered.all(Simulated)[-1].complete


def test_the_failed_leg_is_done_again_even_if_the_change_is_felt_later(steered: Steered) -> None:
    failing = with_changes(simulation={"seed": fake_chain.FAILS})
    steered.order(SetRecipe, recipe=failing)
    steered.until(Failed)
    before = steered.calls.count("make")
    steered.order(SetRecipe, recipe=with_changes(failing, cell={"lower_cutoff_v": 3.0}))
    steered.turn(3)
    assert steered.calls.count("make") == before + 1


def test_states_that_are_no_numbers_are_never_shown(
    steered: Steered, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = fake_chain.Chain._states

    def broken(self: Any, *arguments: Any) -> Any:
        for state in original(self, *arguments):
            if state.progress > 0.5:
                state.particles.positions_um[3, 1] = np.nan
            yield state

    monkeypatch.setattr(fake_chain.Chain, "_states", broken)
    steered.order(SetRecipe, recipe=SMALL)
    failed = steered.until(Failed)
    assert "no numbers" in failed.reason
    assert all(np.isfinite(arrays["position"]).all() for arrays in steered.arrays if "position" in arrays)


@contextmanager
def unsendable(steered: Steered, kind: type) -> Iterator[None]:
    """Messages of a kind cannot be sent, as when they hold what the wire does not take."""
    telling = steered.session._telling
    emit = telling._emit

    def failing(message: Any, arrays: dict[str, np.ndarray], time_us: float) -> None:
        if isinstance(message, kind):
            raise WireError(f"{type(message).__name__} with arrays none: expected phase")
        emit(message, arrays, time_us)

    telling._emit = failing
    yield
    telling._emit = emit


def test_a_result_that_cannot_be_sent_does_not_end_the_session(steered: Steered) -> None:
    with unsendable(steered, Simulated):
        step = steered.order(SetRecipe, recipe=SMALL)
        assert "expected phase" in steered.until(Failed, step_id=step).reason
    step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 100.0}))
    steered.until(Simulated, step_id=step, complete=True)


def test_nor_do_results_that_cannot_be_sent_after_a_failed_discharge(steered: Steered) -> None:
    steered.made(with_changes(simulation={"seed": fake_chain.BLOCKED}))
    step = steered.order(Discharge)
    steered.turn(2)
    with unsendable(steered, Simulated):
        steered.until(Failed, step_id=step)
        steered.until(Status, stage="stopped", step_id=step)
        steered.turn(5)
    step = steered.order(SetRecipe, recipe=SMALL)
    steered.until(Simulated, step_id=step, complete=True)


def test_a_failure_that_cannot_be_told_is_survived_too(steered: Steered) -> None:
    steered.made(with_changes(simulation={"seed": fake_chain.BLOCKED}))
    with unsendable(steered, Message):
        steered.order(Discharge)
        steered.turn(20)
    step = steered.order(SetRecipe, recipe=SMALL)
    steered.until(Simulated, step_id=step, complete=True)


def test_an_order_that_goes_wrong_does_not_end_the_session(
    steered: Steered, monkeypatch: pytest.MonkeyPatch
) -> None:
    steered.made()
    with monkeypatch.context() as patch:
        patch.setattr(fake_chain.Chain, "turn", lambda self, recipe: {}["no such step"])
        step = steered.order(SetRecipe, recipe=with_changes(calendering={"pressure_mpa": 100.0}))
        assert "no such step" in steered.until(Failed, step_id=step).reason
    steered.order(Restart)
    step = steered.order(SetRecipe, recipe=SMALL)
    steered.until(Simulated, step_id=step, complete=True)
