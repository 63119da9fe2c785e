"""Fits the comma bar to measured coatings and judges it on formulations left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.manufacturing.coating import bar_thickness_um, scatter_factor
from simulation_server.manufacturing.formulation import slurry
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

from .measurements import measured
from .report import FitReport, RowResult

BAR = 0.05
"""Share of the measured loading."""
_START = (1.0, 3000.0)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CommaBar:
    """What the fit gives: the wedge, and what each measured slurry lays beyond it."""

    prefactor: float
    entry_height_um: float
    slurries: tuple[dict[str, float], ...] = ()

    def wedge_mg_cm2(self, row: Row) -> float:
        """Active material on a square centimetre for a measured row, by the wedge alone."""
        laid = bar_thickness_um(row["comma_gap_um"], self.prefactor, self.entry_height_um)
        return laid * loading_per_um(row)

    def loading_mg_cm2(self, row: Row) -> float:
        """Active material on a square centimetre for a measured row, as the line computes it."""
        scatter = calibrated("coating")["scatter"]
        near = scatter_factor(*slurry_of(row), self.slurries, scatter)
        return self.wedge_mg_cm2(row) * near


def row_recipe(row: Row) -> Recipe:
    """The recipe of a measured coating."""
    settings = {
        "formulation.active_wt_pct": row["active_wt_pct"],
        "slurry.solid_content_wt_pct": row["solid_content_wt_pct"],
        "coating.comma_gap_um": row["comma_gap_um"],
    }
    return changed(Recipe(), settings)


def row_name(row: Row) -> str:
    """`95/70 at 200 um`: active material over solids in wt%, and the comma gap."""
    return f"{row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g} at {row['comma_gap_um']:g} um"


def slurry_of(row: Row) -> tuple[float, float]:
    """Active material and solids (wt%) of a measured row: what tells two formulations apart."""
    return row["active_wt_pct"], row["solid_content_wt_pct"]


def loading_per_um(row: Row) -> float:
    """Active material (mg/cm2) in each um of wet film, volumes adding without excess."""
    shares = row["active_wt_pct"] / 100.0 * row["solid_content_wt_pct"] / 100.0
    return float(0.1 * shares / slurry(row_recipe(row)).total)


def fit(rows: Sequence[Row]) -> CommaBar:
    """Least squares of the relative deviation of the loading; the slurries' scatter is what is left."""

    def bar(parameters: NDArray[np.float64]) -> CommaBar:
        return CommaBar(float(parameters[0]), float(np.exp(parameters[1])))

    def deviations(parameters: NDArray[np.float64]) -> list[float]:
        return [bar(parameters).wedge_mg_cm2(row) / row["loading_mg_cm2"] - 1.0 for row in rows]

    wedge = bar(least_squares(deviations, (_START[0], np.log(_START[1]))).x)
    return CommaBar(wedge.prefactor, wedge.entry_height_um, _left(rows, wedge))


def _left(rows: Iterable[Row], wedge: CommaBar) -> tuple[dict[str, float], ...]:
    """Mean of ln(measured over wedge) of each slurry."""
    found: dict[tuple[float, float], list[float]] = {}
    for row in rows:
        off = float(np.log(row["loading_mg_cm2"] / wedge.wedge_mg_cm2(row)))
        found.setdefault(slurry_of(row), []).append(off)
    return tuple(
        {"active_wt_pct": active, "solid_content_wt_pct": solids, "log_factor": float(np.mean(values))}
        for (active, solids), values in found.items()
    )


def judge() -> list[FitReport]:
    """The fit to all rows, then one for each slurry left out, judged on that slurry alone."""
    rows = measured("coating")
    slurries = sorted({slurry_of(row) for row in rows})
    reports = [_report("coating", fit(rows), rows, held_out=False)]
    for left_out in slurries:
        kept = [row for row in rows if slurry_of(row) != left_out]
        judged = [row for row in rows if slurry_of(row) == left_out]
        name = f"coating without {left_out[0]:g}/{left_out[1]:g}"
        reports.append(_report(name, fit(kept), judged, held_out=True))
    return reports


def _report(topic: str, bar: CommaBar, rows: Iterable[Row], *, held_out: bool) -> FitReport:
    results = []
    for row in rows:
        computed, reference = bar.loading_mg_cm2(row), row["loading_mg_cm2"]
        deviation = computed / reference - 1.0
        name = f"loading of {row_name(row)}"
        results.append(RowResult(name, computed, reference, deviation, BAR, "mg/cm2", held_out))
    parameters = {"prefactor": bar.prefactor, "entry_height_um": bar.entry_height_um}
    return FitReport(topic, parameters, results)


def calibration_text(bar: CommaBar, date: str) -> str:
    """assets/calibration/coating.toml with these values; what is not fitted is kept as it is."""
    kept = calibrated("coating")
    head, scatter = kept["head"], kept["scatter"]
    slurries = "".join(
        f"\n[[slurry]]\nactive_wt_pct = {each['active_wt_pct']:g}\n"
        f"solid_content_wt_pct = {each['solid_content_wt_pct']:g}\nlog_factor = {each['log_factor']:.4f}\n"
        for each in bar.slurries
    )
    return f"""\
# Comma-bar coating: wet thickness over gap, fitted to the {len(measured("coating"))} coatings of
# assets/measurements/nmc111_electrodes.toml on {date} with manufacturing/calibration/coating_fit.py

[comma_bar]
prefactor = {bar.prefactor:.4f}
entry_height_um = {bar.entry_height_um:.0f}

# The speed's part is an estimate, no measured row varies it: see manufacturing/coating.py
[head]
share = {head["share"]:g}                # of the flow at the reference speed and gap
reference_speed_m_min = {head["reference_speed_m_min"]:g} # of the measured coatings
reference_gap_um = {head["reference_gap_um"]:g}
flow_index = {head["flow_index"]:g}           # mean of the four measured flow curves

# What each measured slurry lays beyond the wedge, ln(measured over computed): scatter between batches that
# nothing in the recipe explains. It counts for slurries near the measured one, fading over these distances.
[scatter]
active_wt_pct = {scatter["active_wt_pct"]:g}
solid_content_wt_pct = {scatter["solid_content_wt_pct"]:g}
weight = {scatter["weight"]:g}
{slurries}"""
