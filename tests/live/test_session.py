"""A live session without sockets: what is done, and done again, after which change."""

from typing import Any

import numpy as np
import pytest

from simulation_server.live.orders import Order
from simulation_server.live.session import LiveSession
from simulation_server.schema.messages import (
    Failed,
    Fill,
    FrontFrame,
    ParticleFrame,
    Pause,
    Restart,
    Resume,
    SetRecipe,
    Simulated,
    Status,
    VoxelFrame,
)
from simulation_server.schema.recipe import Recipe

from . import fake_chain
from .serving import SMALL, with_changes


class Steered:
    """A session turned by hand; what it emits is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fake_chain, "STATE_S", 0.0)
        self.emitted: list[Any] = []
        self.arrays: list[dict[str, np.ndarray]] = []
        self.chains: list[fake_chain.Chain] = []
        self._orders: list[Order] = []
        self._step = 0
        self.session = LiveSession(self._new_chain, self._emit, self._take)

    def _new_chain(self, recipe: Recipe) -> fake_chain.Chain:
        self.chains.append(fake_chain.Chain(recipe))
        return self.chains[-1]

    def _emit(self, message: Any, arrays: dict[str, np.ndarray], _time_us: float) -> None:
        self.emitted.append(message)
        self.arrays.append(arrays)

    def _take(self, _timeout_s: float) -> list[Order]:
        orders, self._orders = self._orders, []
        return orders

    def order(self, kind: type, **fields: Any) -> int:
        self._step += 1
        self._orders.append(Order(command=kind(id=0, **fields), step_id=self._step))
        return self._step

    def turn(self, times: int = 1) -> None:
        for _ in range(times):
            self.session.turn_once()

    def until(self, kind: type, **values: Any) -> Any:
        for _ in range(1000):
            self.turn()
            for message in reversed(self.emitted):
                if isinstance(message, kind) and all(getattr(message, k) == v for k, v in values.items()):
                    return message
        raise AssertionError(f"no {kind.__name__} with {values}")

    def made(self, recipe: Recipe = SMALL) -> None:
        step = self.order(SetRecipe, recipe=recipe)
        self.until(Simulated, step_id=step, complete=True)

    @property
    def calls(self) -> list[str]:
        return self.chains[-1].calls

    def all(self, kind: type) -> list[Any]:
        return [message for message in self.emitted if isinstance(message, kind)]


@pytest.fixture
def steered(monkeypatch: pytest.MonkeyPatch) -> Steered:
    return Steered(monkeypatch)


def test_a_first_recipe_is_made_analysed_and_discharged(steered: Steered) -> None:
    steered.made()
    assert steered.calls == ["make", "press 60", "analyse", "discharge"]
    outcome = steered.all(Simulated)[-1].outcome
    assert outcome.quantities["thickness_um"].value == pytest.approx(84.0)
    assert set(outcome.curves) == {"C/5", "1C", "3C"}
    assert len(steered.all(VoxelFrame)) == 1
    stages = [status.stage for status in steered.all(Status)]
    order = [stage for k, stage in enumerate(stages) if k == 0 or stage != stages[k - 1]]
    assert order == ["packing", "drying", "calendering", "analysis", "discharge", "ready"]


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


def test_a_change_of_pressure_before_calendering_lets_packing_go_on(steered: Steered) -> None:
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
    assert steered.calls == ["make", "press 60", "analyse", "discharge", "fill"]
    assert steered.all(FrontFrame)[-1].saturation == 1.0


def test_filling_settings_fill_again_only_what_was_filled(steered: Steered) -> None:
    steered.made()
    step = steered.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 70.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert "fill" not in steered.calls
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    step = steered.order(SetRecipe, recipe=with_changes(infiltration={"contact_angle_deg": 40.0}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["fill", "fill"]


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
