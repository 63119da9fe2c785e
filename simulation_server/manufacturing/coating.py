"""Coating: a comma bar lays the slurry on the foil as a wet film.

The bar and the web form a wedge that narrows to the gap. The web drags slurry through: half the gap, for
every power-law fluid (Couette flow). The wedge builds up a pressure that pushes more through; in a plane
wedge from an entry height H to the gap h a Newtonian film comes to `h H / (H + h)` in all (lubrication
theory), between h/2 and h, and for a power-law fluid both terms are again independent of speed and
consistency (Liang et al. 2022 find `(n + 1)/(2 n + 1)` of the gap as the limit under a comma bar). The form
`h A / (1 + h / H)` is kept, A and H are fitted to measured coatings.

Speed: only the head of slurry behind the bar, a pressure that does not grow with speed, makes the
thickness depend on it. Its flow over the drag flow goes as `dp h^2 / (eta U)` with `eta = K (U/h)^(n - 1)`,
so as the shear rate to the power of -n: a faster web lays a little less. Its size at the reference speed
is an estimate (20 mm of slurry, 10 mm of wedge, the measured flow curves: a tenth to a fifth); the measured
rows were all laid at one speed and can neither confirm nor deny it. Air entrained at high speed, edges
and the flow of the film after the bar are not part of this.
"""

from collections.abc import Iterable, Mapping
from math import exp
from typing import TYPE_CHECKING, Any

import msgspec

from simulation_server.schema.line import CoatingReport
from simulation_server.schema.recipe import Recipe

from .calibrated import calibrated
from .materials import REFERENCE_ACTIVE, REFERENCE_BINDER

if TYPE_CHECKING:  # formulation, which a film is made by, asks here for the wet thickness
    from .film import Film

_M_MIN_IN_UM_S = 1e6 / 60.0


def shear_rate_per_s(recipe: Recipe) -> float:
    """Shear rate under the bar: speed over gap."""
    return recipe.coating.speed_m_min * _M_MIN_IN_UM_S / recipe.coating.comma_gap_um


def wet_thickness_um(recipe: Recipe) -> float:
    """Thickness of the wet film behind the comma bar; depends on the recipe alone."""
    tables = calibrated("coating")
    gap = recipe.coating.comma_gap_um
    laid = bar_thickness_um(gap, tables["comma_bar"]["prefactor"], tables["comma_bar"]["entry_height_um"])
    return laid * _speed_factor(recipe, tables["head"]) * _slurry_factor(recipe, tables)


def bar_thickness_um(gap_um: float, prefactor: float, entry_height_um: float) -> float:
    """Thickness that a wedge of this entry height lays at the reference speed."""
    return prefactor * gap_um / (1.0 + gap_um / entry_height_um)


def _speed_factor(recipe: Recipe, head: dict[str, float]) -> float:
    """Thickness over that at the reference speed, from the flow that the slurry's head adds to the drag."""
    rate = head["reference_speed_m_min"] / head["reference_gap_um"]
    gap, index = recipe.coating.comma_gap_um, head["flow_index"]
    added = head["share"] * (rate * gap / recipe.coating.speed_m_min) ** index
    calibrated = head["share"] * (rate * gap / head["reference_speed_m_min"]) ** index
    return (1.0 + added) / (1.0 + calibrated)


def _slurry_factor(recipe: Recipe, tables: dict[str, Any]) -> float:
    """The scatter of measured slurries near this one; none for other materials."""
    formulation = recipe.formulation
    if (formulation.active_material, formulation.binder) != (REFERENCE_ACTIVE, REFERENCE_BINDER):
        return 1.0
    solids = recipe.slurry.solid_content_wt_pct
    return scatter_factor(formulation.active_wt_pct, solids, tables["slurry"], tables["scatter"])


def scatter_factor(
    active_wt_pct: float,
    solid_content_wt_pct: float,
    slurries: Iterable[Mapping[str, float]],
    scatter: Mapping[str, float],
) -> float:
    """What slurries near this one laid beyond the wedge, shrunk towards nothing with distance.

    Gaussian weights over the distances in `scatter`; its `weight` is how much a slurry measured here counts
    against the expectation of none.
    """
    weights = residuals = 0.0
    for slurry in slurries:
        richer = (active_wt_pct - slurry["active_wt_pct"]) / scatter["active_wt_pct"]
        drier = (solid_content_wt_pct - slurry["solid_content_wt_pct"]) / scatter["solid_content_wt_pct"]
        weight = scatter["weight"] * exp(-0.5 * (richer**2 + drier**2))
        weights += weight
        residuals += weight * slurry["log_factor"]
    return exp(residuals / (1.0 + weights))


def coat(film: "Film") -> None:
    """Lays the slurry as a wet film: the periodic box becomes one with a foil below and a surface above."""
    recipe, mix = film.recipe, film.mix
    film.lay(mix.wet_thickness_um)
    film.line = msgspec.structs.replace(
        film.line,
        coating=CoatingReport(
            wet_thickness_um=mix.wet_thickness_um,
            loading_mg_cm2=mix.loading_mg_cm2,
            shear_rate_per_s=shear_rate_per_s(recipe),
        ),
    )
