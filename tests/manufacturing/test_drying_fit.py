import tomllib
from math import exp, log

import numpy as np
import pytest

from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.manufacturing.calibration.drying_fit import (
    Response,
    Settling,
    calibration_text,
    dry_recipe,
    fit,
    present,
)
from simulation_server.manufacturing.calibration.measurements import measured
from simulation_server.manufacturing.formulation import formulate

BASE = Settling(friction_active=0.35, friction_cbd=0.45, unevenness_um=2.0)
TRUE = Settling(friction_active=0.42, friction_cbd=0.40, unevenness_um=3.1)


def film(solids_um: float, slopes: tuple[float, float]) -> Response:
    """A film that follows the frictions exactly, measured at the true ones."""
    log_height = log(solids_um / 0.52)
    shift = np.log([TRUE.friction_active / BASE.friction_active, TRUE.friction_cbd / BASE.friction_cbd])
    height = exp(log_height + float(np.array(slopes) @ shift)) + TRUE.unevenness_um
    return Response({"porosity": 1.0 - solids_um / height}, solids_um, log_height, np.array(slopes))


def test_fit_finds_what_made_the_films() -> None:
    films = [
        film(17.0, (0.05, 0.10)),
        film(50.0, (0.08, 0.06)),
        film(65.0, (0.04, 0.12)),
        film(120.0, (0.1, 0.03)),
    ]
    found = fit(films, BASE)
    assert found.friction_active == pytest.approx(TRUE.friction_active, rel=0.03)  # linearised
    assert found.friction_cbd == pytest.approx(TRUE.friction_cbd, rel=0.03)
    assert found.unevenness_um == pytest.approx(TRUE.unevenness_um, abs=0.15)
    for each in films:
        assert each.porosity(BASE, found) == pytest.approx(each.row["porosity"], abs=2e-3)


def test_parameters_in_use_are_the_calibrated_ones() -> None:
    now = present()
    assert now.unevenness_um == calibrated("drying")["gauge"]["unevenness_um"]
    assert now.contact()["active"]["friction"] == now.friction_active
    assert (
        now.moved(1).friction_cbd > now.friction_cbd and now.moved(1).friction_active == now.friction_active
    )


def test_rows_are_computed_in_boxes_wide_enough() -> None:
    for row in measured("coating"):
        assert formulate(dry_recipe(row, 1)).box_um > 31.0


def test_frictions_may_be_left_as_they_are() -> None:
    films = [film(17.0, (0.05, 0.10)), film(50.0, (0.08, 0.06)), film(120.0, (0.1, 0.03))]
    found = fit(films, BASE, frictions=False)
    assert (found.friction_active, found.friction_cbd) == pytest.approx((0.35, 0.45), rel=1e-9)
    assert found.unevenness_um > TRUE.unevenness_um  # which takes over what they would have done


def test_calibration_text_changes_the_fitted_value_alone() -> None:
    text = calibration_text(TRUE, "2026-11-22")
    tables = tomllib.loads(text)
    assert tables["gauge"].pop("unevenness_um") == TRUE.unevenness_um
    shipped = {**calibrated("drying"), "gauge": {}}
    assert tables == shipped
