"""Fits the slurry's few scales: the jammed share to ideal mixing, stress and time to measured flow curves.

Each formulation is judged twice: by the fit to all, and by a fit that has not seen it. The form of the laws
(suspension.py) was chosen with the same four formulations in sight: the second judgement flatters a little.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from simulation_server.manufacturing.calibrated import calibrated, instead
from simulation_server.manufacturing.slurry import mix, slurry

from .flow_curves import STRAIN_STEPS, FlowCurve, mean_curve, simulated, slurry_recipe
from .measurements import measured
from .report import FitReport, RowResult

Progress = Callable[[float, str], None]
Row = dict[str, Any]

DENSITY_BAR, VISCOSITY_BAR = 0.03, 0.15
RATES_PER_S = np.array([12.5, 25.0, 50.0, 100.0])
_PARTICLES, _SEEDS = 2000, (1, 2)
_SPREAD = ((90.0, 55.0), (98.0, 55.0), (94.0, 65.0), (96.0, 73.0), (90.0, 80.0), (98.0, 80.0))
"""Active material and solids (wt%) over what a recipe may be, for the jammed share."""
_DENSITY_SHARE = 0.2
"""For the progress alone: what of the time goes into densities."""


@dataclass(frozen=True, slots=True)
class Scales:
    """What the flow curves fix."""

    modulus_kpa: float
    viscosity_mpa_s: float
    exponent: float

    def viscosity_pa_s(self, curve: FlowCurve, rate_per_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Viscosities (m,) of a formulation."""
        reference = calibrated("slurry")["rheology"]["reference_concentration"]
        factor = (curve.concentration / reference) ** self.exponent * curve.stiffening
        return curve.viscosity_pa_s(rate_per_s, factor * self.modulus_kpa, factor * self.viscosity_mpa_s)


@dataclass(frozen=True, slots=True)
class Packing:
    """What ideal mixing fixes."""

    jammed_share: float
    per_am_share: float


def measured_pa_s(row: Row, rate_per_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Viscosities (m,) of a measured flow curve, by its power law."""
    return np.asarray(row["k_pa_sn"] * rate_per_s ** (row["n"] - 1.0))


def fit_scales(curves: Sequence[FlowCurve], rows: Sequence[Row]) -> Scales:
    """Least squares of the logarithm over all rates; the curves' range bounds the time scale."""
    low, high = STRAIN_STEPS[0] / RATES_PER_S[0], STRAIN_STEPS[-1] / RATES_PER_S[-1]
    start = calibrated("slurry")["rheology"]
    step_us = float(np.sqrt(low * high)) * 1e6

    def scales(parameters: NDArray[np.float64]) -> Scales:
        modulus, time = np.exp(parameters[:2])
        return Scales(float(modulus), float(modulus * time), float(parameters[2]))

    def deviations(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        found = scales(parameters)
        pairs = zip(curves, rows, strict=True)
        computed = [found.viscosity_pa_s(c, RATES_PER_S) / measured_pa_s(r, RATES_PER_S) for c, r in pairs]
        return np.log(np.concatenate(computed))

    first = [np.log(start["modulus_kpa"]), np.log(step_us), start["exponent"]]
    bounds = ([-np.inf, np.log(0.5e6 * low), 0.0], [np.inf, np.log(1.5e6 * high), 6.0])
    return scales(least_squares(deviations, first, bounds=bounds).x)


def judge(curves: Sequence[FlowCurve], rows: Sequence[Row]) -> list[FitReport]:
    """The fit to all formulations, then one for each left out, judged on that one alone."""
    reports = [_report("slurry", fit_scales(curves, rows), curves, rows, held_out=False)]
    for left_out, row in enumerate(rows):
        kept = [each for each in range(len(rows)) if each != left_out]
        scales = fit_scales([curves[k] for k in kept], [rows[k] for k in kept])
        topic = f"slurry without {row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"
        reports.append(_report(topic, scales, [curves[left_out]], [row], held_out=True))
    return reports


def _report(
    topic: str, scales: Scales, curves: Sequence[FlowCurve], rows: Sequence[Row], *, held_out: bool
) -> FitReport:
    results = []
    for curve, row in zip(curves, rows, strict=True):
        name = f"viscosity of {row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"
        computed, reference = scales.viscosity_pa_s(curve, RATES_PER_S), measured_pa_s(row, RATES_PER_S)
        for rate, found, expected in zip(RATES_PER_S, computed, reference, strict=True):
            off = float(found / expected - 1.0)
            label = f"{name} at {rate:g} 1/s"
            results.append(
                RowResult(label, float(found), float(expected), off, VISCOSITY_BAR, "Pa s", held_out)
            )
    parameters = {
        "modulus_kpa": scales.modulus_kpa,
        "viscosity_mpa_s": scales.viscosity_mpa_s,
        "exponent": scales.exponent,
    }
    return FitReport(topic, parameters, results)


def fit_packing(progress: Progress) -> tuple[Packing, FitReport]:
    """The share that contact spheres take at zero pressure, a line over the active material's share.

    The densities found with the present line say what the share is; those found with the new one are
    reported. A line with which every density is within half the bar is kept: a slurry contracts so slowly
    that each new fit would ask for a little less.
    """
    present = Packing(**calibrated("slurry")["packing"])
    before = [_rested(k, present, 0.0, progress) for k in range(len(_SPREAD))]
    if all(abs(row.deviation) <= 0.5 * DENSITY_BAR for _, row in before):
        return present, FitReport("slurry density", asdict(present), [row for _, row in before])
    shares = np.array([am for am, _ in before])
    jammed = [
        (present.jammed_share + present.per_am_share * am) * (1.0 + row.deviation) for am, row in before
    ]
    slope, share = np.polyfit(shares, jammed, 1)
    found = Packing(float(share), float(slope))
    rows = [_rested(k, found, 0.5 * _DENSITY_SHARE, progress)[1] for k in range(len(_SPREAD))]
    return found, FitReport("slurry density", asdict(found), rows)


def _rested(number: int, packing: Packing, done: float, progress: Progress) -> tuple[float, RowResult]:
    """The active material's share of the volume, and the density, of a slurry at rest."""
    active, solids = _SPREAD[number]
    progress(done + 0.5 * _DENSITY_SHARE * number / len(_SPREAD), f"density of {active:g}/{solids:g}")
    row = {"active_wt_pct": active, "solid_content_wt_pct": solids}
    with instead("slurry", {"packing": asdict(packing)}):
        film = mix(slurry_recipe(row, _PARTICLES, _SEEDS[0]))
        for _ in slurry(film):
            pass
    report = film.line.slurry
    assert report is not None
    density, ideal = report.density_g_cm3, report.ideal_density_g_cm3
    name, off = f"density of {active:g}/{solids:g}", density / ideal - 1.0
    result = RowResult(name, density, ideal, off, DENSITY_BAR, "g/cm3", held_out=False)
    return film.mix.volumes.am_fraction, result


def flow_curves(progress: Progress) -> list[FlowCurve]:
    """A curve for each measured formulation, the mean over the seeds."""
    curves = []
    rows = measured("viscosity")
    for number, row in enumerate(rows):
        found = []
        for turn, seed in enumerate(_SEEDS):
            for step in simulated(slurry_recipe(row, _PARTICLES, seed)):
                if isinstance(step, FlowCurve):
                    found.append(step)
                    continue
                share = (number + (turn + step) / len(_SEEDS)) / len(rows)
                what = f"flow curve of {row['active_wt_pct']:g}/{row['solid_content_wt_pct']:g}"
                progress(_DENSITY_SHARE + (1.0 - _DENSITY_SHARE) * share, what)
        curves.append(mean_curve(found))
    return curves


def calibrate(progress: Progress) -> tuple[list[FitReport], str]:
    """Both fits: the reports, and assets/calibration/slurry.toml with the new values. Takes some minutes."""
    packing, densities = fit_packing(progress)
    with instead("slurry", {"packing": asdict(packing)}):
        curves, rows = flow_curves(progress), list(measured("viscosity"))
    reports = [densities, *judge(curves, rows)]
    scales = fit_scales(curves, rows)
    return reports, calibration_text(packing, scales, reports, f"{date.today()}")


def calibration_text(packing: Packing, scales: Scales, reports: Sequence[FitReport], day: str) -> str:
    """The calibration file with these values; the form of the laws is kept as it is."""
    kept = calibrated("slurry")
    law, reference = kept["law"], kept["rheology"]["reference_concentration"]

    def worst(held_out: bool) -> float:
        rows = [row for report in reports for row in report.rows if row.unit == "Pa s"]
        return 100.0 * max((abs(row.deviation) for row in rows if row.held_out == held_out), default=0.0)

    return f"""\
# Slurry: active particles and blobs (manufacturing/suspension.py). Fitted on {day} with
# manufacturing/calibration/slurry_fit.py to the {len(measured("viscosity"))} flow curves of
# assets/measurements/nmc111_electrodes.toml at 12.5 to 100 1/s: largest deviation {worst(False):.0f} %,
# {worst(True):.0f} % where the formulation is left out of the fit.

# Form of the laws, chosen: lengths over contact diameters, energies over the blobs' modulus
[law]
active_stiffness = {law["active_stiffness"]:g}  # Kn of active particles over that of blobs
attraction = {law["attraction"]:g}   # depth of the well over modulus, own diameter and the blob's squared
sigma = {law["sigma"]:g}
blob_cutoff = {law["blob_cutoff"]:g}
active_cutoff = {law["active_cutoff"]:g}     # active particles attract each other only where they touch
kt_over_kn = {law["kt_over_kn"]:g}    # published slurry models of NMC111
friction = {law["friction"]:g}      # published slurry models of NMC111

# Fitted to ideal mixing over {len(_SPREAD)} formulations: the share of all contact spheres at zero pressure
[packing]
jammed_share = {packing.jammed_share:.4f}
per_am_share = {packing.per_am_share:.4f}  # times the active material's share of the volume

# Fitted to the flow curves
[rheology]
reference_concentration = {reference:g}  # volume of carbon and binder over the solvent's
modulus_kpa = {scales.modulus_kpa:.3f}
viscosity_mpa_s = {scales.viscosity_mpa_s:.2f}
exponent = {scales.exponent:.4f}
"""
