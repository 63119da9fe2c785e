"""Calendering: every control is met and reported, can be raised and resumed; what cannot be is said."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulation_server.manufacturing import pressing
from simulation_server.manufacturing.calendering import GAUGE_MPA, calendering, press_to
from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.roll import loading_curve, rolls
from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.line import CalenderingReport
from simulation_server.schema.recipe import Calendering
from simulation_server.schema.states import ParticleState

from .dry_film import SMALL, dried

Line = list[tuple[Film, list[ParticleState]]]


@pytest.fixture(scope="module")
def dry() -> dict[str, Any]:
    return dried()


@pytest.fixture(scope="module")
def line(dry: dict[str, Any]) -> Line:
    """The film gauged only, and calendered step by step to three pressures."""
    made = []
    film = Film.restore(SMALL, dry)
    for pressure in (0.0, 30.0, 60.0, 120.0):
        states = list(calendering(film, Calendering(pressure_mpa=pressure)))
        made.append((film, states))
        film = Film.restore(SMALL, film.checkpoint())
    return made


def reported(film: Film) -> CalenderingReport:
    assert film.line.calendering is not None
    return film.line.calendering


def pressed(dry: dict[str, Any], **settings: Any) -> Film:
    film = Film.restore(SMALL, dry)
    for _ in calendering(film, Calendering(**settings)):
        pass
    return film


def test_porosity_falls_with_pressure_into_the_measured_range(line: Line) -> None:
    porosity = [film.porosity for film, _ in line]
    assert porosity == sorted(porosity, reverse=True)
    assert porosity[0] - porosity[1] > 0.03
    assert 0.22 <= porosity[-1] <= 0.38  # measured calendered electrodes: 23 to 36 %


@pytest.mark.parametrize(("step", "pressure"), [(1, 30.0), (2, 60.0), (3, 120.0)])
def test_the_pressure_is_reached_and_the_film_springs_back(line: Line, step: int, pressure: float) -> None:
    film, states = line[step]
    assert film.pressed_mpa == pressure
    assert max(film.history.pressure_mpa) == pytest.approx(pressure, rel=0.03)
    assert 0.5 < reported(film).spring_back_pct < 20.0
    assert states[-1].pressure_mpa == pytest.approx(GAUGE_MPA, rel=0.15)
    assert states[-1].plane_um == film.thickness_um  # level by now


def test_progress_never_falls_and_ends_at_one(line: Line) -> None:
    for _, states in line:
        progress = [state.progress for state in states]
        assert progress == sorted(progress)
        assert progress[-1] == 1.0


def test_pressing_is_close_to_quasi_static(line: Line) -> None:
    loaded = [state.kinetic_ratio for _, states in line for state in states if state.pressure_mpa > 10.0]
    assert max(loaded) < 0.1


def test_particles_carry_the_pressure(line: Line) -> None:
    film, states = line[2]
    peak = max(states, key=lambda state: state.pressure_mpa)
    particles = peak.particles
    volumes = 4 / 3 * np.pi * particles.radii_um**3
    mean = np.sum(particles.stress_mpa * volumes) / (film.mix.area_um2 * peak.plane_um)
    # a laterally confined powder: mean stress between a third of and the whole vertical one
    assert peak.pressure_mpa / 3 < mean < peak.pressure_mpa
    assert abs(states[-1].particles.stress_mpa).mean() < 0.1 * particles.stress_mpa.mean()


def test_the_report_says_the_same_in_every_way(line: Line) -> None:
    for film, _ in line:
        report = reported(film)
        assert report.pressure_mpa == film.pressed_mpa
        assert report.thickness_um == film.thickness_um
        assert report.porosity == pytest.approx(film.porosity)
        assert report.thickness_loaded_um == min(film.history.plane_um)
        assert report.thickness_loaded_um <= report.thickness_um <= 1.001 * report.thickness_before_um
        lost = 1.0 - report.thickness_um / report.thickness_before_um
        assert report.degree_pct == pytest.approx(100.0 * lost)
        solid = (1.0 - film.mix.porosity(report.thickness_before_um)) * report.thickness_before_um
        assert solid == pytest.approx((1.0 - report.porosity) * report.thickness_um)
        curve = loading_curve(film.history.plane_um, film.history.pressure_mpa)
        recovery = report.thickness_um - report.thickness_loaded_um
        assert report.line_load_n_mm == pytest.approx(rolls().line_load_n_mm(*curve, recovery))
        assert report.gap_um == pytest.approx(
            rolls().gap_um(report.thickness_loaded_um, report.line_load_n_mm)
        )


def test_more_load_more_contacts(line: Line) -> None:
    for one, other in pairwise(line):
        assert reported(one[0]).line_load_n_mm < reported(other[0]).line_load_n_mm
        assert reported(one[0]).gap_um > reported(other[0]).gap_um
        assert reported(one[0]).contacts_per_particle < reported(other[0]).contacts_per_particle


def test_contacts_are_those_of_every_pair(line: Line) -> None:
    film, _ = line[2]
    places, radii = film.system.positions_um, film.system.radii_um
    active = len(film.mix.am_radii_um)
    apart = places[:active, None] - places[None]
    apart[..., :2] -= film.mix.box_um * np.round(apart[..., :2] / film.mix.box_um)
    touching = np.linalg.norm(apart, axis=2) < radii[:active, None] + radii[None]
    assert reported(film).contacts_per_particle == pytest.approx((touching.sum() - active) / active)


@pytest.mark.parametrize(
    ("settings", "key", "tolerance"),
    [
        ({"control": "line_load", "line_load_n_mm": 40.0}, "line_load_n_mm", 0.8),
        ({"control": "gap", "gap_um": 55.0}, "gap_um", 0.5),
        ({"control": "porosity", "target_porosity": 0.38}, "porosity", 0.002),
        ({"control": "degree", "degree_pct": 18.0}, "degree_pct", 0.3),
    ],
)
def test_each_control_is_met_on_the_gauged_film(
    dry: dict[str, Any], settings: dict[str, Any], key: str, tolerance: float
) -> None:
    report = reported(pressed(dry, **settings))
    wanted = next(value for name, value in settings.items() if name != "control")
    assert abs(getattr(report, key) - wanted) <= tolerance
    again = reported(pressed(dry, pressure_mpa=report.pressure_mpa))  # and the controls agree with each other
    assert again.porosity == pytest.approx(report.porosity, abs=0.006)


def test_rolls_further_apart_than_the_film_is_thick_only_gauge_it(dry: dict[str, Any]) -> None:
    film = pressed(dry, control="gap", gap_um=500.0)
    assert film.pressed_mpa == 0.0
    assert abs(reported(film).degree_pct) < 1.0


def test_warm_rolls_press_the_film_denser(dry: dict[str, Any]) -> None:
    cold, warm = (pressed(dry, pressure_mpa=60.0, roll_temperature_c=c) for c in (25.0, 120.0))
    assert warm.porosity < cold.porosity - 0.005


@pytest.mark.parametrize(
    "settings", [{"pressure_mpa": 40.0}, {"control": "porosity", "target_porosity": 0.4}]
)
def test_a_restored_checkpoint_goes_on_bit_for_bit(dry: dict[str, Any], settings: dict[str, Any]) -> None:
    wanted = Calendering(**settings)
    film = Film.restore(SMALL, dry)
    saved = {}
    for number, state in enumerate(calendering(film, wanted)):
        if number in (40, 140):  # in the press, and let go again
            saved[number] = film.checkpoint(), state.progress
    for checkpoint, progress in saved.values():
        again = Film.restore(SMALL, checkpoint)
        states = list(calendering(again, wanted))
        assert states[0].progress >= progress
        np.testing.assert_array_equal(again.system.positions_um, film.system.positions_um)
        np.testing.assert_array_equal(again.cracking, film.cracking)
        np.testing.assert_array_equal(again.history.pressure_mpa, film.history.pressure_mpa)
        assert again.line == film.line


def test_a_running_pressing_can_be_left_and_taken_up_again(dry: dict[str, Any]) -> None:
    film = Film.restore(SMALL, dry)
    running = calendering(film, Calendering(pressure_mpa=50.0))
    for _ in range(30):
        next(running)
    for _ in calendering(film, Calendering(pressure_mpa=50.0)):
        pass
    assert film.line == pressed(dry, pressure_mpa=50.0).line


@pytest.mark.parametrize("let_go", [False, True])  # while the plane comes down, and while it goes up
def test_the_target_can_be_raised_while_it_runs(dry: dict[str, Any], let_go: bool) -> None:
    film = Film.restore(SMALL, dry)
    higher = Calendering(control="line_load", line_load_n_mm=30.0)
    for state in calendering(film, Calendering(pressure_mpa=20.0)):
        under_way = state.pressure_mpa < 10.0 if let_go else state.pressure_mpa > 10.0
        if under_way and (film.pressed_mpa == 20.0) == let_go and film.recipe.calendering != higher:
            press_to(film, higher)
    assert film.pressed_mpa > 20.0
    assert reported(film).line_load_n_mm == pytest.approx(30.0, rel=0.03)


def test_a_lower_pressure_than_first_asked_is_fine_until_it_is_carried(dry: dict[str, Any]) -> None:
    film = Film.restore(SMALL, dry)
    running = calendering(film, Calendering(pressure_mpa=150.0))
    for _ in range(30):
        next(running)
    assert film.system.pressure_kpa < 25e3
    press_to(film, Calendering(pressure_mpa=30.0))
    for _ in running:
        pass
    assert film.pressed_mpa == 30.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pressure_mpa": 10.0}, "pressure_mpa = 10.0: expected 30 or more"),
        ({"pressure_mpa": float("nan")}, "expected 30 or more"),
        ({"control": "line_load", "line_load_n_mm": 2.0}, "line_load_n_mm = 2.0: expected .* or more"),
        ({"control": "gap", "gap_um": 90.0}, "gap_um = 90.0: expected .* or less"),
        ({"control": "porosity", "target_porosity": 0.5}, "target_porosity = 0.5: expected 0.[34].* or less"),
        ({"control": "degree", "degree_pct": 1.0}, "degree_pct = 1.0: expected .* or more"),
    ],
)
def test_less_than_the_film_has_carried_is_refused(
    line: Line, settings: dict[str, Any], message: str
) -> None:
    film, _ = line[1]
    before = film.recipe
    with pytest.raises(RecipeError, match=message + r".*restore an earlier checkpoint"):
        press_to(film, Calendering(**settings))
    assert film.recipe == before


def test_a_target_out_of_reach_is_said_and_the_film_kept(
    dry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = calibrated("calendering")["limits"]
    monkeypatch.setitem(limits, "pressure_mpa", 40.0)
    film = Film.restore(SMALL, dry)
    with pytest.raises(PhysicsError, match=r"target_porosity = 0.2 is out of reach: at the limit of 40 MPa"):
        list(calendering(film, Calendering(control="porosity", target_porosity=0.2)))
    for _ in calendering(film, Calendering(pressure_mpa=45.0)):  # it can be taken further
        pass
    assert film.pressed_mpa == 45.0


def test_a_solid_film_stops_the_press(dry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(calibrated("calendering")["limits"], "solid_porosity", 0.36)
    with pytest.raises(PhysicsError, match=r"the film is solid: 3[56].* porous between the rolls"):
        pressed(dry, pressure_mpa=100.0)


def test_a_servo_that_does_not_settle_is_said(dry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "MOST_BLOCKS", 3)
    with pytest.raises(PhysicsError, match="did not settle at 90 MPa"):
        pressed(dry, pressure_mpa=90.0)
