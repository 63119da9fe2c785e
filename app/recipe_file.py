"""Recipes on disk: opened with one clear line for what is wrong."""

from pathlib import Path

from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed, parse_recipe

LARGEST_BYTES = 1_000_000
"""A recipe is a page of text; anything longer is another kind of file."""


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises FileError (missing, not text) or RecipeError (wrong in it)."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileError(
                f"{path}: expected a recipe (TOML text under 1 MB); see `mesonaut recipe` for one"
            )
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            f"{path}: cannot be read ({error.strerror}); `mesonaut recipe > recipe.toml` makes one"
        ) from None
    except UnicodeDecodeError:
        raise FileError(
            f"{path}: expected TOML text, found binary data; see `mesonaut recipe` for one"
        ) from None
    return parse_recipe(text, path.name)


def with_seed(recipe: Recipe, seed: int | None) -> Recipe:
    """The recipe with its seed replaced where one was given on the command line."""
    return recipe if seed is None else changed(recipe, {"simulation.seed": seed})


def with_sizes(recipe: Recipe, path: Path) -> Recipe:
    """The recipe with the active particles' sizes from a CSV file (columns diameter_um and count).

    Raises FileError for a file that is not such a table, RecipeError for sizes no recipe takes.
    """
    from simulation_server.manufacturing.sizes import read_sizes  # other commands need no numpy

    powder = read_sizes(path)
    return changed(
        recipe,
        {
            "formulation.size_distribution": "custom",
            "formulation.custom_diameters_um": tuple(powder.diameters_um.tolist()),
            "formulation.custom_counts": tuple(powder.counts.tolist()),
        },
    )
