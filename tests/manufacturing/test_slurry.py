"""The slurry: density, flow, and that a seed and a checkpoint decide everything."""

from dataclasses import fields

import numpy as np
import pytest

from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.line import SlurryReport
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Particles, ParticleState, Phase, Stage

SMALL = changed(Recipe(), {"simulation.particles": 600, "coating.comma_gap_um": 80.0})


def mixed(recipe: Recipe) -> tuple[Film, list[ParticleState]]:
    film = mix(recipe)
    return film, list(slurry(film))


def report(film: Film) -> SlurryReport:
    assert film.line.slurry is not None
    return film.line.slurry


def same(left: Particles, right: Particles) -> bool:
    pairs = [(getattr(left, field.name), getattr(right, field.name)) for field in fields(Particles)]
    return all(np.array_equal(one, other) for one, other in pairs)


@pytest.fixture(scope="module")
def rested() -> tuple[Film, list[ParticleState]]:
    return mixed(SMALL)


@pytest.fixture(scope="module")
def sheared(rested: tuple[Film, list[ParticleState]]) -> tuple[Film, list[ParticleState]]:
    film = Film.restore(SMALL, rested[0].checkpoint())
    return film, list(shearing(film, (50.0, 200.0)))


@pytest.mark.parametrize(
    ("active", "solids", "sizes"),
    [(90.0, 55.0, "measured"), (98.0, 80.0, "measured"), (94.0, 65.0, "fine"), (96.0, 73.0, "narrow")],
)
def test_density_is_within_three_percent_of_volumes_that_add(
    active: float, solids: float, sizes: str
) -> None:
    settings: dict[str, float | str | tuple[float, ...]] = {
        "formulation.active_wt_pct": active,
        "formulation.size_distribution": sizes,
        "slurry.solid_content_wt_pct": solids,
        "simulation.particles": 800,
        "coating.comma_gap_um": 90.0,
    }
    film, _ = mixed(changed(Recipe(), settings))
    assert report(film).density_g_cm3 == pytest.approx(report(film).ideal_density_g_cm3, rel=0.03)


def test_the_slurry_comes_to_rest_without_pressure(rested: tuple[Film, list[ParticleState]]) -> None:
    film, states = rested
    stress = film.system.stress_kpa()
    assert abs(stress[2, 2]) < 2e-3 * film.suspension.modulus_kpa
    assert states[-1].kinetic_ratio < 1e-3
    assert film.system.read().largest_overlap < 0.35


def test_states_can_be_watched(rested: tuple[Film, list[ParticleState]]) -> None:
    film, states = rested
    progress = [state.progress for state in states]
    assert {state.stage for state in states} == {Stage.SLURRY}
    assert len(states) >= 30
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    for state in states:
        inside = state.particles.positions_um <= [*state.particles.box_um, state.plane_um]
        assert inside.all() and (state.particles.positions_um >= 0.0).all()
        assert np.isfinite(state.particles.stress_mpa).all()
    active = states[-1].particles.phase == Phase.AM
    np.testing.assert_allclose(states[-1].particles.radii_um[active], film.mix.am_radii_um)
    assert not np.shares_memory(states[0].particles.positions_um, states[1].particles.positions_um)


def test_it_thins_under_shear(sheared: tuple[Film, list[ParticleState]]) -> None:
    film, states = sheared
    found = report(film)
    assert found.shear_rate_per_s == [50.0, 200.0]
    slow, fast = found.viscosity_pa_s
    assert fast < 0.7 * slow  # Newtonian: equal; a yield stress alone: a quarter
    assert fast > 0.3 * slow
    for viscosity, error in zip(found.viscosity_pa_s, found.viscosity_error_pa_s, strict=True):
        assert 0.0 < error < 0.1 * viscosity
    assert {state.shear_rate_per_s for state in states} == {50.0, 200.0}
    assert states[-1].plane_um == states[0].plane_um


def test_more_carbon_binder_makes_it_thicker(sheared: tuple[Film, list[ParticleState]]) -> None:
    film, _ = mixed(changed(SMALL, {"formulation.active_wt_pct": 93.0}))
    for _ in shearing(film, (200.0,)):
        pass
    assert report(film).viscosity_pa_s[0] > 1.4 * report(sheared[0]).viscosity_pa_s[1]


def test_the_seed_decides_everything(rested: tuple[Film, list[ParticleState]]) -> None:
    _, states = rested
    _, again = mixed(SMALL)
    assert same(again[-1].particles, states[-1].particles)
    other = mix(changed(SMALL, {"simulation.seed": 2}))
    assert (other.system.positions_um != mix(SMALL).system.positions_um).any()


def test_a_checkpoint_is_sheared_as_the_original(sheared: tuple[Film, list[ParticleState]]) -> None:
    film, _ = mixed(SMALL)
    for _ in shearing(film, (50.0, 200.0)):
        pass
    assert report(film) == report(sheared[0])


def test_a_laid_film_goes_on_from_its_checkpoint_bit_for_bit(
    rested: tuple[Film, list[ParticleState]],
) -> None:
    film = Film.restore(SMALL, rested[0].checkpoint())
    film.lay(film.mix.wet_thickness_um)
    film.system.drive(target_kpa=40.0, speed=1.0, band_kpa=20.0, memory_us=0.1)
    film.system.advance(50)
    other = Film.restore(SMALL, film.checkpoint())
    assert other.laid
    for each in (film, other):
        each.system.advance(60)
    assert same(film.state(0.0).particles, other.state(0.0).particles)


def test_laying_puts_every_sphere_between_foil_and_surface(rested: tuple[Film, list[ParticleState]]) -> None:
    film = Film.restore(SMALL, rested[0].checkpoint())
    assert not film.laid
    film.lay(film.mix.wet_thickness_um)
    assert film.laid
    heights, radii = film.system.positions_um[:, 2], film.system.radii_um
    assert film.system.plane_um == pytest.approx(film.mix.wet_thickness_um)
    assert (heights > 0.9 * radii).all()
    assert (heights < film.system.plane_um - 0.9 * radii).all()
    np.testing.assert_allclose(radii, film.radii_um(swelling=1.0))
    assert film.system.read().largest_overlap < 0.1


def test_shearing_needs_a_slurry_and_a_rate_in_reach(rested: tuple[Film, list[ParticleState]]) -> None:
    with pytest.raises(PhysicsError, match="no slurry to shear"):
        next(shearing(mix(SMALL), (50.0,)))
    with pytest.raises(PhysicsError, match="shear rate 5000 1/s: expected 1 to 1000"):
        next(shearing(Film.restore(SMALL, rested[0].checkpoint()), (5000.0,)))


def test_more_grains_than_can_be_suspended_are_refused_with_the_solids_that_would_do() -> None:
    settings: dict[str, float | str | tuple[float, ...]] = {
        "formulation.active_material": "graphite",
        "formulation.active_wt_pct": 98.0,
        "slurry.solid_content_wt_pct": 80.0,
        "simulation.particles": 20000,
    }
    recipe = changed(Recipe(), settings)
    with pytest.raises(
        RecipeError, match=r"solid_content_wt_pct = 80: .* would not flow; use [\d.]+ or less"
    ) as no:
        mix(recipe)
    solids = float(str(no.value).split("use ")[1].split()[0])
    assert 60.0 < solids < 80.0
    mix(changed(recipe, {"slurry.solid_content_wt_pct": solids}))
