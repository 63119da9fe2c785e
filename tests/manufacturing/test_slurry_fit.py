"""The slurry's calibration: the fit finds what made the curves, the shipped values meet the measured rows."""

import tomllib
from collections.abc import Mapping

import numpy as np
import pytest

from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.manufacturing.calibration.flow_curves import STRAIN_STEPS, FlowCurve, slurry_recipe
from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.calibration.slurry_fit import (
    RATES_PER_S,
    VISCOSITY_BAR,
    Packing,
    Scales,
    calibration_text,
    fit_scales,
    judge,
    measured_pa_s,
)
from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.manufacturing.suspension import STEP

TRUE = Scales(modulus_kpa=30.0, viscosity_mpa_s=900.0, exponent=2.2)


def curve(concentration: float, am_fraction: float) -> FlowCurve:
    """A yield stress and a root of the rate: no power law, so that its time scale can be told."""
    rate = np.array(STRAIN_STEPS) / STEP
    stress = 1e-3 + 0.1 * np.sqrt(rate)
    return FlowCurve(concentration, am_fraction, rate, stress)


CURVES = [curve(0.04, 0.35), curve(0.05, 0.27), curve(0.06, 0.3), curve(0.07, 0.25)]


def power_law(flow: FlowCurve) -> dict[str, float]:
    slope, level = np.polyfit(np.log(RATES_PER_S), np.log(TRUE.viscosity_pa_s(flow, RATES_PER_S)), 1)
    return {"active_wt_pct": 95.0, "solid_content_wt_pct": 65.0, "n": slope + 1.0, "k_pa_sn": np.exp(level)}


def test_the_fit_finds_the_scales_that_made_the_curves() -> None:
    found = fit_scales(CURVES, [power_law(flow) for flow in CURVES])
    # what was measured is a power law, the curves are nearly one: the time scale is the least certain
    assert found.exponent == pytest.approx(TRUE.exponent, rel=0.01)
    assert found.modulus_kpa == pytest.approx(TRUE.modulus_kpa, rel=0.05)
    assert found.viscosity_mpa_s == pytest.approx(TRUE.viscosity_mpa_s, rel=0.1)


def test_each_formulation_is_judged_by_a_fit_that_has_not_seen_it() -> None:
    rows = [power_law(flow) for flow in CURVES]
    rows[2]["k_pa_sn"] *= 1.5
    reports = judge(CURVES, rows)
    assert [row.held_out for row in reports[0].rows] == [False] * 16
    left_out = reports[3].rows
    assert all(row.held_out for row in left_out)
    assert [row.deviation for row in left_out] == pytest.approx([1 / 1.5 - 1.0] * 4, abs=0.03)


def test_the_calibration_file_reads_back_with_the_new_values_and_the_same_laws() -> None:
    read = tomllib.loads(calibration_text(Packing(0.65, -0.1), TRUE, [], "2026-01-01"))
    assert read["law"] == pytest.approx(calibrated("slurry")["law"])
    assert read["packing"] == {"jammed_share": 0.65, "per_am_share": -0.1}
    assert read["rheology"]["modulus_kpa"] == pytest.approx(30.0)
    assert read["rheology"].keys() == calibrated("slurry")["rheology"].keys()


@pytest.mark.slow
@pytest.mark.parametrize("row", measured("viscosity")[::3], ids=lambda row: f"{row['active_wt_pct']:g}")
def test_a_simulated_viscosity_is_within_the_bar_of_the_measured_one(row: Mapping[str, float]) -> None:
    film = mix(slurry_recipe(row, particles=2000, seed=3))  # not a seed of the fit
    for _ in slurry(film):
        pass
    rates = np.array([50.0, 100.0])
    for _ in shearing(film, rates.tolist()):
        pass
    assert film.line.slurry is not None
    expected = measured_pa_s(dict(row), rates)
    np.testing.assert_allclose(film.line.slurry.viscosity_pa_s, expected, rtol=VISCOSITY_BAR)
