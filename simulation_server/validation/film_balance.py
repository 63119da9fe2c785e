"""What the line must not lose from slurry to electrode: active material, carbon-binder, solvent."""

from collections.abc import Iterator

import numpy as np

from simulation_server.manufacturing.calendering import calendering
from simulation_server.manufacturing.coating import coat
from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.materials import material, solvent
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.recipe import Coating, Recipe, Simulation
from simulation_server.schema.states import Phase

from .check import Check, relative

BAR, DRYING_BAR = 1e-9, 0.01
RECIPE = Recipe(coating=Coating(comma_gap_um=100.0), simulation=Simulation(particles=600))
"""Small, and otherwise the default."""
_CM2_IN_UM2, _G_IN_PG = 1e8, 1e12


def balances() -> Iterator[Check]:
    """Follows one film through slurry, coating, drying and calendering."""
    film = mix(RECIPE)
    yield _solid_content(film)
    for step in (slurry, drying, lambda film: calendering(film, RECIPE.calendering)):
        if step is drying:
            coat(film)
        for _ in step(film):
            pass
    yield from _volumes(film)
    yield _loading(film)
    yield _dried(film)


def _solid_content(film: Film) -> Check:
    """Of the spheres of the slurry, whose masses must be the recipe's."""
    found, laws = film.mix, film.suspension
    blobs = found.cbd_count * 4.0 / 3.0 * np.pi * found.blob_radius_um**3 * laws.blob_density
    active = found.am_volume_um3 * laws.am_density
    dry = active / (RECIPE.formulation.active_wt_pct / 100.0)
    title = "solid content of the slurry's spheres"
    wanted = RECIPE.slurry.solid_content_wt_pct
    return relative(title, 100.0 * dry / (active + blobs), wanted, BAR, "wt%", "the recipe")


def _volumes(film: Film) -> Iterator[Check]:
    """Of the electrode's spheres, after binder has moved between them."""
    particles = film.electrode().particles
    spheres = 4.0 / 3.0 * np.pi * particles.radii_um**3
    for phase, name, wanted in (
        (Phase.AM, "active material", film.mix.am_volume_um3),
        (Phase.CBD, "carbon-binder", film.mix.cbd_volume_um3),
    ):
        held = float(spheres[particles.phase == phase].sum())
        title = f"{name} in the calendered electrode's spheres"
        yield relative(title, held, wanted, BAR, "um3", "what the slurry was mixed with")


def _loading(film: Film) -> Check:
    """Active material on the foil against what the wet film held: thickness, density and shares."""
    particles = film.electrode().particles
    active = particles.radii_um[particles.phase == Phase.AM]
    density = material(RECIPE.formulation.active_material)["density_g_cm3"]
    mass_mg = 1e3 * float(np.sum(4.0 / 3.0 * np.pi * active**3)) * density / _G_IN_PG
    loading = mass_mg / (film.mix.area_um2 / _CM2_IN_UM2)
    report, coated = film.line.slurry, film.line.coating
    assert report is not None and coated is not None
    shares = RECIPE.slurry.solid_content_wt_pct * RECIPE.formulation.active_wt_pct / 1e4
    wet = 0.1 * coated.wet_thickness_um * report.ideal_density_g_cm3 * shares
    source = "wet thickness, ideal density and the recipe's shares"
    return relative("active material on the foil", loading, wet, BAR, "mg/cm2", source)


def _dried(film: Film) -> Check:
    """Solvent that has left: rate times time against what was there."""
    dried = film.line.drying
    assert dried is not None
    left = dried.evaporation_rate_g_m2_s * dried.drying_time_s
    density = solvent(RECIPE.formulation.binder)["density_g_cm3"]
    held = film.mix.solvent_um3 / film.mix.area_um2 * density  # um g/cm3 is g/m2
    title = "solvent evaporated: rate times drying time"
    return relative(title, left, held, DRYING_BAR, "g/m2", "solvent of the wet film")
