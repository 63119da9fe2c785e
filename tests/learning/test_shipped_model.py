"""The shipped surrogate and the chain it was trained on may not drift apart unseen."""

import pytest

from simulation_server import chain
from simulation_server.learning.surrogate import Surrogate
from simulation_server.schema.quantities import CELL_QUANTITIES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

UNSEEN = {
    "open": {
        "formulation.active_wt_pct": 95.6,
        "slurry.solid_content_wt_pct": 66.0,
        "coating.comma_gap_um": 110.0,
        "calendering.pressure_mpa": 20.0,
        "simulation.seed": 4711,
    },
    "dense": {
        "formulation.active_wt_pct": 94.2,
        "slurry.solid_content_wt_pct": 72.0,
        "coating.comma_gap_um": 170.0,
        "calendering.pressure_mpa": 75.0,
        "simulation.seed": 4712,
    },
}
"""Two recipes that are in no table, with seeds of their own."""


@pytest.fixture(scope="module")
def surrogate() -> Surrogate:
    return Surrogate.load()


def test_the_shipped_model_is_of_this_chain(surrogate: Surrogate) -> None:
    assert surrogate.about.chain_version == str(chain.CHAIN_VERSION)
    assert surrogate.about.runs >= 100


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(UNSEEN))
def test_the_shipped_intervals_cover_what_the_chain_gives(name: str, surrogate: Surrogate) -> None:
    recipe = changed(Recipe(), UNSEEN[name])
    prediction = surrogate.predict(recipe)
    assert prediction.covered, prediction.why_not_covered
    outcome = chain.run(recipe)
    assert set(STRUCTURE_QUANTITIES + CELL_QUANTITIES) <= set(outcome.quantities)
    outside = {
        quantity: (simulated.value, prediction.quantities[quantity])
        for quantity, simulated in outcome.quantities.items()
        if not prediction.quantities[quantity].low <= simulated.value <= prediction.quantities[quantity].high
    }
    assert not outside
