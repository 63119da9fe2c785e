"""Measured slurries and electrodes, computed by the line with parameters that have not seen them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulation_server.manufacturing.calibrated import instead
from simulation_server.manufacturing.calibration import calendering_fit, coating_fit, drying_fit
from simulation_server.manufacturing.calibration.calibrations import left_out
from simulation_server.manufacturing.calibration.flow_curves import slurry_recipe
from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.errors import FileError, PhysicsError
from simulation_server.schema.recipe import Recipe

from .check import Check, absolute, relative
from .task import Task

_SOURCE = "assets/measurements/nmc111_electrodes.toml"
VISCOSITY_BAR, POROSITY_BAR = 0.15, 0.02
RATES_PER_S = (12.5, 25.0, 50.0, 100.0)
_VISCOSITY_SECONDS, _DRIED_SECONDS, _CALENDERED_SECONDS = 30.0, 60.0, 30.0
_SEEDS = (3, 4)
"""Of the films whose mean is judged, other than the fits': measured rows are means of several too."""


def formulation(row: dict[str, Any]) -> str:
    """`94/65`: active material over solids in wt%."""
    return f"{row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"


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
            curve = np.mean([_flow_curve(row, seed) for seed in _SEEDS], axis=0)
        for rate, found in zip(RATES_PER_S, curve, strict=True):
            expected = float(row["k_pa_sn"] * np.float64(rate) ** (row["n"] - 1.0))
            title = f"viscosity, {name} at {rate:g} 1/s"
            yield relative(title, float(found), expected, VISCOSITY_BAR, "Pa s", f"{_SOURCE}, flow curve")

    return checks


def _flow_curve(row: dict[str, Any], seed: int) -> list[float]:
    """Viscosities of a sheared sample, Pa s."""
    film = mix(slurry_recipe(row, Recipe().simulation.particles, seed))
    for step in (slurry(film), shearing(film, RATES_PER_S)):
        for _ in step:
            pass
    report = film.line.slurry
    if report is None or len(report.viscosity_pa_s) != len(RATES_PER_S):
        raise PhysicsError("the slurry was sheared without a report of its viscosities")
    return report.viscosity_pa_s


def _loadings() -> Iterator[Check]:
    """Of every measured coating."""
    for report in coating_fit.judge():
        for row in report.rows:
            if row.held_out:
                name = row.name.replace("loading of ", "loading, ")
                yield relative(name, row.computed, row.reference, row.bar, "mg/cm2", f"{_SOURCE}, coating")


def _dried() -> Iterator[Check]:
    """Porosities of every measured coating, before calendering."""
    for row in measured("coating"):
        name = formulation(row)
        settling = drying_fit.Settling(**unseen("drying", name))
        with instead("drying", {"gauge": {"unevenness_um": settling.unevenness_um}}):
            found = np.mean([drying_fit.dry(row, seed, settling).porosity for seed in _SEEDS])
        title = f"dried porosity, {name} at {row['comma_gap_um']:g} um"
        yield absolute(title, float(found), row["porosity"], POROSITY_BAR, "1", f"{_SOURCE}, coating")


def _calendered(row: dict[str, Any]) -> Callable[[], Iterator[Check]]:
    """Porosities of one measured formulation after the rolls, from each nominal gap."""

    def checks() -> Iterator[Check]:
        parameters = unseen("calendering", formulation(row))
        films = calendering_fit.dry_films(row)
        curve = calendering_fit.curve_of(row, films, parameters)
        compliance = parameters["compliance_um_per_n_mm"]
        for found in calendering_fit.rows_of(row, curve, compliance, held_out=True):
            title = found.name.replace("porosity of ", "calendered porosity, ")
            source = f"{_SOURCE}, calendering"
            yield absolute(title, found.computed, found.reference, POROSITY_BAR, "1", source)

    return checks


VISCOSITIES = tuple(
    Task(f"viscosity {formulation(row)}", _viscosities(row), _VISCOSITY_SECONDS)
    for row in measured("viscosity")
)
LOADINGS = Task("loading", _loadings)
DRIED = Task("dried porosity", _dried, _DRIED_SECONDS)
CALENDERED = tuple(
    Task(f"calendered porosity {formulation(row)}", _calendered(row), _CALENDERED_SECONDS)
    for row in measured("calendering")
)
