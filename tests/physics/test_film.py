"""Packing and drying, and the particle system under them."""

import numpy as np
import pytest

from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.packing import pack, packing
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import ParticleState, Phase, Stage

SMALL = changed(Recipe(), {"simulation.particles": 500, "coating.comma_gap_um": 80.0})


def made(recipe: Recipe) -> tuple[Film, list[ParticleState]]:
    film = pack(recipe)
    return film, [*packing(film), *drying(film)]


@pytest.fixture(scope="module")
def dried() -> tuple[Film, list[ParticleState]]:
    return made(SMALL)


def test_states_show_both_stages_in_order(dried: tuple[Film, list[ParticleState]]) -> None:
    _, states = dried
    stages = [state.stage for state in states]
    assert stages == sorted(stages, key=list(Stage).index)
    for stage in (Stage.PACKING, Stage.DRYING):
        progress = [state.progress for state in states if state.stage == stage]
        assert 20 <= len(progress) <= 75
        assert progress == sorted(progress)
        assert progress[0] < 0.1
        assert progress[-1] == pytest.approx(1.0)


def test_the_packed_slurry_hardly_overlaps() -> None:
    film = pack(SMALL)
    state = list(packing(film))[-1]
    assert film.system.read().largest_overlap < 0.1
    assert state.plane_um == pytest.approx(film.mix.wet_thickness_um)


def test_the_dry_film_is_as_porous_as_measured_ones(dried: tuple[Film, list[ParticleState]]) -> None:
    film, _ = dried
    assert 0.46 <= film.porosity <= 0.56  # 46.6 to 55.9 % measured, thin coatings the most porous
    cbd = film.system.bodies.rows[:, 3][len(film.mix.am_radii_um) :]
    np.testing.assert_allclose(cbd, film.mix.cbd_radius_um)


def test_nothing_flies_and_states_are_finite(dried: tuple[Film, list[ParticleState]]) -> None:
    film, states = dried
    for state in states:
        particles = state.particles
        assert np.isfinite(particles.positions_um).all()
        assert np.isfinite(particles.stress_mpa).all()
        assert (particles.positions_um[:, :2] >= 0).all()
        assert (particles.positions_um[:, :2] <= film.mix.box_um).all()
        assert particles.positions_um[:, 2].min() > -1.0
        assert particles.positions_um[:, 2].max() < state.plane_um + 1.0
        assert np.count_nonzero(particles.phase == Phase.AM) == len(film.mix.am_radii_um)


def test_states_own_their_arrays(dried: tuple[Film, list[ParticleState]]) -> None:
    _, states = dried
    assert not np.shares_memory(states[0].particles.positions_um, states[1].particles.positions_um)
    assert (states[0].particles.positions_um != states[-1].particles.positions_um).any()


def test_the_seed_decides_everything(dried: tuple[Film, list[ParticleState]]) -> None:
    film, _ = dried
    again, _ = made(SMALL)
    np.testing.assert_array_equal(again.system.bodies.rows, film.system.bodies.rows)
    other = pack(changed(SMALL, {"simulation.seed": 2}))
    assert (other.system.bodies.rows != pack(SMALL).system.bodies.rows).any()


def test_a_higher_capillary_pressure_packs_denser(dried: tuple[Film, list[ParticleState]]) -> None:
    film, _ = dried
    pressed, _ = made(changed(SMALL, {"drying.consolidation_pressure_kpa": 200.0}))
    assert pressed.porosity < film.porosity


@pytest.mark.parametrize("bad", [np.nan, 1e9])
def test_a_bad_state_is_stopped_and_the_last_good_one_kept(bad: float) -> None:
    film = pack(SMALL)
    next(packing(film))
    system = film.system
    good = system.checkpoint()
    system.bodies.velocity[7, 1] = bad
    with pytest.raises(PhysicsError, match="last good state is kept"):
        system.advance(5)
    np.testing.assert_array_equal(system.bodies.rows, good["rows"])
    system.advance(5)
    assert np.isfinite(system.bodies.rows).all()


def test_neighbour_list_has_every_touching_pair(dried: tuple[Film, list[ParticleState]]) -> None:
    film, _ = dried
    rows, box = film.system.bodies.rows, film.system.box
    apart = rows[:, None, :3] - rows[None, :, :3]
    apart[..., :2] -= box * np.round(apart[..., :2] / box)
    overlap = rows[:, None, 3] + rows[None, :, 3] - np.linalg.norm(apart, axis=2)
    walls = np.sum(rows[:, 2] < rows[:, 3]) + np.sum(film.system.plane_um - rows[:, 2] < rows[:, 3])
    assert film.system.read().contacts == np.count_nonzero(np.triu(overlap > 0, 1)) + walls
