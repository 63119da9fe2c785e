"""The steps of the manufacturing line as the report tells them."""

from simulation_server.schema.line import Line
from simulation_server.schema.recipe import Recipe
from vr_client.panel.line_facts import (
    Fact,
    calendering_facts,
    coating_facts,
    drying_facts,
    slurry_facts,
)

_HOW = {
    "pressure": "at {:g} MPa",
    "line_load": "at {:g} N/mm",
    "gap": "at a roll gap of {:g} µm",
    "porosity": "to a porosity of {:g}",
    "degree": "by {:g} % of its thickness",
}
_KEY = {
    "pressure": "pressure_mpa",
    "line_load": "line_load_n_mm",
    "gap": "gap_um",
    "porosity": "target_porosity",
    "degree": "degree_pct",
}


def line_facts(line: Line) -> dict[str, list[Fact]]:
    """The facts of each step that has ended, in the words of the viewer's panel."""
    steps = {
        "Slurry": slurry_facts(line.slurry) if line.slurry else [],
        "Coating": coating_facts(line.coating) if line.coating else [],
        "Drying": drying_facts(line.drying) if line.drying else [],
        "Calendering": calendering_facts(line.calendering) if line.calendering else [],
    }
    return {name: facts for name, facts in steps.items() if facts}


def how_calendered(recipe: Recipe) -> str:
    """As in `calendered at 60 MPa`, by what the recipe controls."""
    control = recipe.calendering.control
    value = float(getattr(recipe.calendering, _KEY[control]))
    return f"calendered {_HOW[control].format(value)}"
