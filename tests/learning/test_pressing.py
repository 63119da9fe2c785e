"""Other ways of saying how hard to calender find the pressure that does it."""

import time

import pytest

from simulation_server.learning.model import Model
from simulation_server.learning.surrogate import Surrogate
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed


@pytest.fixture(scope="module")
def surrogate(model: Model) -> Surrogate:
    return Surrogate(model)


@pytest.mark.parametrize(
    ("control", "key", "quantity"),
    [
        ("line_load", "line_load_n_mm", "line_load_n_mm"),
        ("gap", "gap_um", "roll_gap_um"),
        ("porosity", "target_porosity", "porosity"),
    ],
)
def test_asking_for_what_a_pressure_gives_predicts_the_same(
    surrogate: Surrogate, control: str, key: str, quantity: str
) -> None:
    by_pressure = surrogate.predict(changed(Recipe(), {"calendering.pressure_mpa": 47.0}))
    asked = {"calendering.control": control, f"calendering.{key}": by_pressure.quantities[quantity].value}
    prediction = surrogate.predict(changed(Recipe(), asked))
    assert prediction.covered, prediction.why_not_covered
    for name, value in by_pressure.quantities.items():
        assert prediction.quantities[name].value == pytest.approx(value.value, rel=2e-3, abs=1e-3)


def test_a_degree_is_the_thickness_lost(surrogate: Surrogate) -> None:
    thick = surrogate.predict(changed(Recipe(), {"calendering.pressure_mpa": 0.0})).quantities["thickness_um"]
    asked = {"calendering.control": "degree", "calendering.degree_pct": 15.0}
    thin = surrogate.predict(changed(Recipe(), asked)).quantities["thickness_um"]
    assert thin.value == pytest.approx(0.85 * thick.value, rel=1e-3)


def test_beyond_reach_is_said(surrogate: Surrogate) -> None:
    asked = {"calendering.control": "porosity", "calendering.target_porosity": 0.1}
    prediction = surrogate.predict(changed(Recipe(), asked))
    assert not prediction.covered and "target_porosity = 0.1" in prediction.why_not_covered
    wide = {"calendering.control": "porosity", "calendering.target_porosity": 0.6}
    assert surrogate.predict(changed(Recipe(), wide)).covered  # porous enough before the rolls touch it


def test_finding_the_pressure_still_fits_a_frame(surrogate: Surrogate) -> None:
    recipe = changed(Recipe(), {"calendering.control": "porosity", "calendering.target_porosity": 0.35})
    surrogate.predict(recipe)
    start = time.thread_time()
    for _ in range(20):
        surrogate.predict(recipe)
    assert (time.thread_time() - start) / 20 < 0.011
