"""A small dry film for the tests of calendering: laid and dried without its slurry, in a second or two."""

from functools import cache
from typing import Any

from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

SMALL = changed(Recipe(), {"simulation.particles": 500, "coating.comma_gap_um": 80.0})


@cache
def dried() -> dict[str, Any]:
    """Checkpoint of the film before calendering."""
    film = Film(SMALL)
    film.lay(film.mix.wet_thickness_um)
    for _ in drying(film):
        pass
    return film.checkpoint()
