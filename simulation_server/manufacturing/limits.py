"""What a recipe must be for its slurry to be simulated: each refusal says what would do."""

from math import ceil, floor

import numpy as np

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS

from .sizes import Sizes

MOST_AM = 0.52
"""Active material's share of the slurry's volume up to which there is a suspension: grains jam at 0.57."""
_SEEN_SHARE = 0.05
"""A class of sizes with this share of the volume must be represented."""


def check_suspended(recipe: Recipe, am: float, cbd_solid: float, solvent: float) -> None:
    """Refuses more active material than can be suspended; volumes of a gram of slurry (cm3/g)."""
    share = am / (am + cbd_solid + solvent)
    if share <= MOST_AM:
        return
    solids = recipe.slurry.solid_content_wt_pct
    dry, grains, liquid = (am + cbd_solid) / solids, am / solids, solvent / (100.0 - solids)
    most = 100.0 * MOST_AM * liquid / (grains - MOST_AM * (dry - liquid))
    raise RecipeError(
        f"slurry.solid_content_wt_pct = {solids:g}: expected active material to take at most "
        f"{100.0 * MOST_AM:.0f} % of the slurry's volume, and it takes {100.0 * share:.0f} %: it would not "
        f"flow; use {floor(10.0 * most) / 10.0:g} or less"
    )


def check_sizes_seen(recipe: Recipe, grains: Sizes, am_number: int) -> None:
    """Refuses a number of particles with which a class of sizes that counts would not appear."""
    expected = am_number * grains.counts / grains.counts.sum()
    missing = (grains.volume_shares >= _SEEN_SHARE) & (expected < 0.5)
    if not missing.any():
        return
    number = recipe.simulation.particles
    rarest = int(np.argmin(np.where(missing, expected, np.inf)))
    needed = ceil(number * 0.6 / expected[rarest] / 50.0) * 50
    diameter, share = grains.diameters_um[rarest], 100.0 * grains.volume_shares[rarest]
    raise RecipeError(
        f"simulation.particles = {number}: expected enough for one particle of {diameter:.3g} um, where "
        f"{share:.0f} % of the active volume is; {_remedy(needed)} a narrower size distribution"
    )


def check_box(recipe: Recipe, edge_um: float, wet_um: float, widest_um: float) -> None:
    """Refuses a periodic box, lateral or upright, narrower than `widest_um`: twice the largest sphere."""
    number, gap = recipe.simulation.particles, recipe.coating.comma_gap_um
    if wet_um < widest_um:
        thicker = ceil(1.05 * gap * widest_um / wet_um / 5.0) * 5
        raise RecipeError(
            f"coating.comma_gap_um = {gap:g}: expected a wet film of {widest_um:.1f} um, twice the largest "
            f"sphere, or more, and it is {wet_um:.1f} um; use {thicker} or more, or finer particles"
        )
    if edge_um < widest_um:
        needed = ceil(1.1 * number * (widest_um / edge_um) ** 2 / 50.0) * 50
        thinner = floor(gap * (edge_um / widest_um) ** 2 / 1.1 / 5.0) * 5
        least = SETTINGS["coating.comma_gap_um"].low
        assert least is not None
        other = f"a coating.comma_gap_um of {thinner} or less" if thinner >= least else "finer particles"
        raise RecipeError(
            f"simulation.particles = {number}: expected enough for a box {widest_um:.1f} um wide, twice the "
            f"largest sphere, and at this loading it is {edge_um:.1f} um; {_remedy(needed)} {other}"
        )


def _remedy(needed: int) -> str:
    most = SETTINGS["simulation.particles"].high
    assert most is not None
    return (
        f"use {needed} or more, or"
        if needed <= most
        else f"{needed} would be needed, {most:g} is the most: use"
    )
