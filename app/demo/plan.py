"""What the scripted session does, and how large an electrode fits into its time."""

import os
from dataclasses import dataclass, field

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from vr_client.panel.tabs import TabName
from vr_client.stage.colouring import ColourMode

FEWEST_PARTICLES, USUAL_PARTICLES, MOST_PARTICLES = 900, 1500, 6000
USUAL_SECONDS = 180.0
"""In this time two cores bring an electrode of the usual size through all steps, compilation included."""
CELL_UM = 1.8
"""Edge of a voxel of the discharge in three dimensions: half a minute for an electrode of the usual size."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person would do: shear the slurry, turn a setting (as at a slider), fill the electrode, or
    discharge it in three dimensions at `c_rate` (1/h).

    The picture is taken with `tab` of the panel open and the particles coloured by `colour`.
    """

    name: str
    picture: str
    settings: dict[str, float] = field(default_factory=dict)
    rates_per_s: tuple[float, ...] = ()
    fills: bool = False
    c_rate: float = 0.0
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
    Step("discharge in 3D", "discharged-3d", c_rate=3.0, tab="Curves", colour="lithiation"),
)
"""The last may end before it is over where time is up; 3C is among the rates of the discharges in 1D."""


def particles_for(seconds: float, cores: int | None = None) -> int:
    """Spheres of the scene that is through all steps in `seconds`: cost grows about as their number."""
    share = seconds / USUAL_SECONDS * min(max((cores or os.cpu_count() or 1) / 2.0, 0.5), 2.0)
    return int(min(max(USUAL_PARTICLES * share, FEWEST_PARTICLES), MOST_PARTICLES) // 100 * 100)


def opening_recipe(seconds: float | None, seed: int, particles: int | None = None) -> Recipe:
    """The recipe the server starts with: the first step's, at the size that fits into `seconds`.

    Without a time to keep to, a recipe's usual size.
    """
    usual = Recipe().simulation
    size: dict[str, float] = {
        "simulation.particles": particles or usual.particles,
        "simulation.seed": seed,
    }
    if seconds is not None:
        size["simulation.particles"] = particles or particles_for(seconds)
        size["simulation.cell_um"] = CELL_UM
    return changed(Recipe(), {**size, **STEPS[0].settings})
