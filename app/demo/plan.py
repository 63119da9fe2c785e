"""What the scripted session does, and how large an electrode fits into its time."""

import os
from dataclasses import dataclass, field

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from vr_client.panel.tabs import TabName
from vr_client.stage.colouring import ColourMode

FEWEST_PARTICLES, USUAL_PARTICLES, MOST_PARTICLES = 900, 1600, 6000
USUAL_SECONDS = 180.0
"""In this time two cores bring an electrode of the usual size through all steps, compilation included."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person would do: shear the slurry, turn a setting (as at a slider), or fill the electrode.

    The picture is taken with `tab` of the panel open and the particles coloured by `colour`.
    """

    name: str
    picture: str
    settings: dict[str, float] = field(default_factory=dict)
    rates_per_s: tuple[float, ...] = ()
    fills: bool = False
    tab: TabName = "Results"
    colour: ColourMode = "phase"


SHEARING = Step("sheared slurry", "sheared", rates_per_s=(25.0, 100.0), tab="Line", colour="displacement")
"""Comes before the steps that make an electrode."""

STEPS = (
    Step("first calendering", "calendered", {"calendering.pressure_mpa": 40.0}),
    Step(
        "higher pressure",
        "higher-pressure",
        {"calendering.pressure_mpa": 90.0},
        tab="Line",
        colour="cracking",
    ),
    Step("changed formulation", "changed-formulation", {"formulation.active_wt_pct": 96.5}, tab="Curves"),
    Step("filling", "filled", fills=True),
)


def particles_for(seconds: float, cores: int | None = None) -> int:
    """Spheres of the scene that is through all steps in `seconds`: cost grows about as their number."""
    share = seconds / USUAL_SECONDS * min(max((cores or os.cpu_count() or 1) / 2.0, 0.5), 2.0)
    return int(min(max(USUAL_PARTICLES * share, FEWEST_PARTICLES), MOST_PARTICLES) // 100 * 100)


def opening_recipe(seconds: float | None, seed: int, particles: int | None = None) -> Recipe:
    """The recipe the server starts with: the first step's, at the size that fits into `seconds`.

    Without a time to keep to, a recipe's usual size.
    """
    usual = Recipe().simulation.particles if seconds is None else particles_for(seconds)
    size = {"simulation.particles": particles or usual, "simulation.seed": seed}
    return changed(Recipe(), {**size, **STEPS[0].settings})
