"""Fits what sets the porosity of dried films to measured coatings, and judges it on formulations left out.

Free are the friction of both kinds of particles, which calendering shares, and the unevenness that a gauge
finds beyond the plane; `fit` can be told to leave the frictions as they are. A film's thickness is nearly
linear in the logarithm of the frictions over the range in question: it is computed at a base point and one
step away in each, and the fit is linear least squares on these.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from simulation_server.manufacturing.calibrated import FOLDER, calibrated, instead
from simulation_server.manufacturing.coating import coat
from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.formulation import formulate
from simulation_server.manufacturing.materials import REFERENCE_ACTIVE, REFERENCE_BINDER, material
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

from .coating_fit import row_name, row_recipe, slurry_of
from .measurements import measured
from .report import FitReport, RowResult

BAR = 0.02
"""Two points of porosity."""
_STEP = 0.3
"""Of the logarithm of a friction."""
_LEAST_BOX_UM = 32.0
"""Width below which a film's thickness scatters by more than a fifth of the bar."""
_FEWEST, _STRIDE = 2000, 250
_LARGEST_UNEVENNESS_UM = 6.0
"""Bound of the fit: half of the coarsest particles' diameter."""

Row = dict[str, Any]
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Settling:
    """What the fit sets."""

    friction_active: float
    friction_cbd: float
    unevenness_um: float

    def contact(self) -> dict[str, dict[str, float]]:
        """The [contact] tables of calendering.toml with these frictions."""
        known = calibrated("calendering").get("contact", {})
        return {
            "active": {**known.get("active", {}), "friction": self.friction_active},
            "cbd": {**known.get("cbd", {}), "friction": self.friction_cbd},
        }

    def moved(self, index: int) -> "Settling":
        """The same with one of the frictions a step up."""
        active, cbd = (exp(_STEP) if index == own else 1.0 for own in (0, 1))
        return Settling(active * self.friction_active, cbd * self.friction_cbd, self.unevenness_um)

    def parameters(self) -> dict[str, float]:
        """By name, as reports give them."""
        return {
            "friction_active": self.friction_active,
            "friction_cbd": self.friction_cbd,
            "unevenness_um": self.unevenness_um,
        }


def present() -> Settling:
    """What is in use."""
    contact = calibrated("calendering").get("contact", {})

    def friction(role: str, name: str) -> float:
        return float(contact.get(role, {}).get("friction", material(name)["contact"]["friction"]))

    return Settling(
        friction("active", REFERENCE_ACTIVE),
        friction("cbd", REFERENCE_BINDER),
        calibrated("drying")["gauge"]["unevenness_um"],
    )


def dry_recipe(row: Row, seed: int) -> Recipe:
    """The recipe of a measured row with as many particles as a box wide enough takes."""
    recipe = changed(row_recipe(row), {"simulation.seed": seed, "simulation.particles": 20_000})
    share = (_LEAST_BOX_UM / formulate(recipe).box_um) ** 2
    number = max(_FEWEST, _STRIDE * ceil(20_000 * share / _STRIDE))
    return changed(recipe, {"simulation.particles": number})


def dry(row: Row, seed: int, settling: Settling) -> Film:
    """The film of a measured row, from slurry to dry."""
    with instead("calendering", {"contact": settling.contact()}):
        film = mix(dry_recipe(row, seed))
        for _ in slurry(film):
            pass
        coat(film)
        for _ in drying(film):
            pass
    return film


@dataclass(frozen=True, slots=True)
class Response:
    """How a row's film follows the parameters: logarithm of the plane's height, and its slopes (2,)."""

    row: Row
    solids_um: float
    log_height: float
    slopes: NDArray[np.float64]

    def porosity(self, base: Settling, found: Settling) -> float:
        """Porosity with the parameters found, by linear extrapolation."""
        shift = [
            log(found.friction_active / base.friction_active),
            log(found.friction_cbd / base.friction_cbd),
        ]
        height = exp(self.log_height + float(self.slopes @ np.array(shift)))
        return 1.0 - self.solids_um / (height + found.unevenness_um)


def response(row: Row, seeds: Sequence[int], base: Settling) -> Response:
    """Computes a row at the base point and a step away in each friction, mean over the seeds."""
    films = [[dry(row, seed, point) for seed in seeds] for point in (base, base.moved(0), base.moved(1))]
    heights = np.array([[log(film.system.plane_um) for film in row] for row in films]).mean(axis=1)
    mixed = films[0][0].mix
    solids = mixed.solid_volume_um3 / mixed.area_um2
    return Response(row, solids, float(heights[0]), (heights[1:] - heights[0]) / _STEP)


def fit(responses: Sequence[Response], base: Settling, *, frictions: bool = True) -> Settling:
    """Least squares of the deviation of the porosity, linear about the base point.

    Without `frictions` they stay at the base point, as a fit to calendering has set them.
    """
    computed = np.array([each.porosity(base, base) for each in responses])
    missing = np.array([each.row["porosity"] for each in responses]) - computed
    per_um = np.array([(1.0 - p) / _gauged_um(r, base) for p, r in zip(computed, responses, strict=True)])
    heights = np.array([exp(r.log_height) for r in responses])
    slopes = np.array([r.slopes for r in responses]) * (per_um * heights)[:, None]
    matrix = np.column_stack([slopes, per_um])
    span = 2.0 * _STEP if frictions else 1e-12
    most = [span, span, _LARGEST_UNEVENNESS_UM - base.unevenness_um]
    least = [-span, -span, -base.unevenness_um]
    found = [float(each) for each in lsq_linear(matrix, missing, (least, most)).x]
    return Settling(
        base.friction_active * exp(found[0]), base.friction_cbd * exp(found[1]), base.unevenness_um + found[2]
    )


def _gauged_um(response: Response, base: Settling) -> float:
    return exp(response.log_height) + base.unevenness_um


def calibration_text(settling: Settling, day: str) -> str:
    """assets/calibration/drying.toml with this unevenness; frictions go to calendering.toml."""
    text = (FOLDER / "drying.toml").read_text(encoding="utf-8")
    value = f"unevenness_um = {settling.unevenness_um:.2f}  # fitted on {day}"
    return re.sub(r"^unevenness_um = .*$", value, text, count=1, flags=re.MULTILINE)


def judge(
    on_progress: Progress = lambda share, what: None,
    *,
    seeds: Sequence[int] = (1, 2),
    frictions: bool = True,
) -> tuple[Settling, list[FitReport]]:
    """The fit to all rows, then one for each slurry left out, judged on that slurry alone."""
    base, rows = present(), measured("coating")
    responses = []
    for done, row in enumerate(rows):
        on_progress(done / len(rows), row_name(row))
        responses.append(response(row, seeds, base))
    best = fit(responses, base, frictions=frictions)
    reports = [_report("drying", best, base, responses, held_out=False)]
    for left_out in sorted({slurry_of(row) for row in rows}):
        kept = [each for each in responses if slurry_of(each.row) != left_out]
        judged = [each for each in responses if slurry_of(each.row) == left_out]
        name = f"drying without {left_out[0]:g}/{left_out[1]:g}"
        reports.append(_report(name, fit(kept, base, frictions=frictions), base, judged, held_out=True))
    return best, reports


def calibrate(on_progress: Progress) -> tuple[list[FitReport], str]:
    """The unevenness fitted anew, frictions left as calendering has them: its reports and drying.toml."""
    best, reports = judge(on_progress, frictions=False)
    return reports, calibration_text(best, f"{date.today()}")


def _report(
    topic: str, found: Settling, base: Settling, responses: Sequence[Response], *, held_out: bool
) -> FitReport:
    return FitReport(topic, found.parameters(), list(_results(found, base, responses, held_out)))


def _results(
    found: Settling, base: Settling, responses: Sequence[Response], held_out: bool
) -> Iterator[RowResult]:
    for each in responses:
        computed, reference = each.porosity(base, found), each.row["porosity"]
        name = f"dried porosity of {row_name(each.row)}"
        yield RowResult(name, computed, reference, computed - reference, BAR, "1", held_out)
