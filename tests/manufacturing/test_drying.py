from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulation_server.manufacturing.drying import SURFACE_SPEED_UM_US, drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.gauge import unevenness_um
from simulation_server.schema.line import DryingReport
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import ParticleState, Phase, Stage

SMALL = changed(Recipe(), {"simulation.particles": 500, "coating.comma_gap_um": 80.0})


@cache
def dried(rate_g_m2_s: float) -> tuple[Film, tuple[ParticleState, ...]]:
    film = Film(changed(SMALL, {"drying.rate_g_m2_s": rate_g_m2_s}))
    film.lay(film.mix.wet_thickness_um)
    return film, tuple(drying(film))


def report(rate_g_m2_s: float) -> DryingReport:
    found = dried(rate_g_m2_s)[0].line.drying
    assert found is not None
    return found


def test_film_dries_to_a_porosity_of_real_films() -> None:
    film, states = dried(0.5)
    assert 0.44 < film.porosity < 0.56
    assert report(0.5).porosity == film.porosity
    assert report(0.5).thickness_um == film.thickness_um == film.system.plane_um + unevenness_um()
    pressure = film.recipe.drying.consolidation_pressure_kpa
    assert film.system.pressure_kpa == pytest.approx(pressure, rel=0.3)
    assert states[-1].progress == 1.0 and all(state.stage == Stage.DRYING for state in states)


def test_it_is_told_often_enough_to_be_watched() -> None:
    states = dried(0.5)[1]
    assert len(states) > 40
    heights = [state.plane_um for state in states]
    assert max(a - b for a, b in pairwise(heights)) < 0.05 * heights[0]


def test_film_is_at_rest_when_it_is_dry() -> None:
    assert dried(0.5)[1][-1].kinetic_ratio < 0.02


def test_surface_comes_down_no_faster_than_said() -> None:
    states = dried(0.5)[1]
    speeds = [(a.plane_um - b.plane_um) / (b.time_us - a.time_us) for a, b in pairwise(states)]
    assert max(speeds) < 1.001 * SURFACE_SPEED_UM_US
    assert np.median(speeds[10:30]) == pytest.approx(SURFACE_SPEED_UM_US, rel=0.05)


def test_drying_time_is_the_solvent_over_the_rate() -> None:
    mix = dried(0.5)[0].mix
    solvent_g_m2 = mix.solvent_um3 / mix.area_um2 * 1.028
    assert report(0.5).drying_time_s == pytest.approx(solvent_g_m2 / 0.5, rel=0.01)
    assert report(5.0).drying_time_s == pytest.approx(solvent_g_m2 / 5.0, rel=0.01)


def test_fast_drying_moves_binder_to_the_surface() -> None:
    slow, fast = report(0.5), report(5.0)
    assert fast.peclet > 3.0 * slow.peclet
    assert fast.binder_ratio > 1.5 * slow.binder_ratio > 1.5
    assert np.mean(fast.binder) == pytest.approx(1.0, abs=1e-10)
    assert fast.binder == sorted(fast.binder) and len(fast.height) == len(fast.binder)


def test_spheres_near_the_surface_end_bigger() -> None:
    film, states = dried(5.0)
    last = states[-1].particles
    cbd = last.phase == Phase.CBD
    height = last.positions_um[cbd, 2] / film.system.plane_um
    top, bottom = (film.binder_share[chosen].mean() for chosen in (height > 0.85, height < 0.15))
    assert top > 1.3 * bottom
    np.testing.assert_allclose(last.radii_um[cbd], film.mix.cbd_radius_um * np.cbrt(film.binder_share))


@pytest.mark.parametrize("rate", [0.5, 5.0])
def test_carbon_and_binder_are_conserved(rate: float) -> None:
    film, states = dried(rate)
    last = states[-1].particles
    volume = float(np.sum(4.0 / 3.0 * np.pi * last.radii_um[last.phase == Phase.CBD] ** 3))
    assert volume == pytest.approx(film.mix.cbd_volume_um3, rel=1e-12)


def test_more_capillary_pressure_makes_a_denser_film() -> None:
    film = Film(changed(SMALL, {"drying.consolidation_pressure_kpa": 200.0}))
    film.lay(film.mix.wet_thickness_um)
    for _ in drying(film):
        pass
    assert film.porosity < dried(0.5)[0].porosity
