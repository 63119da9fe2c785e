"""A slurry sheared live: when it begins, what waits for it, what ends it."""

from itertools import groupby

import numpy as np
import pytest

from simulation_server.schema.messages import (
    Failed,
    Fill,
    FillForecast,
    FrontBase,
    FrontFrame,
    ParticleFrame,
    Pause,
    Resume,
    SetRecipe,
    Shear,
    Simulated,
    Status,
    VoxelFrame,
)

from . import fake_chain
from .serving import SMALL, with_changes
from .steered import Steered


def test_a_slurry_not_yet_mixed_is_sheared_once_it_is_and_the_film_then_dries(steered: Steered) -> None:
    steered.order(SetRecipe, recipe=SMALL)
    steered.turn(5)
    step = steered.order(Shear, rates_per_s=(25.0, 100.0))
    outcome = steered.until(Simulated, step_id=step, complete=True).outcome
    assert steered.calls == ["make", "shear (25.0, 100.0)", "press 60", "analyse", "discharge"]
    assert outcome.line.slurry.viscosity_pa_s == pytest.approx([4.0, 2.0])
    stages = [frame.stage for frame in steered.all(ParticleFrame)]
    order = [stage for k, stage in enumerate(stages) if k == 0 or stage != stages[k - 1]]
    assert order == ["slurry", "drying", "shearing", "drying", "calendering"]
    rates = [frame.shear_rate_per_s for frame in steered.all(ParticleFrame) if frame.stage == "shearing"]
    assert rates == sorted(rates) and set(rates) == {25.0, 100.0}


def test_shearing_keeps_the_electrode_and_shows_it_again(steered: Steered) -> None:
    steered.made()
    before = steered.all(ParticleFrame)[-1]
    made = next(a for a in reversed(steered.arrays) if "displacement" in a)
    step = steered.order(Shear, rates_per_s=(50.0,))
    outcome = steered.until(Simulated, step_id=step, complete=True).outcome
    assert steered.calls[4:] == ["shear (50.0,)"]
    assert set(outcome.curves) == {"C/5", "1C", "3C"}
    after = steered.all(ParticleFrame)[-1]
    again = next(a for a in reversed(steered.arrays) if "displacement" in a)
    assert (after.stage, after.plane_um, after.step_id) == (before.stage, before.plane_um, step)
    for name, array in made.items():
        np.testing.assert_array_equal(again[name], array)
    assert steered.all(VoxelFrame)[-1].step_id == step
    assert steered.until(Status, stage="ready").step_id == step


def test_filling_waits_while_the_slurry_is_sheared_and_goes_on_where_it_was(steered: Steered) -> None:
    steered.made()
    steered.order(Fill)
    steered.turn(10)
    step = steered.order(Shear, rates_per_s=(50.0,))
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["forecast", "fill", "shear (50.0,)"]
    shares = [frame.saturation for frame in steered.all(FrontBase | FrontFrame)]
    assert shares == sorted(shares) and shares[-1] == 1.0
    shown = (ParticleFrame, FrontBase, FrontFrame, FillForecast)
    told = [type(m) for m in steered.emitted if isinstance(m, shown) and m.step_id == step]
    kinds = [kind for kind, _ in groupby(told)]  # a slow machine sends more frames
    assert kinds[-4:] == [ParticleFrame, FrontBase, FillForecast, FrontFrame], "whole, then what changed"


def test_filling_asked_while_shearing_begins_after_it(steered: Steered) -> None:
    steered.made()
    steered.order(Shear, rates_per_s=(50.0,))
    steered.turn(5)
    step = steered.order(Fill)
    steered.until(Simulated, step_id=step, complete=True)
    assert steered.calls[4:] == ["shear (50.0,)", "forecast", "fill"]
    stages = [status.stage for status in steered.all(Status) if status.step_id == step]
    assert stages.index("shearing") < stages.index("filling") and "shearing" not in stages[5:]


def test_another_shear_replaces_the_one_under_way(steered: Steered) -> None:
    steered.made()
    steered.order(Shear, rates_per_s=(12.5, 25.0, 50.0))
    steered.turn(40)
    step = steered.order(Shear, rates_per_s=(100.0,))
    outcome = steered.until(Simulated, step_id=step, complete=True).outcome
    assert steered.calls[4:] == ["shear (12.5, 25.0, 50.0)", "shear (100.0,)"]
    assert outcome.line.slurry.shear_rate_per_s == [100.0]


def test_a_change_of_the_electrode_ends_shearing_and_a_change_of_the_cell_does_not(steered: Steered) -> None:
    steered.made()
    steered.order(Shear, rates_per_s=(12.5, 25.0))
    steered.turn(30)
    cell = with_changes(cell={"lower_cutoff_v": 3.0})
    steered.order(SetRecipe, recipe=cell)
    steered.turn(3)
    assert steered.emitted[-1].stage == "shearing"
    pressed = with_changes(cell, calendering={"pressure_mpa": 100.0})
    step = steered.order(SetRecipe, recipe=pressed)
    outcome = steered.until(Simulated, step_id=step, complete=True).outcome
    assert steered.calls[5:] == ["press 100", "analyse", "discharge"]
    assert outcome.line.slurry.shear_rate_per_s == [12.5]


def test_another_slurry_is_not_sheared_before_it_is_mixed(steered: Steered) -> None:
    steered.made()
    steered.order(Shear, rates_per_s=(12.5, 25.0))
    steered.turn(5)
    step = steered.order(SetRecipe, recipe=with_changes(formulation={"active_wt_pct": 92.0}))
    steered.turn(3)
    steered.order(Shear, rates_per_s=(50.0,))
    steered.until(Simulated, step_id=step + 1, complete=True)
    assert steered.calls[4:] == [
        "shear (12.5, 25.0)",
        "make",
        "shear (50.0,)",
        "press 60",
        "analyse",
        "discharge",
    ]


def test_a_failure_of_shearing_keeps_the_electrode(steered: Steered) -> None:
    steered.made(with_changes(simulation={"seed": fake_chain.FAILS_IN_SHEARING}))
    step = steered.order(Shear)
    assert "shear slower" in steered.until(Failed, step_id=step).reason
    steered.until(Status, stage="ready", step_id=step)
    assert steered.all(ParticleFrame)[-1].stage == "calendering"
    assert steered.all(Simulated)[-1].outcome.curves


def test_pause_holds_shearing_too(steered: Steered) -> None:
    steered.made()
    step = steered.order(Shear, rates_per_s=(50.0,))
    steered.turn(5)
    steered.order(Pause)
    steered.turn()
    before = len(steered.emitted)
    steered.turn(20)
    assert (steered.emitted[-1].stage, len(steered.emitted)) == ("paused", before)
    steered.order(Resume)
    steered.until(Status, stage="ready", step_id=step)
