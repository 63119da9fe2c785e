"""The design covers what the surrogate is to be asked."""

import numpy as np
import pytest

from simulation_server.learning.design import INPUTS, SEED, design, features
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed


def test_runs_reach_both_bounds_of_every_input() -> None:
    runs = design(128, seed=0, base=Recipe())
    for each in INPUTS:
        values = [recipe.get(each.path) for recipe in runs]
        assert (min(values), max(values)) == (each.low, each.high)


def test_runs_fill_the_space_evenly() -> None:
    """Every eighth of every input's range holds close to an eighth of the runs."""
    scaled = np.array([features(recipe) for recipe in design(256, seed=3, base=Recipe())])
    for column in scaled.T:
        counts, _ = np.histogram(column, bins=8, range=(0.0, 1.0))
        assert counts.min() >= 24
        assert counts.max() <= 44


def test_a_longer_design_begins_with_the_shorter_one() -> None:
    assert design(100, seed=5, base=Recipe())[:30] == design(30, seed=5, base=Recipe())


def test_seeds_differ_between_runs_and_the_rest_is_the_base() -> None:
    base = changed(Recipe(), {"simulation.particles": 700, "cell.lower_cutoff_v": 3.2})
    runs = design(50, seed=1, base=base)
    assert len({recipe.simulation.seed for recipe in runs}) == 50
    varied = {SEED, *(each.path for each in INPUTS)}
    assert all(
        recipe.get(path) == base.get(path) for recipe in runs for path in SETTINGS if path not in varied
    )


@pytest.mark.parametrize("each", INPUTS, ids=lambda each: each.path)
def test_scaling_is_undone(each) -> None:  # type: ignore[no-untyped-def]
    for value in np.linspace(each.low, each.high, 7):
        assert each.value(each.scaled(value)) == pytest.approx(value, abs=1e-4)
