"""From the recipe to masses, volumes and spheres: the mass balance of the slurry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Recipe

from .materials import material

WET_OVER_GAP = 0.89
"""Wet thickness over the comma gap.

Mean over eight measured NMC111 coatings (94/60, 95/70 and 96/73.3 wt% AM / wt% solids, gaps 50 to 400 um) of
(AM loading / AM share / solid content / slurry density) / gap: 0.80 to 0.99.
"""


@dataclass(frozen=True, slots=True)
class Slurry:
    """Volumes of one gram of slurry (cm3/g)."""

    am: float
    cbd: float  # dry apparent volume, nanopores included
    cbd_solid: float
    solvent: float

    @property
    def total(self) -> float:
        """Volume of the gram, the nanopores of the CBD being full of solvent."""
        return self.am + self.cbd_solid + self.solvent


@dataclass(frozen=True, slots=True)
class Mix:
    """The spheres of one film and the volumes they stand for (um, um3)."""

    am_radii_um: NDArray[np.float64]  # (n_am,) falling
    cbd_count: int
    cbd_radius_um: float  # dry
    cbd_wet_radius_um: float  # swollen with its share of the solvent
    box_um: float  # lateral edge
    am_volume_um3: float
    cbd_volume_um3: float  # dry, nanopores included
    cbd_nanoporosity: float
    solvent_um3: float
    loading_mg_cm2: float

    @property
    def area_um2(self) -> float:
        """Area of the film."""
        return self.box_um**2

    @property
    def solid_volume_um3(self) -> float:
        """True volume of AM and of the CBD without its nanopores."""
        return self.am_volume_um3 + self.cbd_volume_um3 * (1.0 - self.cbd_nanoporosity)

    @property
    def wet_thickness_um(self) -> float:
        """Thickness of the film before any solvent has left."""
        return (self.solid_volume_um3 + self.solvent_um3) / self.area_um2

    def porosity(self, thickness_um: float) -> float:
        """Share of the film that electrolyte can fill, by mass and thickness as a laboratory does."""
        return 1.0 - self.solid_volume_um3 / (self.area_um2 * thickness_um)


def slurry(recipe: Recipe) -> Slurry:
    """Volumes of a gram of the recipe's slurry; they add without excess volume."""
    active, cbd, solvent = material(recipe.formulation.active_material), material("cbd"), material("nmp")
    solids = recipe.slurry.solid_content_wt_pct / 100.0
    am_share = recipe.formulation.active_wt_pct / 100.0
    cbd_volume = solids * (1.0 - am_share) / cbd["apparent_density_g_cm3"]
    return Slurry(
        am=solids * am_share / active["density_g_cm3"],
        cbd=cbd_volume,
        cbd_solid=cbd_volume * (1.0 - cbd["nanoporosity"]),
        solvent=(1.0 - solids) / solvent["density_g_cm3"],
    )


def size_counts(number: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """`number` shared out in proportion to weights (k,), by largest remainder."""
    exact = number * weights / weights.sum()
    counts = np.floor(exact).astype(np.int64)
    rest = number - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:rest]] += 1
    return counts


def formulate(recipe: Recipe) -> Mix:
    """Chooses the spheres of the recipe's film.

    The AM keeps its measured size distribution; the CBD spheres' size is trimmed so that their volume is
    exactly the CBD's; the box then has the area that carries the loading. Raises RecipeError when it
    would be too narrow.
    """
    active, cbd = material(recipe.formulation.active_material), material("cbd")
    volumes = slurry(recipe)
    diameters = np.array(active["sizes"]["diameter_um"])
    weights = np.array(active["sizes"]["count"], dtype=np.float64)
    mean_am = float(np.average(np.pi / 6.0 * diameters**3, weights=weights))
    nominal_cbd = np.pi / 6.0 * cbd["sphere"]["diameter_um"] ** 3
    cbd_per_am = volumes.cbd / volumes.am * mean_am / nominal_cbd

    number = recipe.simulation.particles
    am_number = max(1, min(number - 1, round(number / (1.0 + cbd_per_am))))
    cbd_number = number - am_number
    am_diameters = np.repeat(diameters, size_counts(am_number, weights))[::-1]
    am_volume = float(np.sum(np.pi / 6.0 * am_diameters**3))
    scale = am_volume / volumes.am  # grams of slurry, in um3 per (cm3/g)
    cbd_volume, solvent = scale * volumes.cbd, scale * volumes.solvent

    wet_um = WET_OVER_GAP * recipe.coating.comma_gap_um
    edge = float(np.sqrt(scale * volumes.total / wet_um))
    widest = 2.0 * float(diameters.max())
    if edge < widest:
        needed = int(np.ceil(1.1 * number * (widest / edge) ** 2 / 50.0) * 50)
        raise RecipeError(
            f"simulation.particles = {number}: expected enough for a box {widest:.1f} um wide, twice the "
            f"largest particle, and at this loading it is {edge:.1f} um; use {needed} or more, or a smaller "
            "coating.comma_gap_um"
        )
    swollen = cbd_volume + cbd["sphere"]["solvent_share"] * solvent
    return Mix(
        am_radii_um=am_diameters / 2.0,
        cbd_count=cbd_number,
        cbd_radius_um=float(np.cbrt(0.75 / np.pi * cbd_volume / cbd_number)),
        cbd_wet_radius_um=float(np.cbrt(0.75 / np.pi * swollen / cbd_number)),
        box_um=edge,
        am_volume_um3=am_volume,
        cbd_volume_um3=cbd_volume,
        cbd_nanoporosity=cbd["nanoporosity"],
        solvent_um3=solvent,
        loading_mg_cm2=0.1 * am_volume * active["density_g_cm3"] / edge**2,
    )
