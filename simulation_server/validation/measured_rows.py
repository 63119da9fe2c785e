"""Measured slurries and electrodes, computed by the line with parameters that have not seen them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulation_server.manufacturing.calibrated import instead
from simulation_server.manufacturing.calibration import coating_fit
from simulation_server.manufacturing.calibration.calibrations import left_out
from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.errors import FileError, PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

from .check import Check, relative
from .task import Task

_SOURCE = "assets/measurements/nmc111_electrodes.toml"
VISCOSITY_BAR = 0.15
RATES_PER_S = (12.5, 25.0, 50.0, 100.0)
_VISCOSITY_SECONDS = 60.0


def formulation(row: dict[str, Any]) -> str:
    """`94/65`: active material over solids in wt%."""
    return f"{row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"


def recipe_of(row: dict[str, Any]) -> Recipe:
    """The recipe of a measured row, as far as it says."""
    settings = {
        "formulation.active_wt_pct": row["active_wt_pct"],
        "slurry.solid_content_wt_pct": row["solid_content_wt_pct"],
    }
    if "comma_gap_um" in row:
        settings["coating.comma_gap_um"] = row["comma_gap_um"]
    return changed(Recipe(), settings)


def unseen(step: str, name: str) -> dict[str, float]:
    """The parameters of the fit without this formulation. Raises FileError where the calibration has none."""
    topic = f"{step} without {name}"
    found = left_out(step, topic)
    if not found:
        raise FileError(f"calibration {step!r} has no fit for {topic!r}; make it: mesonaut calibrate {step}")
    return found


def _viscosities(row: dict[str, Any]) -> Callable[[], Iterator[Check]]:
    """Of one measured slurry, sheared at four rates."""

    def checks() -> Iterator[Check]:
        name = formulation(row)
        with instead("slurry", {"rheology": unseen("slurry", name)}):
            film = mix(recipe_of(row))
            for _ in slurry(film):
                pass
            for _ in shearing(film, RATES_PER_S):
                pass
        report = film.line.slurry
        if report is None:
            raise PhysicsError("the slurry was sheared without a report of its viscosity")
        for rate, found in zip(report.shear_rate_per_s, report.viscosity_pa_s, strict=True):
            expected = float(row["k_pa_sn"] * np.float64(rate) ** (row["n"] - 1.0))
            title = f"viscosity, {name} at {rate:g} 1/s"
            yield relative(title, found, expected, VISCOSITY_BAR, "Pa s", f"{_SOURCE}, flow curve")

    return checks


def _loadings() -> Iterator[Check]:
    """Of every measured coating."""
    for report in coating_fit.judge():
        for row in report.rows:
            if row.held_out:
                name = row.name.replace("loading of ", "loading, ")
                yield relative(name, row.computed, row.reference, row.bar, "mg/cm2", f"{_SOURCE}, coating")


VISCOSITIES = tuple(
    Task(f"viscosity {formulation(row)}", _viscosities(row), _VISCOSITY_SECONDS)
    for row in measured("viscosity")
)
LOADINGS = (Task("loading", _loadings),)
