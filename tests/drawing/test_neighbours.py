"""Neighbours are found by cells as they are by comparing all with all; maps of many are coarser."""

import numpy as np
import pytest

from vr_client.drawing.atlas import Atlas, tile_for
from vr_client.drawing.cells import MOST_CELLS, neighbours_in, sort_into_cells
from vr_client.drawing.occlusion import GUTTER, PART, bake, directions


def packing(count: int, edge_um: float, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    radii = rng.choice([1.0, 1.4, 6.0], count, p=[0.5, 0.45, 0.05]).astype(np.float32)
    return rng.uniform(0.0, edge_um, (count, 3)).astype(np.float32), radii


@pytest.mark.parametrize("edge_um", [1.0, 3.7, 60.0])
def test_cells_find_all_neighbours_and_no_others(edge_um: float) -> None:
    positions, radii = packing(400, 40.0)
    cells = sort_into_cells(positions, radii, np.arange(400), edge_um)
    found, gaps = np.empty(400, np.int64), np.empty(400, np.float32)
    for i in (0, 7, 133, 399):
        count = neighbours_in(cells, positions, radii, i, 2.5, found, gaps, 0)
        gap = np.linalg.norm(positions - positions[i], axis=1) - radii - radii[i]
        gap[i] = np.inf
        assert sorted(found[:count]) == np.flatnonzero(gap < 2.5).tolist()
        assert gaps[:count] == pytest.approx(gap[found[:count]], abs=1e-4)


def test_a_grid_stays_small_however_far_apart_the_spheres_are() -> None:
    positions = np.array([(0, 0, 0), (1e5, 1e5, 1e5)], np.float32)
    cells = sort_into_cells(positions, np.ones(2, np.float32), np.arange(2), 1.0)
    assert len(cells.starts) <= MOST_CELLS + 1
    assert cells.starts[-1] == 2


def test_spheres_baked_by_several_threads_are_as_by_one() -> None:
    positions, radii = packing(PART + 700, 70.0)
    together = bake(positions, radii, tile=4)
    near = np.flatnonzero(np.linalg.norm(positions - 35.0, axis=1) < 30.0)
    inner = np.flatnonzero(np.linalg.norm(positions[near] - 35.0, axis=1) < 12.0)
    alone = bake(positions[near], radii[near], tile=4)
    assert len(inner) > 20
    assert np.array_equal(alone[inner], together[near][inner])


def test_a_coarse_map_tells_the_same_as_a_fine_one() -> None:
    positions, radii = packing(300, 30.0)
    fine, coarse = (bake(positions, radii, tile=tile).astype(float) for tile in (12, 4))
    means = [tiles[:, 1:-1, 1:-1].mean(axis=(1, 2)) for tiles in (fine, coarse)]
    assert np.corrcoef(*means)[0, 1] > 0.95
    assert abs(means[0].mean() - means[1].mean()) < 20


def test_the_atlas_of_many_is_coarser_and_fits_a_texture() -> None:
    assert tile_for(5_000) > tile_for(50_000) > tile_for(200_000)
    assert max(Atlas.of(1_000_000).size) <= 8192
    assert np.prod(Atlas.of(200_000).size) < 10e6, "bytes"


def test_each_tile_lies_where_the_shader_looks() -> None:
    atlas = Atlas.of(7, 4)
    tiles = np.arange(7, dtype=np.uint8)[:, None, None] * np.ones((1, atlas.pitch, atlas.pitch), np.uint8)
    image = atlas.image(tiles)
    assert image.shape == atlas.size[::-1]
    for k in range(7):
        row, column = k // atlas.columns * atlas.pitch, k % atlas.columns * atlas.pitch
        assert (image[row : row + atlas.pitch, column : column + atlas.pitch] == k).all()


@pytest.mark.parametrize("tile", [4, 6, 12])
def test_maps_of_any_fineness_cover_the_sphere(tile: int) -> None:
    pitch = tile + 2 * GUTTER
    ways = directions(tile).reshape(pitch, pitch, 3)[1:-1, 1:-1].reshape(-1, 3)
    assert len(ways) == tile * tile
    assert np.abs(ways.mean(axis=0)).max() < 1e-6
