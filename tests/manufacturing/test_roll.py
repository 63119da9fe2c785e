"""Rolls: contact arc, line load and gap of a given pressure-thickness curve, against closed forms."""

import numpy as np
import pytest

from simulation_server.manufacturing.roll import Rolls, loading_curve, rolls

ROLLS = Rolls(diameter_mm=250.0, compliance_um_per_n_mm=0.4, foil_um=20.0)
BEFORE_UM, LOADED_UM, STIFFNESS_MPA_UM = 100.0, 70.0, 3.0


def test_line_load_of_a_linear_film() -> None:
    """p = k (h0 - h): q = 2/3 k sqrt(R) d^(3/2), in closed form; exact however few points the curve has."""
    squeezed = BEFORE_UM - LOADED_UM
    exact = 2.0 / 3.0 * STIFFNESS_MPA_UM * np.sqrt(125e3) * squeezed**1.5 / 1e3
    for points in (2, 7, 300):
        thickness = np.linspace(BEFORE_UM, LOADED_UM, points)
        found = ROLLS.line_load_n_mm(thickness, STIFFNESS_MPA_UM * (BEFORE_UM - thickness))
        assert found == pytest.approx(exact, rel=1e-9)


def test_line_load_is_the_sum_of_pressure_along_the_web() -> None:
    """A stiffening film, summed over x with the circles themselves instead of parabolas."""

    def pressure(thickness: np.ndarray) -> np.ndarray:
        return np.asarray(np.expm1((BEFORE_UM - np.minimum(thickness, BEFORE_UM)) / 6.0))

    x = np.linspace(0.0, 3000.0, 20001)
    gap = LOADED_UM + 2.0 * (ROLLS.radius_um - np.sqrt(ROLLS.radius_um**2 - x**2))
    summed = float(np.trapezoid(pressure(gap), x)) / 1e3
    thickness = np.linspace(BEFORE_UM, LOADED_UM, 400)
    assert ROLLS.line_load_n_mm(thickness, pressure(thickness)) == pytest.approx(summed, rel=2e-3)


def test_spring_back_adds_the_arc_behind_the_narrowest_place() -> None:
    thickness = np.linspace(BEFORE_UM, LOADED_UM, 50)
    pressure = STIFFNESS_MPA_UM * (BEFORE_UM - thickness)
    stiff = ROLLS.line_load_n_mm(thickness, pressure)
    u = np.linspace(0.0, 1.0, 200001)[1:]  # recovery d: p = p1 (1 - u)^(4/3) at h1 + u d, x = sqrt(R d u)
    x = np.sqrt(ROLLS.radius_um * 5.0 * u)
    behind = pressure[-1] * float(np.trapezoid((1.0 - u) ** (4.0 / 3.0), x)) / 1e3
    assert ROLLS.line_load_n_mm(thickness, pressure, 5.0) - stiff == pytest.approx(behind, rel=5e-3)


def test_the_rolls_give_in_proportion_to_the_load() -> None:
    assert ROLLS.gap_um(70.0, 0.0) == 90.0
    assert ROLLS.gap_um(70.0, 100.0) == pytest.approx(50.0)


def test_a_film_that_is_not_touched_has_no_load() -> None:
    assert ROLLS.line_load_n_mm(np.array([BEFORE_UM]), np.zeros(1)) == 0.0
    assert ROLLS.line_load_n_mm(np.zeros(0), np.zeros(0)) == 0.0


def test_the_loading_curve_leaves_out_releases_and_keeps_the_latest_pressure() -> None:
    plane = np.array([10.0, 9.0, 8.0, 8.0, 9.5, 8.2, 7.5, 8.4])
    pressure = np.array([0.0, 1.0, 2.5, 2.0, 0.1, 1.9, 3.0, -0.2])
    thickness, load = loading_curve(plane, pressure)
    np.testing.assert_array_equal(thickness, [10.0, 9.0, 8.0, 7.5])
    np.testing.assert_array_equal(load, [0.0, 1.0, 2.0, 3.0])


def test_the_shipped_calender_is_a_lab_calender() -> None:
    found = rolls()
    assert 100.0 <= found.diameter_mm <= 500.0
    assert 10.0 <= found.foil_um <= 30.0
    assert found.compliance_um_per_n_mm > 0.0
