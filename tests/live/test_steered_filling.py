"""A filling that is steered while it runs: what is expected of it, what goes on, what begins again."""

import numpy as np
import pytest

from simulation_server.live import frames, telling
from simulation_server.live.telling import MOST_POINTS, thinned
from simulation_server.schema.front_codes import times
from simulation_server.schema.messages import (
    Failed,
    Fill,
    FillForecast,
    FrontBase,
    FrontFrame,
    Pause,
    Resume,
    SetRecipe,
    Simulated,
    Status,
)
from simulation_server.schema.results import Saturation

from . import fake_chain
from .serving import SMALL, with_changes
from .steered import Steered

FRONT = FrontBase | FrontFrame


@pytest.fixture(autouse=True)
def every_state_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "STATUS_PERIOD_S", 0.0)
    monkeypatch.setattr(frames, "FRAMES_PER_SECOND", np.inf)


def angle(degrees: float) -> dict[str, dict[str, float]]:
    return {"infiltration": {"contact_angle_deg": degrees}}


def filling(steered: Steered, states: int = 10) -> int:
    """An electrode with so many states of its filling behind it; gives the change's number."""
    steered.made()
    step = steered.order(Fill)
    steered.turn(states)
    return step


def so_far(steered: Steered) -> float:
    """The newest share of the pores that is filled."""
    return next(front.saturation for front in reversed(steered.all(FRONT)))


def test_what_is_expected_is_told_before_the_first_state(steered: Steered) -> None:
    filling(steered)
    kinds = [type(m) for m in steered.emitted if isinstance(m, FillForecast | FRONT)]
    assert kinds[:2] == [FillForecast, FrontBase]
    forecast, arrays = next(
        (m, a) for m, a in zip(steered.emitted, steered.arrays, strict=True) if isinstance(m, FillForecast)
    )
    assert (forecast.time_ms[0], forecast.time_ms[-1]) == (0.0, fake_chain.STATES)
    assert times(arrays["filled"], forecast.until_ms) == pytest.approx(fake_chain.STATES / 2, rel=1e-3)


def test_a_filling_begins_without_a_forecast_where_there_is_none(steered: Steered) -> None:
    steered.made(with_changes(simulation={"seed": fake_chain.UNFORESEEN}))
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    assert not steered.all(FillForecast) and not steered.all(Failed)
    assert steered.all(FRONT)[-1].saturation == 1.0


def test_another_angle_is_taken_over_by_the_filling_under_way(steered: Steered) -> None:
    filling(steered)
    before = so_far(steered)
    step = steered.order(SetRecipe, recipe=with_changes(**angle(100.0)))
    steered.turn()
    assert steered.all(Status)[-1].stage == "filling" and steered.all(Status)[-1].step_id == step
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["forecast", "fill", "refill 100", "forecast"]
    shares = [front.saturation for front in steered.all(FRONT)]
    times_ms = [front.time_ms for front in steered.all(FRONT)]
    assert shares == sorted(shares) and times_ms == sorted(times_ms)
    assert shares[-1] == 1.0
    slower = (1.0 - before) * 100.0 / 50.0 * fake_chain.STATES
    assert times_ms[-1] == pytest.approx(before * fake_chain.STATES + slower, abs=1.0)


def test_what_is_expected_goes_on_from_where_the_filling_is(steered: Steered) -> None:
    filling(steered)
    share = so_far(steered)
    steered.order(SetRecipe, recipe=with_changes(**angle(100.0)))
    steered.turn()
    forecast, arrays = [
        (m, a) for m, a in zip(steered.emitted, steered.arrays, strict=True) if isinstance(m, FillForecast)
    ][-1]
    now_ms = forecast.time_ms[0]
    assert forecast.saturation[0] == pytest.approx(share, abs=0.01)
    assert forecast.time_ms[-1] == pytest.approx(now_ms + (1.0 - share) * 2.0 * fake_chain.STATES, rel=0.02)
    assert np.nanmin(times(arrays["filled"], forecast.until_ms)) >= now_ms * (1.0 - 1e-3)


def test_another_way_in_begins_again(steered: Steered) -> None:
    filling(steered)
    step = steered.order(SetRecipe, recipe=with_changes(infiltration={"entry": "side"}))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["forecast", "fill", "refill 50", "forecast", "fill"]
    assert steered.all(FrontBase)[-1].step_id == step


def test_a_filling_that_is_over_begins_again(steered: Steered) -> None:
    steered.until(Simulated, step_id=filling(steered), complete=True)
    step = steered.order(SetRecipe, recipe=with_changes(**angle(60.0)))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["forecast", "fill", "forecast", "fill"]


def test_a_change_it_cannot_take_holds_it_and_the_next_lets_it_go_on(steered: Steered) -> None:
    filling(steered)
    before = so_far(steered)
    impossible = {"inlet_pressure_kpa": 5.0, "gas_pressure_kpa": 90.0}
    step = steered.order(SetRecipe, recipe=with_changes(infiltration=impossible))
    assert "raise it" in steered.until(Failed, step_id=step).reason
    steered.turn(20)
    assert so_far(steered) == before
    step = steered.order(SetRecipe, recipe=SMALL)
    steered.turn(2)
    assert so_far(steered) > before
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:].count("fill") == 1


def test_it_is_steered_while_it_is_held(steered: Steered) -> None:
    filling(steered)
    steered.order(Pause)
    steered.turn()
    before = so_far(steered)
    steered.order(SetRecipe, recipe=with_changes(**angle(100.0)))
    steered.turn(5)
    assert steered.all(Status)[-1].stage == "paused" and so_far(steered) == before
    steered.order(Resume)
    steered.turn()
    assert so_far(steered) == pytest.approx(before + 0.5 / fake_chain.STATES)
    assert steered.calls[4:] == ["forecast", "fill", "refill 100", "forecast"]


def test_a_filling_that_failed_can_be_asked_for_again(
    steered: Steered, monkeypatch: pytest.MonkeyPatch
) -> None:
    steered.made()
    with monkeypatch.context() as patch:
        patch.setattr(fake_chain.Chain, "fill", lambda self: iter([None]))
        steered.order(Fill)
        steered.until(Failed)
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.all(FRONT)[-1].saturation == 1.0


def test_a_long_curve_is_told_in_brief_with_both_its_ends() -> None:
    long = Saturation([float(k) for k in range(5000)], [k / 4999 for k in range(5000)])
    brief = thinned(long)
    assert len(brief.time_ms) == len(brief.saturation) == MOST_POINTS
    assert (brief.time_ms[0], brief.time_ms[-1], brief.saturation[-1]) == (0.0, 4999.0, 1.0)
    assert np.all(np.diff(brief.time_ms) > 0.0)
