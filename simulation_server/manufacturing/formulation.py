"""From the recipe to masses, volumes and spheres: the mass balance of the slurry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.recipe import Recipe

from .coating import wet_thickness_um
from .limits import check_box, check_sizes_seen, check_suspended
from .materials import CarbonBinder, cbd, material, solvent
from .sizes import sizes

CBD_OVER_MEDIAN = (0.2, 0.5)
"""Bounds of the dry CBD sphere's diameter over the active material's median: the sphere stands for an
agglomerate, and coarse or fine active materials would otherwise need hundreds of them, or hardly any."""
BLOB_REACH = 1.2
"""Over its diameter, at most: how far two blobs attract (suspension.py, its cutoff times lambda)."""


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

    @property
    def am_fraction(self) -> float:
        """Active material's share of the volume."""
        return self.am / self.total

    @property
    def solid_fraction(self) -> float:
        """Share of the volume of active material, carbon and binder."""
        return (self.am + self.cbd_solid) / self.total

    @property
    def binder_concentration(self) -> float:
        """Volume of carbon and binder over the solvent's: what makes the liquid between the grains thick."""
        return self.cbd_solid / self.solvent


@dataclass(frozen=True, slots=True)
class Mix:
    """The spheres of one film and the volumes they stand for (um, um3)."""

    am_radii_um: NDArray[np.float64]  # (n_am,) falling
    cbd_count: int
    cbd_radius_um: float  # dry
    cbd_wet_radius_um: float  # swollen with the share of the solvent that its agglomerate holds
    blob_radius_um: float  # with its share of all the solvent: the slurry's coarse-grained sphere
    box_um: float  # lateral edge
    am_volume_um3: float
    cbd_volume_um3: float  # dry, nanopores included
    cbd_nanoporosity: float
    solvent_um3: float
    loading_mg_cm2: float
    volumes: Slurry

    @property
    def area_um2(self) -> float:
        """Area of the film."""
        return self.box_um**2

    @property
    def solid_volume_um3(self) -> float:
        """True volume of AM and of the CBD without its nanopores."""
        return self.am_volume_um3 + self.cbd_volume_um3 * (1.0 - self.cbd_nanoporosity)

    @property
    def slurry_volume_um3(self) -> float:
        """Volume of the slurry, volumes adding without excess."""
        return self.solid_volume_um3 + self.solvent_um3

    @property
    def wet_thickness_um(self) -> float:
        """Thickness of the film before any solvent has left."""
        return self.slurry_volume_um3 / self.area_um2

    @property
    def ideal_density_g_cm3(self) -> float:
        """Density of the slurry, volumes adding without excess."""
        return 1.0 / self.volumes.total

    def porosity(self, thickness_um: float) -> float:
        """Share of the film that electrolyte can fill, by mass and thickness as a laboratory does."""
        return 1.0 - self.solid_volume_um3 / (self.area_um2 * thickness_um)


def slurry(recipe: Recipe) -> Slurry:
    """Volumes of a gram of the recipe's slurry; they add without excess volume."""
    formulation = recipe.formulation
    carbon_binder = _carbon_binder(recipe)
    solids = recipe.slurry.solid_content_wt_pct / 100.0
    am_share = formulation.active_wt_pct / 100.0
    cbd_volume = solids * (1.0 - am_share) / carbon_binder.apparent_density_g_cm3
    return Slurry(
        am=solids * am_share / material(formulation.active_material)["density_g_cm3"],
        cbd=cbd_volume,
        cbd_solid=cbd_volume * (1.0 - carbon_binder.nanoporosity),
        solvent=(1.0 - solids) / solvent(formulation.binder)["density_g_cm3"],
    )


def _carbon_binder(recipe: Recipe) -> CarbonBinder:
    return cbd(recipe.formulation.binder, recipe.formulation.binder_share_wt_pct)


def size_counts(number: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """`number` shared out in proportion to weights (k,), by largest remainder."""
    exact = number * weights / weights.sum()
    counts = np.floor(exact).astype(np.int64)
    rest = number - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:rest]] += 1
    return counts


def formulate(recipe: Recipe) -> Mix:
    """Chooses the spheres of the recipe's film.

    The AM keeps its size distribution; the CBD spheres' size is trimmed so that their volume is exactly the
    CBD's; the box then has the area that carries the loading. Raises RecipeError when the box would be too
    small for the particles, with the number that would do.
    """
    volumes, grains, carbon_binder = slurry(recipe), sizes(recipe), _carbon_binder(recipe)
    check_suspended(recipe, volumes.am, volumes.cbd_solid, volumes.solvent)
    number = recipe.simulation.particles
    smallest, largest = (share * grains.median_um for share in CBD_OVER_MEDIAN)
    nominal = min(max(carbon_binder.diameter_um, smallest), largest)
    cbd_per_am = volumes.cbd / volumes.am * grains.mean_volume_um3 / float(np.pi / 6.0 * nominal**3)
    am_number = max(1, min(number - 1, round(number / (1.0 + cbd_per_am))))
    cbd_number = number - am_number
    check_sizes_seen(recipe, grains, am_number)
    counts = size_counts(am_number, grains.counts)
    am_diameters = np.repeat(grains.diameters_um, counts)[::-1]
    am_volume = float(np.sum(np.pi / 6.0 * am_diameters**3))
    scale = am_volume / volumes.am  # grams of slurry, in um3 per (cm3/g)
    cbd_volume, solvent_volume = scale * volumes.cbd, scale * volumes.solvent
    wet_um = wet_thickness_um(recipe)
    edge = float(np.sqrt(scale * volumes.total / wet_um))

    def radius_um(volume: float) -> float:
        return float(np.cbrt(0.75 / np.pi * volume / cbd_number))

    blob = radius_um(scale * volumes.cbd_solid + solvent_volume)
    felt = max(float(grains.diameters_um.max()), BLOB_REACH * 2.0 * blob)
    check_box(recipe, edge, wet_um, 2.0 * felt)

    return Mix(
        am_radii_um=am_diameters / 2.0,
        cbd_count=cbd_number,
        cbd_radius_um=radius_um(cbd_volume),
        cbd_wet_radius_um=radius_um(cbd_volume + carbon_binder.solvent_share * solvent_volume),
        blob_radius_um=blob,
        box_um=edge,
        am_volume_um3=am_volume,
        cbd_volume_um3=cbd_volume,
        cbd_nanoporosity=carbon_binder.nanoporosity,
        solvent_um3=solvent_volume,
        loading_mg_cm2=0.1
        * am_volume
        * material(recipe.formulation.active_material)["density_g_cm3"]
        / edge**2,
        volumes=volumes,
    )
