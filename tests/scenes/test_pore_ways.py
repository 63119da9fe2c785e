"""The shortest way through pores, against channels of known length, scikit-image and SciPy."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from skimage.graph import MCP_Geometric

from vr_client.stage.pore_space import length_um, pore_space
from vr_client.stage.pore_walls import ROOM, in_sight, room
from vr_client.stage.pore_ways import ways_to_collector
from vr_client.stage.surfaces import VoxelGrid

from .channels import balls, block, inclined, straight, zigzag


def test_a_straight_channel_has_a_tortuosity_of_one() -> None:
    for width in (1, 3):
        space = pore_space(straight(width=width))
        assert length_um(space.shortest_um) / space.thickness_um == pytest.approx(1.0, abs=1e-6)
        assert space.shortest_um[0, 2] == pytest.approx(space.surface_um)
        assert space.shortest_um[-1, 2] == pytest.approx(0.25)


def test_a_zigzag_is_as_long_as_its_shafts_and_galleries() -> None:
    grid = zigzag(legs=3, drop=8, across=20)
    space = pore_space(grid)
    known = (3 * 20 + grid.phase.shape[2] - 1) / (grid.phase.shape[2] - 1)
    voxels = float(space.way_um[:, :, -1].min()) / grid.voxel_um
    assert voxels / (grid.phase.shape[2] - 1) == pytest.approx(known, rel=1e-6)
    drawn_tight = length_um(space.shortest_um) / space.thickness_um
    assert 0.95 * known < drawn_tight <= known  # corners are cut by less than a voxel each


@pytest.mark.parametrize("angle_deg", [15.0, 30.0, 45.0])
def test_an_inclined_channel_is_one_over_the_cosine(angle_deg: float) -> None:
    grid = inclined(angle_deg)
    space = pore_space(grid)
    exact = 1.0 / np.cos(np.radians(angle_deg))
    spare = 2 * 3.0 / grid.phase.shape[2]  # the way may use the channel's whole width
    steps = float(space.way_um[:, :, -1].min()) / space.thickness_um
    tight = length_um(space.shortest_um) / space.thickness_um
    assert exact * (1 - spare) < tight <= steps + 1e-6
    assert steps < 1.13 * exact  # no 26-neighbour way is more than 12.8 % too long
    assert tight < exact * 1.02


def test_open_space_agrees_with_scikit_image() -> None:
    phase = np.zeros((12, 12, 20), np.uint8)
    way, _ = ways_to_collector(phase)
    costs, _ = MCP_Geometric(np.ones(phase.shape)).find_costs([(6, 6, 0)])
    assert np.allclose(way[6, 6], costs[6, 6])
    walled = phase.copy()
    walled[:, :, 10] = 1
    walled[3, 4, 10] = 0
    way, _ = ways_to_collector(walled)
    nodes = np.flatnonzero(walled == 0)
    assert np.allclose(way.ravel()[nodes], _by_scipy(walled)[nodes], rtol=1e-5)


def test_a_packing_agrees_with_scipy() -> None:
    grid = balls(edge=16, nz=20, count=14)
    way, following = ways_to_collector(grid.phase)
    reference = _by_scipy(grid.phase)
    pores = grid.phase.ravel() == 0
    assert np.array_equal(np.isfinite(way.ravel()[pores]), np.isfinite(reference[pores]))
    reached = pores & np.isfinite(reference)
    assert np.allclose(way.ravel()[reached], reference[reached], rtol=1e-5)
    inner = reached & (way.ravel() > 0)
    assert (way.ravel()[following[inner]] < way.ravel()[inner]).all()


def _by_scipy(phase: np.ndarray) -> np.ndarray:
    """Lengths to the lowest layer over the 26 neighbours, no solid voxel at an edge or corner passed."""
    shape = np.array(phase.shape)
    cells = np.argwhere(phase == 0)
    number = np.arange(phase.size).reshape(phase.shape)
    rows, columns, lengths = [], [], []
    for step in np.argwhere(np.ones((3, 3, 3))) - 1:
        if not step.any():
            continue
        near = cells + step
        fits = ((near >= 0) & (near < shape)).all(axis=1)
        for corner in np.argwhere(np.ones([abs(s) + 1 for s in step])):
            between = cells + corner * np.sign(step)
            inside = ((between >= 0) & (between < shape)).all(axis=1)
            open_ = np.zeros(len(cells), bool)
            open_[inside] = phase[tuple(between[inside].T)] == 0
            fits &= open_
        rows.append(number[tuple(cells[fits].T)])
        columns.append(number[tuple(near[fits].T)])
        lengths.append(np.full(fits.sum(), np.linalg.norm(step)))
    graph = coo_array(
        (np.concatenate(lengths), (np.concatenate(rows), np.concatenate(columns))), (phase.size,) * 2
    ).tocsr()
    sources = number[:, :, 0][phase[:, :, 0] == 0]
    return np.asarray(dijkstra(graph, indices=sources, min_only=True))


def test_the_shortest_way_keeps_off_the_walls_and_is_no_longer_than_its_voxels() -> None:
    space = pore_space(balls())
    way = space.shortest_um / space.voxel_um
    gradient = np.empty(3)
    assert all(room(space.phase, at, gradient) >= ROOM - 1e-3 for at in way)
    assert all(in_sight(space.phase, a, b) for a, b in pairwise(way))
    assert length_um(space.shortest_um) <= space.way_um[:, :, -1].min() + 1e-6
    assert 1.0 <= length_um(space.shortest_um) / space.thickness_um <= space.mean_tortuosity


def test_a_closed_block_has_no_way() -> None:
    phase = block(6, 6, 12)
    phase[2:4, 2:4, 5:] = 0
    space = pore_space(VoxelGrid(phase, 0.5, 0))
    assert not len(space.shortest_um)
    assert np.isnan(space.mean_tortuosity)
    assert space.ahead(np.array([1.4, 1.4, 4.0]), 4) is None


def test_pores_that_touch_at_an_edge_only_are_not_joined() -> None:
    phase = block(4, 3, 6)
    phase[1, 1, 3:] = 0
    phase[2, 1, :3] = 0
    assert not len(pore_space(VoxelGrid(phase, 1.0, 0)).shortest_um)
