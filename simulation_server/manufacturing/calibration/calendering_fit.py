"""Fits the calender's compliance and the contacts between its rolls to measured calendered electrodes.

Each candidate for the contacts presses a few films of every formulation once; what the measured nominal
gaps lead to follows from these curves for any compliance. Each formulation is judged by the candidate and
compliance that suit the others best. Which contact values are varied, and over what range, was chosen with
the same three formulations in sight: the judgement flatters a little.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from simulation_server.manufacturing.calibrated import FOLDER, calibrated, instead
from simulation_server.manufacturing.film import Film
from simulation_server.schema.recipe import Recipe

from .measured_film import measured_film
from .measurements import measured
from .pressing_curve import PressingCurve, mean_curve, pressing_curve
from .report import FitReport, RowResult

Progress = Callable[[float, str], None]
Row = dict[str, Any]
DryFilms = list[tuple[Recipe, dict[str, Any]]]

BAR = 0.02
"""Two points of porosity."""
PRESSURES_MPA = (15.0, 35.0, 60.0, 90.0, 130.0, 180.0)
_ACTIVE_FRICTIONS, _CBD_FRICTIONS = (0.2, 0.3, 0.4), (0.05, 0.1, 0.2)
_PARTICLES, _SEEDS = 800, (1, 2, 3)
_COMPLIANCES = np.geomspace(0.05, 3.0, 400)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What is varied of the contacts between the rolls."""

    active_friction: float
    cbd_friction: float


CANDIDATES = tuple(Contacts(*each) for each in product(_ACTIVE_FRICTIONS, _CBD_FRICTIONS))
Curves = Mapping[Contacts, Sequence[PressingCurve]]
"""For each candidate the mean curve of each row."""


def tables_of(parameters: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """A fit's parameters as tables of calendering.toml, for `calibrated.instead`."""
    under_rolls = calibrated("calendering")["under_rolls"]
    return {
        "rolls": {"compliance_um_per_n_mm": parameters["compliance_um_per_n_mm"]},
        "under_rolls": {
            "active": {**under_rolls["active"], "friction": parameters["active_friction"]},
            "cbd": {**under_rolls["cbd"], "friction": parameters["cbd_friction"]},
        },
    }


def row_name(row: Row) -> str:
    """`94/60`: active material over solids in wt%."""
    return f"{row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"


def dry_films(row: Row) -> DryFilms:
    """Checkpoints of a few films of a measured row before calendering."""
    films = [measured_film(row, _PARTICLES, seed) for seed in _SEEDS]
    return [(film.recipe, film.checkpoint()) for film in films]


def curve_of(row: Row, dry: DryFilms, parameters: Mapping[str, float]) -> PressingCurve:
    """The mean pressing curve of a row's dry films, with a fit's parameters."""
    with instead("calendering", tables_of(parameters)):
        films = (Film.restore(recipe, saved) for recipe, saved in dry)
        return mean_curve([pressing_curve(film, row, PRESSURES_MPA) for film in films])


def rows_of(row: Row, curve: PressingCurve, compliance: float, *, held_out: bool) -> list[RowResult]:
    """Every gap of a measured row beside what the curve gives for it."""
    results = []
    for gap, reference in row["after"]:
        computed = float(curve.porosity_at(np.array([gap]), compliance)[0])
        name = f"porosity of {row_name(row)} at a gap of {gap:g} um"
        results.append(RowResult(name, computed, reference, computed - reference, BAR, "1", held_out))
    return results


def curves(rows: Sequence[Row], progress: Progress) -> dict[Contacts, list[PressingCurve]]:
    """Presses every candidate's films."""
    found: dict[Contacts, list[PressingCurve]] = {}
    progress(0.0, "films")
    dry = [dry_films(row) for row in rows]
    for number, contacts in enumerate(CANDIDATES, start=1):
        progress(number / (len(CANDIDATES) + 1), f"pressing, contacts {number} of {len(CANDIDATES)}")
        pressed = zip(rows, dry, strict=True)
        found[contacts] = [curve_of(row, films, _parameters(contacts, 1.0)) for row, films in pressed]
    return found


def fit(found: Curves, rows: Sequence[Row], seen: Iterable[int]) -> dict[str, float]:
    """The contacts and compliance of least squares over the rows with these numbers."""
    best, least = {}, np.inf
    numbers = list(seen)
    for contacts, pressed in found.items():
        for compliance in _COMPLIANCES:
            off = 0.0
            for number in numbers:
                gaps, porosity = np.array(rows[number]["after"]).T
                off += float(np.sum((pressed[number].porosity_at(gaps, compliance) - porosity) ** 2))
            if off < least:
                best, least = _parameters(contacts, float(compliance)), off
    return best


def judge(found: Curves, rows: Sequence[Row]) -> list[FitReport]:
    """The fit to all rows, then one for each formulation left out, judged on that formulation alone."""
    everything = range(len(rows))
    reports = [_report("calendering", found, rows, fit(found, rows, everything), everything, held_out=False)]
    for left in everything:
        parameters = fit(found, rows, [number for number in everything if number != left])
        topic = f"calendering without {row_name(rows[left])}"
        reports.append(_report(topic, found, rows, parameters, [left], held_out=True))
    return reports


def calibrate(progress: Progress) -> tuple[list[FitReport], str]:
    """The reports, and assets/calibration/calendering.toml with what was found."""
    rows = measured("calendering")
    found = curves(rows, progress)
    reports = judge(found, rows)
    best = reports[0].parameters
    strain = np.mean([curve.strain_at_100_mpa for curve in found[_contacts(best)]])
    return reports, calibration_text(best, float(strain), f"{date.today()}")


def calibration_text(parameters: Mapping[str, float], strain: float, day: str) -> str:
    """The calibration in use with its fitted values exchanged; all else stays as it is written there."""
    values = {
        "[rolls]": {"compliance_um_per_n_mm": parameters["compliance_um_per_n_mm"]},
        "[recovery]": {"strain_at_100_mpa": strain},
        "[under_rolls.active]": {"friction": parameters["active_friction"]},
        "[under_rolls.cbd]": {"friction": parameters["cbd_friction"]},
    }
    lines, table = [], ""
    for line in (FOLDER / "calendering.toml").read_text(encoding="utf-8").splitlines():
        if line == "[[left_out]]" or line.startswith("# Found with a formulation left out"):
            break  # the fits without a formulation are written anew
        table = line if line.startswith("[") else table
        key, _, rest = line.partition(" = ")
        if key in values.get(table, {}):
            line = f"{key} = {values[table][key]:.4g}  # fitted {day}{_remark(rest)}"
        lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def _remark(rest: str) -> str:
    """What a fitted line says after its date, after a colon."""
    _, found, text = rest.partition(": ")
    return f": {text}" if found else ""


def _report(
    topic: str,
    found: Curves,
    rows: Sequence[Row],
    parameters: dict[str, float],
    judged: Iterable[int],
    *,
    held_out: bool,
) -> FitReport:
    pressed, compliance = found[_contacts(parameters)], parameters["compliance_um_per_n_mm"]
    results = [
        result
        for number in judged
        for result in rows_of(rows[number], pressed[number], compliance, held_out=held_out)
    ]
    return FitReport(topic, parameters, results)


def _parameters(contacts: Contacts, compliance: float) -> dict[str, float]:
    return {
        "active_friction": contacts.active_friction,
        "cbd_friction": contacts.cbd_friction,
        "compliance_um_per_n_mm": compliance,
    }


def _contacts(parameters: Mapping[str, float]) -> Contacts:
    return Contacts(parameters["active_friction"], parameters["cbd_friction"])
