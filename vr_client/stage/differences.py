"""What differs between two electrodes: settings of their recipes, values of their results."""

from dataclasses import dataclass
from typing import Any

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, in_use

from .setting_words import setting_name


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting or a result of both; `kept` and `live` are None where there is no such number."""

    name: str
    label: str
    unit: str
    kept: Any
    live: Any


def differing_settings(kept: Recipe, live: Recipe) -> list[Difference]:
    """Settings that differ and count in at least one of both, in the recipe's order."""
    found = []
    for path, setting in SETTINGS.items():
        values = tuple(recipe.get(path) if in_use(recipe, path) else None for recipe in (kept, live))
        if values[0] != values[1]:
            found.append(Difference(path, setting_name(path, setting.unit), setting.unit, *values))
    return found
