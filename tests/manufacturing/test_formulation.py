"""The mass balance from recipe to spheres, for every material."""

from contextlib import suppress

import numpy as np
import pytest

from simulation_server.manufacturing.formulation import formulate, size_counts, slurry
from simulation_server.manufacturing.materials import cbd, material, solvent
from simulation_server.schema.errors import FileError, RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

ACTIVE = ("NMC111", "NMC622", "NMC811", "LFP", "LCO", "graphite", "graphite-SiOx")
MANY: dict[str, float | str | tuple[float, ...]] = {"simulation.particles": 20000}
RECIPES = [
    Recipe(),
    changed(Recipe(), {"formulation.active_wt_pct": 90.0, "slurry.solid_content_wt_pct": 55.0}),
    changed(Recipe(), {"formulation.active_wt_pct": 98.0, "slurry.solid_content_wt_pct": 80.0}),
    changed(Recipe(), {"formulation.binder": "CMC-SBR", "formulation.binder_share_wt_pct": 70.0}),
    *(changed(Recipe(), {"formulation.active_material": name, **MANY}) for name in ACTIVE[1:]),
]


def sphere_volume(radius: float) -> float:
    return float(4.0 / 3.0 * np.pi * radius**3)


@pytest.mark.parametrize("recipe", RECIPES)
def test_masses_of_the_spheres_are_those_of_the_recipe(recipe: Recipe) -> None:
    mix, formulation = formulate(recipe), recipe.formulation
    carbon_binder = cbd(formulation.binder, formulation.binder_share_wt_pct)
    liquid = solvent(formulation.binder)["density_g_cm3"]
    am = (
        float(np.sum(4 / 3 * np.pi * mix.am_radii_um**3))
        * material(formulation.active_material)["density_g_cm3"]
    )
    solid = mix.cbd_count * sphere_volume(mix.cbd_radius_um) * (1.0 - carbon_binder.nanoporosity)
    carbon = solid * carbon_binder.solid_density_g_cm3
    # a blob is its carbon, its binder and its share of all the solvent
    liquid_mass = (mix.cbd_count * sphere_volume(mix.blob_radius_um) - solid) * liquid
    assert am / (am + carbon) == pytest.approx(formulation.active_wt_pct / 100)
    solids = recipe.slurry.solid_content_wt_pct / 100
    assert (am + carbon) / (am + carbon + liquid_mass) == pytest.approx(solids)


@pytest.mark.parametrize("recipe", RECIPES)
def test_volumes_of_the_spheres_fill_the_wet_film(recipe: Recipe) -> None:
    mix = formulate(recipe)
    spheres = mix.am_volume_um3 + mix.cbd_count * sphere_volume(mix.blob_radius_um)
    assert spheres == pytest.approx(mix.box_um**2 * mix.wet_thickness_um)
    assert spheres == pytest.approx(mix.slurry_volume_um3)
    assert mix.porosity(mix.wet_thickness_um) == pytest.approx(mix.solvent_um3 / mix.slurry_volume_um3)
    assert mix.cbd_radius_um < mix.cbd_wet_radius_um < mix.blob_radius_um


@pytest.mark.parametrize("recipe", RECIPES)
def test_sphere_count_is_the_recipe_s_and_two_of_the_largest_fit_in_the_box(recipe: Recipe) -> None:
    mix = formulate(recipe)
    assert len(mix.am_radii_um) + mix.cbd_count == recipe.simulation.particles
    assert min(mix.box_um, mix.wet_thickness_um) >= 4.0 * mix.am_radii_um.max()
    assert 0.1 < mix.cbd_count / len(mix.am_radii_um) < 60.0


def test_slurry_density_is_that_of_volumes_that_add() -> None:
    volumes = slurry(Recipe())
    carbon_binder = cbd()
    solids = 0.69 * (0.95 / 4.65 + 0.05 / carbon_binder.solid_density_g_cm3)
    assert volumes.total == pytest.approx(solids + 0.31 / 1.03)
    assert formulate(Recipe()).ideal_density_g_cm3 == pytest.approx(1.0 / volumes.total)


def test_sizes_follow_the_measured_counts() -> None:
    weights = np.array([73.0, 91, 64, 57, 82, 29])
    np.testing.assert_array_equal(size_counts(396, weights), weights)
    assert size_counts(7, weights).sum() == 7
    assert abs(size_counts(1000, weights) - 1000 * weights / 396).max() < 1.0


def advised(recipe: Recipe) -> Recipe:
    """The recipe with as many particles as the refusals, one or two, ask for."""
    for _ in range(2):
        before = recipe.simulation.particles
        with pytest.raises(
            RecipeError, match=rf"simulation.particles = {before}: .* use \d+ or more"
        ) as refused:
            formulate(recipe)
        needed = int(str(refused.value).split(" or more")[0].split()[-1])
        recipe = changed(recipe, {"simulation.particles": needed})
        with suppress(RecipeError):
            formulate(recipe)
            return recipe
    return recipe


@pytest.mark.parametrize("active", ACTIVE)
def test_too_few_particles_for_the_loading_say_how_many_are_needed(active: str) -> None:
    thick = changed(Recipe(), {"formulation.active_material": active, "coating.comma_gap_um": 400.0})
    mix = formulate(advised(changed(thick, {"simulation.particles": 300})))
    assert mix.box_um >= 4.0 * mix.am_radii_um.max()


def test_the_smaller_gap_that_is_offered_will_do() -> None:
    recipe = changed(Recipe(), {"simulation.particles": 1000, "coating.comma_gap_um": 400.0})
    with pytest.raises(RecipeError, match=r"coating.comma_gap_um of \d+ or less") as refused:
        formulate(recipe)
    gap = float(str(refused.value).split("comma_gap_um of ")[1].split()[0])
    formulate(changed(recipe, {"coating.comma_gap_um": gap}))


def test_a_film_thinner_than_two_of_its_largest_particles_is_refused() -> None:
    recipe = changed(
        Recipe(), {"formulation.active_material": "graphite", "coating.comma_gap_um": 50.0, **MANY}
    )
    with pytest.raises(
        RecipeError, match=r"comma_gap_um = 50: .* twice the largest .* use \d+ or more"
    ) as refused:
        formulate(recipe)
    gap = float(str(refused.value).split(" or more, or finer")[0].split()[-1])
    formulate(changed(recipe, {"coating.comma_gap_um": gap}))


def test_a_class_of_sizes_that_counts_is_never_left_out() -> None:
    custom: dict[str, float | str | tuple[float, ...]] = {
        "formulation.size_distribution": "custom",
        "formulation.custom_diameters_um": (2.0, 12.0),
        "formulation.custom_counts": (10000.0, 3.0),  # 6 % of the volume in the large ones
    }
    recipe = changed(Recipe(), custom)
    with pytest.raises(RecipeError, match=r"one particle of 12 um, where 6 % .* use \d+ or more"):
        formulate(recipe)
    assert formulate(advised(recipe)).am_radii_um.max() == pytest.approx(6.0)


def test_an_unknown_material_names_those_there_are() -> None:
    with pytest.raises(FileError, match="nmc111"):
        material("unobtainium")
