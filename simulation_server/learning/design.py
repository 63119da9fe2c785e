"""The inputs a surrogate learns from, and the recipes a campaign runs to teach it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

SEED = "simulation.seed"
EDGE_SHARE = 0.04
"""Share of a design's runs placed on each bound of an input."""


@dataclass(frozen=True, slots=True)
class Input:
    """A recipe setting that is varied from `low` to `high`, which may be less than a recipe allows.

    `root` spaces it (and tells the surrogate so) by its square root.
    """

    path: str
    low: float
    high: float
    root: bool = False

    def scaled(self, value: float) -> float:
        """A value as the surrogate sees it: 0 at the range's lower end, 1 at the upper."""
        share = (value - self.low) / (self.high - self.low)
        return float(np.copysign(np.sqrt(abs(share)), share)) if self.root else share

    def value(self, scaled: float) -> float:
        """The inverse of `scaled`, to a millionth of the range (so that recipes stay readable)."""
        share = scaled**2 if self.root else scaled
        return round(self.low + share * (self.high - self.low), 4)


INPUTS = (
    Input("formulation.active_wt_pct", 92.0, 97.0),
    Input("slurry.solid_content_wt_pct", 58.0, 78.0),
    Input("coating.comma_gap_um", 50.0, 250.0),
    Input("calendering.pressure_mpa", 0.0, 150.0, root=True),  # the first tens of MPa do most of the work
    Input("infiltration.contact_angle_deg", 30.0, 80.0),
    Input("infiltration.inlet_pressure_kpa", 20.0, 200.0, root=True),  # over the gas's 1.3 of evacuated pores
)
"""What the surrogate is a function of, in the order of its columns."""


def features(recipe: Recipe) -> NDArray[np.float64]:
    """The scaled inputs of a recipe, (6,)."""
    return np.array([each.scaled(recipe.get(each.path)) for each in INPUTS])


def design(runs: int, seed: int, base: Recipe) -> list[Recipe]:
    """Recipes spread over the inputs' whole ranges, each with a seed of its own; the rest is `base`'s.

    A scrambled Sobol sequence (Owen 1998), stretched a little beyond the ranges and cut back, so that
    some runs lie on the bounds: a prediction for an uncalendered electrode is then not an
    extrapolation. A longer design with the same seed begins with the shorter one.
    """
    from scipy.stats import qmc  # slow to import, and only campaigns need it

    power = int(np.ceil(np.log2(max(runs, 2))))
    sampler = qmc.Sobol(len(INPUTS), scramble=True, rng=np.random.default_rng(seed))
    unit = sampler.random_base2(power)[:runs]
    stretched = np.clip((unit - EDGE_SHARE) / (1.0 - 2.0 * EDGE_SHARE), 0.0, 1.0)
    return [_recipe(base, row, seed, run) for run, row in enumerate(stretched)]


def _recipe(base: Recipe, scaled: NDArray[np.float64], seed: int, run: int) -> Recipe:
    settings: dict[str, float | int | str] = {
        each.path: each.value(float(x)) for each, x in zip(INPUTS, scaled, strict=True)
    }
    settings[SEED] = int(np.random.SeedSequence([seed, run]).generate_state(1)[0] >> 1)
    return changed(base, settings)
