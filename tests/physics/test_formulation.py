"""The mass balance from recipe to spheres."""

import numpy as np
import pytest

from simulation_server.manufacturing.formulation import formulate, size_counts, slurry
from simulation_server.manufacturing.materials import material
from simulation_server.schema.errors import FileError, RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

RECIPES = [
    Recipe(),
    changed(Recipe(), {"formulation.active_wt_pct": 92.0, "slurry.solid_content_wt_pct": 60.0}),
    changed(Recipe(), {"formulation.active_wt_pct": 97.0, "coating.comma_gap_um": 80.0}),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_masses_of_the_spheres_are_those_of_the_recipe(recipe: Recipe) -> None:
    mix = formulate(recipe)
    am = mix.am_volume_um3 * 4.65
    cbd = mix.cbd_count * 4 / 3 * np.pi * mix.cbd_radius_um**3 * 0.94
    solvent = mix.solvent_um3 * 1.03
    assert am == pytest.approx(4.65 * np.sum(4 / 3 * np.pi * mix.am_radii_um**3))
    assert am / (am + cbd) == pytest.approx(recipe.formulation.active_wt_pct / 100)
    assert (am + cbd) / (am + cbd + solvent) == pytest.approx(recipe.slurry.solid_content_wt_pct / 100)


@pytest.mark.parametrize("recipe", RECIPES)
def test_volumes_fill_the_wet_film(recipe: Recipe) -> None:
    mix = formulate(recipe)
    volume = mix.am_volume_um3 + mix.cbd_volume_um3 * (1 - 0.47) + mix.solvent_um3
    assert volume == pytest.approx(mix.box_um**2 * 0.89 * recipe.coating.comma_gap_um)
    assert mix.porosity(mix.wet_thickness_um) == pytest.approx(mix.solvent_um3 / volume)


@pytest.mark.parametrize("recipe", RECIPES)
def test_sphere_count_is_the_recipe_s_and_the_cbd_has_about_its_nominal_size(recipe: Recipe) -> None:
    mix = formulate(recipe)
    assert len(mix.am_radii_um) + mix.cbd_count == recipe.simulation.particles
    assert 2 * mix.cbd_radius_um == pytest.approx(material("cbd")["sphere"]["diameter_um"], rel=0.02)
    assert mix.cbd_wet_radius_um > mix.cbd_radius_um


@pytest.mark.parametrize(
    ("active", "solids", "gap", "measured"),
    [
        (94, 60, 200, 19.3),
        (94, 60, 250, 0.75 * 19.3 + 0.25 * 37.0),  # between the measured gaps of 200 and 400 um
        (95, 70, 200, 28.2),
        (96, 73.3, 200, 27.6),
    ],
)
def test_loading_is_near_measured_coatings(active: float, solids: float, gap: float, measured: float) -> None:
    recipe = changed(
        Recipe(),
        {
            "formulation.active_wt_pct": float(active),
            "slurry.solid_content_wt_pct": float(solids),
            "coating.comma_gap_um": float(gap),
        },
    )
    # one ratio of wet thickness to gap for all: the measured coatings scatter by 10 % about it
    assert formulate(recipe).loading_mg_cm2 == pytest.approx(measured, rel=0.1)


def test_slurry_density_is_that_of_ideal_mixing() -> None:
    volumes = slurry(Recipe())
    solids = 0.69 * (0.95 / 4.65 + 0.05 * (1 - 0.47) / 0.94)
    assert volumes.total == pytest.approx(solids + 0.31 / 1.03)


def test_sizes_follow_the_measured_counts() -> None:
    weights = np.array([73.0, 91, 64, 57, 82, 29])
    np.testing.assert_array_equal(size_counts(396, weights), weights)
    assert size_counts(7, weights).sum() == 7
    assert abs(size_counts(1000, weights) - 1000 * weights / 396).max() < 1.0


def test_too_few_particles_for_the_loading_say_how_many_are_needed() -> None:
    recipe = changed(Recipe(), {"simulation.particles": 300, "coating.comma_gap_um": 250.0})
    with pytest.raises(RecipeError, match=r"simulation.particles = 300: .* use (\d+) or more") as refused:
        formulate(recipe)
    needed = int(str(refused.value).split(" or more")[0].split()[-1])
    assert formulate(changed(recipe, {"simulation.particles": needed})).box_um >= 20.7


def test_an_unknown_material_names_those_there_are() -> None:
    with pytest.raises(FileError, match="nmc111"):
        material("unobtainium")
