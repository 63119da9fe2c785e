"""Predictions: near the truth, honest about their error and their reach, and at once."""

import time
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from simulation_server.learning.design import INPUTS, design
from simulation_server.learning.model import Model
from simulation_server.learning.surrogate import Surrogate
from simulation_server.learning.table import read_table
from simulation_server.learning.training import train
from simulation_server.physics.electrolytes import electrolyte
from simulation_server.schema.errors import UserError
from simulation_server.schema.quantities import C_RATES, QUANTITIES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from tests.learning import stand_in


@pytest.fixture(scope="module")
def surrogate(model: Model) -> Surrogate:
    return Surrogate(model)


@pytest.fixture(scope="module")
def unseen() -> list[Recipe]:
    return design(200, seed=77, base=Recipe())


def test_intervals_hold_unseen_runs_as_often_as_they_say(surrogate: Surrogate, unseen: list[Recipe]) -> None:
    inside: dict[str, list[bool]] = {name: [] for name in QUANTITIES}
    for recipe in unseen:
        truth = stand_in.formula(recipe).quantities
        for name, value in surrogate.predict(recipe).quantities.items():
            inside[name].append(value.low <= truth[name].value <= value.high)
    shares = {name: float(np.mean(hits)) for name, hits in inside.items()}
    assert np.mean(list(shares.values())) >= 0.95
    assert min(shares.values()) >= 0.90
    assert np.mean(list(shares.values())) < 0.995  # nor wider than they need be


def test_structure_is_predicted_well_on_unseen_runs(surrogate: Surrogate, unseen: list[Recipe]) -> None:
    truth = np.array(
        [[stand_in.formula(r).quantities[n].value for n in STRUCTURE_QUANTITIES] for r in unseen]
    )
    found = np.array(
        [[surrogate.predict(r).quantities[n].value for n in STRUCTURE_QUANTITIES] for r in unseen]
    )
    r2 = 1.0 - ((truth - found) ** 2).sum(axis=0) / ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
    assert r2.min() > 0.95


def test_scores_in_the_model_are_those_of_unseen_runs(surrogate: Surrogate, unseen: list[Recipe]) -> None:
    """The reported held-out error is what new runs show."""
    true = [stand_in.formula(recipe).quantities for recipe in unseen]
    predicted = [surrogate.predict(recipe).quantities for recipe in unseen]
    for name, score in surrogate.about.scores.items():
        error = [p[name].value - t[name].value for p, t in zip(predicted, true, strict=True)]
        assert float(np.sqrt(np.mean(np.square(error)))) == pytest.approx(score.rmse, rel=0.5)
        assert 0.85 <= score.coverage <= 1.0


def test_curves_are_discharges_near_the_truth(surrogate: Surrogate, unseen: list[Recipe]) -> None:
    for recipe in unseen[:40]:
        prediction = surrogate.predict(recipe)
        assert list(prediction.curves) == list(C_RATES)
        for label, curve in prediction.curves.items():
            true = stand_in.formula(recipe).curves[label]
            name = f"capacity_{label.lower().replace('/', '')}_mah_cm2"
            assert curve.capacity_mah_cm2[-1] == prediction.quantities[name].value
            assert (np.diff(curve.voltage_v) <= 0.0).all()
            share = np.linspace(0.0, 1.0, 20)
            ours, theirs = (
                np.interp(share * c.capacity_mah_cm2[-1], c.capacity_mah_cm2, c.voltage_v)
                for c in (curve, true)
            )
            assert np.sqrt(np.mean((ours - theirs) ** 2)) < 0.04


def test_a_prediction_takes_less_than_a_frame(surrogate: Surrogate, unseen: list[Recipe]) -> None:
    seconds = []
    for recipe in unseen:
        start = time.perf_counter()
        surrogate.predict(recipe)
        seconds.append(time.perf_counter() - start)
    assert np.median(seconds) < 0.011


def test_predictions_stay_physical_at_the_corners(surrogate: Surrogate) -> None:
    for corner in np.ndindex(*(2,) * len(INPUTS)):
        recipe = changed(Recipe(), {e.path: (e.low, e.high)[k] for e, k in zip(INPUTS, corner, strict=True)})
        prediction = surrogate.predict(recipe)
        for name, value in prediction.quantities.items():
            assert 0.0 <= value.low <= value.value <= value.high
            if name in ("porosity", "trapped_gas"):
                assert value.high <= 1.0
        assert prediction.quantities["pore_tortuosity"].low >= 1.0
        assert prediction.covered, prediction.why_not_covered


def test_a_recipe_outside_the_trained_range_is_said_to_be(model: Model) -> None:
    low, high = list(model.about.low), list(model.about.high)
    low[3], high[3] = 20.0, 120.0  # as if the campaign had pressed from 20 to 120 MPa only
    narrow = Surrogate(
        replace(model, about=msgspec.structs.replace(model.about, low=tuple(low), high=tuple(high)))
    )
    inside = changed(Recipe(), {"calendering.pressure_mpa": 120.0})
    outside = changed(Recipe(), {"calendering.pressure_mpa": 121.0})
    assert narrow.predict(inside).covered
    prediction = narrow.predict(outside)
    assert not prediction.covered
    assert "calendering.pressure_mpa = 121 MPa, trained from 20 to 120" in prediction.why_not_covered


@pytest.mark.parametrize(
    ("path", "value"),
    [("cell.lower_cutoff_v", 3.0), ("drying.consolidation_pressure_kpa", 90.0), ("simulation.voxel_um", 0.7)],
)
def test_a_setting_that_was_never_varied_uncovers(surrogate: Surrogate, path: str, value: float) -> None:
    prediction = surrogate.predict(changed(Recipe(), {path: value}))
    assert not prediction.covered
    assert path in prediction.why_not_covered


@pytest.mark.parametrize(("path", "value"), [("simulation.seed", 5), ("simulation.particles", 5000)])
def test_another_sample_of_the_same_electrode_is_covered(surrogate: Surrogate, path: str, value: int) -> None:
    assert surrogate.predict(changed(Recipe(), {path: value})) == surrogate.predict(Recipe())


def test_the_clock_of_filling_follows_viscosity_and_surface_tension(surrogate: Surrogate) -> None:
    """At the same drive over surface tension, as in the physics."""
    here = electrolyte(Recipe().infiltration)
    drive = Recipe().infiltration.inlet_pressure_kpa - Recipe().infiltration.gas_pressure_kpa
    settings = {
        "infiltration.electrolyte": "custom",
        "infiltration.viscosity_mpa_s": 2.0 * here.viscosity_mpa_s,
        "infiltration.surface_tension_mn_m": 0.75 * here.surface_tension_mn_m,
        "infiltration.gas_pressure_kpa": 20.0,
        "infiltration.inlet_pressure_kpa": 20.0 + 0.75 * drive,
    }
    slow = surrogate.predict(changed(Recipe(), settings))
    usual = surrogate.predict(Recipe())
    assert slow.covered, slow.why_not_covered
    for bound in ("value", "low", "high"):
        ratio = getattr(slow.quantities["fill_time_ms"], bound) / getattr(
            usual.quantities["fill_time_ms"], bound
        )
        assert ratio == pytest.approx(2.0 / 0.75)
    assert slow.quantities["trapped_gas"].value == pytest.approx(usual.quantities["trapped_gas"].value)


def test_a_pressure_beyond_the_runs_uncovers(surrogate: Surrogate) -> None:
    strong = changed(Recipe(), {"infiltration.inlet_pressure_kpa": 400.0})
    prediction = surrogate.predict(strong)
    assert "infiltration.inlet_pressure_kpa = 400 kPa, trained from 20 to 200" in prediction.why_not_covered


def test_a_table_of_too_few_runs_is_refused(tmp_path: Path, table: Path) -> None:
    short = tmp_path / "short.csv"
    short.write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[:10]))
    with pytest.raises(UserError, match="9 runs"):
        train(short)


def test_runs_of_different_cells_are_not_mixed(tmp_path: Path, table: Path) -> None:
    mixed = tmp_path / "mixed.csv"
    content = table.read_text().splitlines()
    assert read_table(table)[-1].recipe.cell.lower_cutoff_v == 3.5
    content[-1] = content[-1].replace(",3.5,", ",3.1,", 1)
    mixed.write_text("\n".join(content) + "\n")
    with pytest.raises(UserError, match=r"cell\.lower_cutoff_v"):
        train(mixed)
