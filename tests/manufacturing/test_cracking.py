"""The cracking indicator: nothing before pressing, more with pressure, the formula of crushing tests."""

import numpy as np
import pytest

from simulation_server.manufacturing.calendering import calendering
from simulation_server.manufacturing.cracking import crushing_stress_mpa, strength_mpa
from simulation_server.manufacturing.film import Film
from simulation_server.schema.recipe import Calendering

from .dry_film import SMALL, dried


def test_a_crushing_test() -> None:
    """A 10 um particle that breaks at 15 mN (1.5e7 kPa um2) has a strength of 2.8 F / (pi d^2) = 134 MPa."""
    assert crushing_stress_mpa(np.array([1.5e7]), np.array([5.0]))[0] == pytest.approx(133.7, abs=0.1)


def test_strengths_are_those_of_secondary_particles() -> None:
    assert 50.0 < strength_mpa("NMC111") < 400.0


def test_it_is_nought_before_and_grows_with_pressure() -> None:
    film = Film.restore(SMALL, dried())
    assert not film.cracking.any()
    active = len(film.mix.am_radii_um)
    shares, before = [], film.cracking
    for pressure in (0.0, 20.0, 60.0, 120.0):
        for state in calendering(film, Calendering(pressure_mpa=pressure)):
            assert state.particles.cracking is not None
        assert (film.cracking >= before).all()
        assert not film.cracking[active:].any()
        assert film.line.calendering is not None
        assert film.line.calendering.cracked_share == np.mean(film.cracking[:active] > 1.0)
        shares.append(film.line.calendering.cracked_share)
        before = film.cracking.copy()
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[-1] > shares[1]
    assert film.cracking[:active].mean() < 3.0
