"""Calendering: pressure, porosity, spring-back, checkpoints."""

from typing import Any

import numpy as np
import pytest

from simulation_server.manufacturing.calendering import GAUGE_MPA, calendering, press_to
from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.packing import pack, packing
from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import ParticleState

SMALL = changed(Recipe(), {"simulation.particles": 500, "coating.comma_gap_um": 80.0})


@pytest.fixture(scope="module")
def dry() -> dict[str, Any]:
    film = pack(SMALL)
    for _ in packing(film):
        pass
    for _ in drying(film):
        pass
    return film.checkpoint()


@pytest.fixture(scope="module")
def line(dry: dict[str, Any]) -> list[tuple[Film, list[ParticleState]]]:
    """The film gauged only, and calendered step by step to three pressures."""
    made = []
    film = Film.restore(SMALL, dry)
    for pressure in (0.0, 30.0, 60.0, 150.0):
        states = list(calendering(film, pressure))
        made.append((film, states))
        film = Film.restore(SMALL, film.checkpoint())
    return made


def test_porosity_falls_with_pressure_into_the_measured_range(
    line: list[tuple[Film, list[ParticleState]]],
) -> None:
    porosity = [film.porosity for film, _ in line]
    assert porosity == sorted(porosity, reverse=True)
    assert porosity[0] - porosity[1] > 0.03
    assert 0.46 <= porosity[0] <= 0.56
    assert 0.23 <= porosity[-1] <= 0.36  # measured calendered electrodes: 23 to 36 %


@pytest.mark.parametrize(("step", "pressure"), [(1, 30.0), (2, 60.0), (3, 150.0)])
def test_the_pressure_is_reached_and_the_film_springs_back(
    line: list[tuple[Film, list[ParticleState]]], step: int, pressure: float
) -> None:
    film, states = line[step]
    assert film.pressed_mpa == pressure
    assert max(film.history.pressure_mpa) == pytest.approx(pressure, rel=0.03)
    lowest = min(film.history.plane_um)
    assert 0.01 < (film.thickness_um - lowest) / film.thickness_um < 0.15
    assert states[-1].pressure_mpa == pytest.approx(GAUGE_MPA, rel=0.15)
    assert states[-1].plane_um == film.thickness_um


def test_progress_never_falls_and_ends_at_one(line: list[tuple[Film, list[ParticleState]]]) -> None:
    for _, states in line:
        progress = [state.progress for state in states]
        assert progress == sorted(progress)
        assert progress[-1] == 1.0
        assert len(states) <= 80


def test_pressing_is_close_to_quasi_static(line: list[tuple[Film, list[ParticleState]]]) -> None:
    loaded = [state.kinetic_ratio for _, states in line for state in states if state.pressure_mpa > 10.0]
    assert max(loaded) < 0.1


def test_particles_carry_the_pressure(line: list[tuple[Film, list[ParticleState]]]) -> None:
    film, states = line[2]
    peak = max(states, key=lambda state: state.pressure_mpa)
    particles = peak.particles
    volumes = 4 / 3 * np.pi * particles.radii_um**3
    mean = np.sum(particles.stress_mpa * volumes) / (film.mix.area_um2 * peak.plane_um)
    # a laterally confined powder: mean stress between a third of and the whole vertical one
    assert peak.pressure_mpa / 3 < mean < peak.pressure_mpa
    assert abs(states[-1].particles.stress_mpa).mean() < 0.1 * particles.stress_mpa.mean()


def test_the_electrode_has_the_mix_s_volumes(line: list[tuple[Film, list[ParticleState]]]) -> None:
    film, _ = line[2]
    electrode = film.electrode()
    solid = electrode.am_volume_um3 + electrode.cbd_volume_um3 * (1 - electrode.cbd_nanoporosity)
    area = electrode.particles.box_um[0] * electrode.particles.box_um[1]
    assert 1 - solid / area / electrode.thickness_um == pytest.approx(film.porosity)


def test_a_restored_checkpoint_goes_on_bit_for_bit(dry: dict[str, Any]) -> None:
    film = Film.restore(SMALL, dry)
    for number, state in enumerate(calendering(film, 40.0)):
        if number == 4:
            saved = film.checkpoint()
            middle = state
    again = Film.restore(SMALL, saved)
    states = list(calendering(again, 40.0))
    assert states[0].progress >= middle.progress
    np.testing.assert_array_equal(again.system.bodies.rows, film.system.bodies.rows)
    np.testing.assert_array_equal(again.system.bodies.velocity, film.system.bodies.velocity)
    np.testing.assert_array_equal(again.history.pressure_mpa, film.history.pressure_mpa)
    assert again.thickness_um == film.thickness_um


def test_the_pressure_can_be_raised_while_the_plane_comes_down(dry: dict[str, Any]) -> None:
    film = Film.restore(SMALL, dry)
    for number, _ in enumerate(calendering(film, 20.0)):
        if number == 3:
            press_to(film, 35.0)
    assert film.pressed_mpa == 35.0
    assert max(film.history.pressure_mpa) == pytest.approx(35.0, rel=0.03)


@pytest.mark.parametrize("pressure", [10.0, float("nan")])
def test_less_than_the_film_has_carried_is_refused(
    line: list[tuple[Film, list[ParticleState]]], pressure: float
) -> None:
    film, _ = line[1]
    with pytest.raises(RecipeError, match="expected 30 or more"):
        press_to(film, pressure)


def test_a_pressure_out_of_reach_is_said(dry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation_server.manufacturing.calendering._MOST_BLOCKS", 3)
    with pytest.raises(PhysicsError, match="did not settle at 90 MPa"):
        list(calendering(Film.restore(SMALL, dry), 90.0))
