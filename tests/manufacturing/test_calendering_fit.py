"""The fit of the calender: it finds what made the rows, and never sees the rows it is judged on."""

import tomllib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation_server.manufacturing.calibrated import FOLDER
from simulation_server.manufacturing.calibration import calendering_fit
from simulation_server.manufacturing.calibration.calendering_fit import CANDIDATES, Contacts
from simulation_server.manufacturing.calibration.measured_film import measured_film
from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.calibration.pressing_curve import (
    PressingCurve,
    mean_curve,
    pressing_curve,
)
from simulation_server.manufacturing.gauge import unevenness_um
from simulation_server.manufacturing.roll import rolls

TRUE, COMPLIANCE = CANDIDATES[4], 0.42
GAPS = np.array([1.0, 40.0, 90.0])


def curve(stiffness: float, thickness_um: float = 150.0) -> PressingCurve:
    """Of a made-up film that loses thickness with the logarithm of pressure."""
    pressure = np.array([10.0, 30.0, 60.0, 100.0, 150.0])
    loaded = thickness_um * (1.0 - 0.1 * np.log1p(pressure / stiffness))
    return PressingCurve(pressure, loaded, 1.04 * loaded, 3.0 * pressure, 0.5 * thickness_um)


@pytest.fixture
def made_up() -> tuple[dict[Contacts, list[PressingCurve]], list[dict[str, Any]]]:
    """Three formulations pressed by every candidate, and rows as the fourth candidate would measure them."""
    found = {
        contacts: [curve(8.0 + 3.0 * number, thickness) for thickness in (130.0, 150.0, 170.0)]
        for number, contacts in enumerate(CANDIDATES)
    }
    rows = [
        {
            "active_wt_pct": 94.0 + number,
            "solid_content_wt_pct": 60.0,
            "after": [[g, float(p)] for g, p in zip(GAPS, one.porosity_at(GAPS, COMPLIANCE), strict=True)],
        }
        for number, one in enumerate(found[TRUE])
    ]
    return found, rows


def test_a_nominal_gap_is_the_loaded_film_and_the_foil_less_what_the_rolls_give() -> None:
    one = curve(10.0)
    gaps = one.loaded_um + rolls().foil_um - COMPLIANCE * one.line_load_n_mm
    np.testing.assert_allclose(one.porosity_at(gaps, COMPLIANCE), one.porosity)
    assert one.porosity_at(gaps[-1:] - 5.0, COMPLIANCE)[0] < one.porosity[-1]  # carried on beyond the last


def test_it_finds_the_contacts_and_the_compliance_that_made_the_rows(
    made_up: tuple[dict[Contacts, list[PressingCurve]], list[dict[str, Any]]],
) -> None:
    found, rows = made_up
    best = calendering_fit.fit(found, rows, range(3))
    assert (best["active_friction"], best["cbd_friction"]) == (TRUE.active_friction, TRUE.cbd_friction)
    assert best["compliance_um_per_n_mm"] == pytest.approx(COMPLIANCE, rel=0.02)


def test_the_rows_of_a_formulation_do_not_touch_the_fit_that_judges_them(
    made_up: tuple[dict[Contacts, list[PressingCurve]], list[dict[str, Any]]],
) -> None:
    found, rows = made_up
    spoilt = [*rows[:2], {**rows[2], "after": [[gap, 0.9] for gap in GAPS]}]
    whole, *left = calendering_fit.judge(found, rows)
    _, *left_spoilt = calendering_fit.judge(found, spoilt)
    assert left[2].parameters == left_spoilt[2].parameters
    assert left[0].parameters != left_spoilt[0].parameters
    assert not any(row.held_out for row in whole.rows)
    assert all(row.held_out and abs(row.deviation) < 0.005 for report in left for row in report.rows)
    assert all(row.deviation < -0.4 for row in left_spoilt[2].rows)


def test_the_file_it_writes_has_what_it_found_and_keeps_the_rest() -> None:
    found = {"active_friction": 0.25, "cbd_friction": 0.15, "compliance_um_per_n_mm": 0.333}
    written = tomllib.loads(calendering_fit.calibration_text(found, 0.0456, "2026-01-01"))
    before = tomllib.loads(FOLDER.joinpath("calendering.toml").read_text(encoding="utf-8"))
    assert written["rolls"]["compliance_um_per_n_mm"] == 0.333
    assert written["rolls"]["diameter_mm"] == before["rolls"]["diameter_mm"]
    assert written["under_rolls"]["active"]["friction"] == 0.25
    assert written["under_rolls"]["cbd"] == {**before["under_rolls"]["cbd"], "friction": 0.15}
    assert written["recovery"]["strain_at_100_mpa"] == 0.0456
    assert written["temperature"] == before["temperature"]


def test_a_film_as_porous_as_measured_is_pressed_denser_and_scaled_to_its_thickness() -> None:
    row = measured("calendering")[1]
    film = measured_film(row, particles=500, seed=1)
    even = 1.0 - (1.0 - row["porosity_before"]) * 170.0 / (170.0 - unevenness_um())
    assert row["thickness_before_um"] == 170.0
    assert film.mix.porosity(film.system.plane_um) == pytest.approx(even, abs=1e-6)
    one = pressing_curve(film, row, (20.0, 60.0))
    assert (np.diff(one.porosity) < 0.0).all()
    assert (one.after_um > one.loaded_um).all()
    assert (one.after_um < row["thickness_before_um"]).all()
    assert 0.005 < one.strain_at_100_mpa < 0.2
    thicker = replace(one, after_um=1.1 * one.after_um, solid_um=1.1 * one.solid_um)
    np.testing.assert_allclose(mean_curve([one, thicker]).after_um, 1.05 * one.after_um)
