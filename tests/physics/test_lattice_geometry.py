"""From a segmented volume to the cells that are computed."""

import numpy as np
import pytest

from simulation_server.physics.lattice.cells import number_cells
from simulation_server.physics.lattice.coarsening import coarsen
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.physics.lattice.lanes import from_blocks, padded, to_blocks
from simulation_server.physics.lattice.stencils import OPPOSITE, PHASE_WEIGHTS, VELOCITIES, WEIGHTS
from simulation_server.physics.lattice.two_phase import Fluids
from simulation_server.physics.lattice.units import Scales


def test_stencils_have_the_moments_of_their_lattices() -> None:
    assert (VELOCITIES[OPPOSITE] == -VELOCITIES).all()
    np.testing.assert_allclose(np.einsum("i,ia,ib->ab", WEIGHTS, VELOCITIES, VELOCITIES), np.eye(3) / 3)
    axes = VELOCITIES[:7]
    np.testing.assert_allclose(np.einsum("i,ia,ib->ab", PHASE_WEIGHTS, axes, axes), np.eye(3) / 4)
    assert WEIGHTS.sum() == pytest.approx(1)
    assert PHASE_WEIGHTS.sum() == 1


def test_coarsening_keeps_the_porosity_and_the_box() -> None:
    random = np.random.default_rng(0)
    solid = random.random((50, 47, 90)) < 0.57
    coarse = coarsen(solid, 0.7, 1.2)
    assert coarse.solid.shape == (29, 27, 52)
    assert coarse.solid.mean() == pytest.approx(solid.mean(), abs=1 / coarse.solid.size)
    assert coarse.lattice_um * 29 == pytest.approx(35.0)


def test_coarsening_to_the_same_spacing_changes_nothing() -> None:
    solid = np.random.default_rng(1).random((6, 7, 8)) < 0.4
    np.testing.assert_array_equal(coarsen(solid, 0.5, 0.5).solid, solid)


def test_pores_are_reached_round_the_periodic_sides_and_closed_ones_are_not() -> None:
    pore = np.zeros((5, 5, 5), bool)
    pore[0, 2, 3:] = True
    pore[4, 2, 1:4] = True  # joined to the first through the side
    pore[2, 2, 1] = True  # closed
    reached = reachable_from_top(pore)
    assert reached[4, 2, 1]
    assert not reached[2, 2, 1]
    assert reached.sum() == 5


def test_every_neighbour_is_the_cell_one_velocity_away() -> None:
    solid = np.random.default_rng(2).random((5, 6, 7)) < 0.4
    solid[:, :, [0, -1]] = False
    cells = number_cells(solid)
    table = cells.neighbours.reshape(-1, 18, 16).transpose(1, 0, 2).reshape(18, -1)[:, : cells.bulk]
    place = np.stack(np.unravel_index(cells.sites, solid.shape), axis=1)
    for k in range(18):
        there = (place[: cells.bulk] + VELOCITIES[k + 1]) % solid.shape
        is_fluid = ~solid[tuple(there.T)]
        np.testing.assert_array_equal(table[k] < cells.fluid, is_fluid)
        np.testing.assert_array_equal(place[table[k][is_fluid]], there[is_fluid])


def test_blocks_hold_what_rows_held() -> None:
    rows = np.random.default_rng(3).random((19, padded(33))).astype(np.float32)
    np.testing.assert_array_equal(from_blocks(to_blocks(rows), 19, 33), rows[:, :33])


def test_time_scales_with_viscosity_over_surface_tension() -> None:
    fluids = Fluids()
    step = Scales(1.2, 3.0, 35.0).ms_a_step(fluids)
    assert Scales(1.2, 6.0, 35.0).ms_a_step(fluids) == pytest.approx(2 * step)
    assert Scales(1.2, 3.0, 70.0).ms_a_step(fluids) == pytest.approx(step / 2)
    # 1.2 um x 3 mPa s / 35 mN/m is 0.103 us for viscosity = tension on the lattice, here half of it.
    assert step == pytest.approx(1.2e-6 * 3e-3 / 35e-3 * 1e3 / 0.5)
