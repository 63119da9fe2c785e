"""From a segmented volume to the cells that are computed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.lattice.cells import Cells, number_cells
from simulation_server.physics.lattice.coarsening import coarsen
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.grid import FRONT, fill_ring, grid_size, inner
from simulation_server.physics.lattice.lanes import LANES
from simulation_server.physics.lattice.stencils import OPPOSITE, PHASE_WEIGHTS, VELOCITIES, WEIGHTS
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


def test_a_coarse_cell_is_of_the_kind_that_fills_most_of_it() -> None:
    kinds = np.zeros((4, 4, 4), np.uint8)
    kinds[:2] = 1
    kinds[0, :, 2:] = 3
    kinds[1, 0, 2:] = 3  # five of eight voxels of each upper cell in the first half, four of these at y = 0
    coarse = coarsen(kinds, 1.0, 2.0)
    assert coarse.kinds.dtype == np.uint8
    np.testing.assert_array_equal(coarse.kinds[0, :, 0], 1)
    assert coarse.kinds[0, 0, 1] == 3
    np.testing.assert_array_equal(coarse.kinds[1], 0)


def test_pores_are_reached_round_the_periodic_sides_and_closed_ones_are_not() -> None:
    pore = np.zeros((5, 5, 5), bool)
    pore[0, 2, 3:] = True
    pore[4, 2, 1:4] = True  # joined to the first through the side
    pore[2, 2, 1] = True  # closed
    reached = reachable_from_top(pore)
    assert reached[4, 2, 1]
    assert not reached[2, 2, 1]
    assert reached.sum() == 5


def _origins(cells: Cells) -> NDArray[np.int64]:
    """Cell (cells, 18) that each population comes from, -1 where a wall sends it back."""
    pieces = cells.pieces
    blocks = len(pieces.cell)
    found = np.full((blocks, LANES, 18), -9)
    for block in range(blocks):
        first = [(i, pieces.cell[block, i - 1], pieces.lanes[block, i - 1]) for i in range(1, 19)]
        mine = slice(pieces.first_more[block], pieces.first_more[block + 1])
        more = zip(pieces.more_direction[mine], pieces.more_cell[mine], pieces.more_lanes[mine], strict=True)
        walls = [(i, None, pieces.walls[block, i - 1]) for i in range(1, 19)]
        for i, start, lanes in (*first, *more, *walls):
            for lane in range(LANES):
                if lanes >> lane & 1:
                    assert found[block, lane, i - 1] == -9  # each but once
                    found[block, lane, i - 1] = -1 if start is None else start + lane
    return found.reshape(-1, 18)[: cells.fluid]


def test_every_population_is_fetched_from_the_cell_it_comes_from_or_sent_back_by_the_wall() -> None:
    solid = np.random.default_rng(2).random((5, 6, 7)) < 0.4
    solid[:, :, [0, -1]] = False
    cells = number_cells(solid.astype(np.uint8))
    site = np.stack(np.unravel_index(cells.sites, solid.shape), axis=1)
    number = np.full(solid.shape, -1)
    number[tuple(site.T)] = np.arange(cells.fluid)
    source = site[:, None] - VELOCITIES[None, 1:]
    inside = (source[..., 2] >= 0) & (source[..., 2] < solid.shape[2])
    expected = np.where(inside, number[tuple(np.moveaxis(source % solid.shape, 2, 0))], -1)
    np.testing.assert_array_equal(_origins(cells), expected)
    np.testing.assert_array_equal(cells.end_origins[:, 0], expected[cells.ends])
    np.testing.assert_array_equal(cells.end_origins[::2, 1], expected[cells.outlet + 1])
    np.testing.assert_array_equal(cells.end_origins[1::2, 1], expected[cells.inlet - 1])


def test_the_list_of_pieces_holds_little_where_pores_are_wide() -> None:
    solid = np.zeros((6, 6, 40), np.uint8)
    solid[2:4, 2:4, 10:30] = 1
    cells = number_cells(solid, open_ends=False)
    assert len(cells.pieces.more_cell) < 0.5 * cells.pieces.cell.size


def test_walls_know_their_kind_and_which_cells_round_them_are_fluid() -> None:
    random = np.random.default_rng(3)
    kinds = random.integers(0, 4, (5, 4, 6)).astype(np.uint8)
    cells = number_cells(kinds, open_ends=False)
    walls = np.stack(np.unravel_index(cells.lattice_sites(cells.wall_sites), kinds.shape), axis=1)
    np.testing.assert_array_equal(cells.wall_kinds, kinds[tuple(walls.T)])
    for wall, mask in zip(walls, cells.wall_masks, strict=True):
        around = wall + VELOCITIES[1:]
        inside = (around[:, 2] >= 0) & (around[:, 2] < kinds.shape[2])
        fluid = inside & (kinds[tuple((around % kinds.shape).T)] == 0)
        np.testing.assert_array_equal((int(mask) >> np.arange(18)) & 1, fluid)
        assert fluid.any()


def test_the_grid_repeats_its_sides() -> None:
    shape = (3, 4, 5)
    grid = np.zeros(grid_size(shape), np.float32)
    values = np.random.default_rng(4).random(shape).astype(np.float32)
    inner(grid, shape)[:] = values
    fill_ring(grid, *shape)
    whole = grid[FRONT:-FRONT].reshape(5, 6, 5)
    np.testing.assert_array_equal(whole, np.pad(values, ((1, 1), (1, 1), (0, 0)), mode="wrap"))


def test_time_scales_with_viscosity_over_surface_tension() -> None:
    fluids = Fluids()
    step = Scales(1.2, 3.0, 35.0).ms_a_step(fluids)
    assert Scales(1.2, 6.0, 35.0).ms_a_step(fluids) == pytest.approx(2 * step)
    assert Scales(1.2, 3.0, 70.0).ms_a_step(fluids) == pytest.approx(step / 2)
    # 1.2 um x 3 mPa s / 35 mN/m is 0.103 us for viscosity = tension on the lattice, here half of it.
    assert step == pytest.approx(1.2e-6 * 3e-3 / 35e-3 * 1e3 / 0.5)
