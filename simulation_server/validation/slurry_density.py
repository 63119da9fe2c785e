"""The suspension at rest and zero pressure against volumes that add."""

from collections.abc import Iterator

from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Formulation, Recipe, Slurry

from .check import Check, relative

BAR = 0.03


def densities() -> Iterator[Check]:
    """Of every measured slurry."""
    for row in measured("viscosity"):
        recipe = Recipe(
            formulation=Formulation(active_wt_pct=row["active_wt_pct"]),
            slurry=Slurry(solid_content_wt_pct=row["solid_content_wt_pct"]),
        )
        film = mix(recipe)
        for _ in slurry(film):
            pass
        report = film.line.slurry
        if report is None:
            raise PhysicsError("the slurry came to rest without a report of its density")
        title = f"slurry density, {row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"
        yield relative(title, report.density_g_cm3, report.ideal_density_g_cm3, BAR, "g/cm3", "ideal mixing")
