"""Area of walls, face by face, on shapes whose area is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.transport_ac.walls import add_walls, smoothed


def _area(solid: NDArray[np.bool_]) -> float:
    label = solid.astype(np.uint8)
    total = np.zeros(label.shape, dtype=np.float32)
    area = add_walls(label, 1, smoothed(solid), np.array([0.5, 0.0]), total)
    assert total.sum() == pytest.approx(0.5 * area[0], rel=1e-4)
    assert (total[solid] == 0.0).all()
    return float(area[0])


@pytest.mark.parametrize(("diameter", "bar"), [(6, 0.04), (12, 0.01), (24, 0.005)])
def test_sphere(diameter: int, bar: float) -> None:
    x = np.arange(diameter + 8) - diameter / 2.0 - 3.5
    ball = x[:, None, None] ** 2 + (x[:, None] + 0.2) ** 2 + (x + 0.3) ** 2 < diameter**2 / 4.0
    assert _area(ball) == pytest.approx(np.pi * diameter**2, rel=bar)


@pytest.mark.parametrize("normal", [(1, 0, 0), (1, 1, 0), (1, 2, 0), (2, 1, 3), (1, 1, 1)])
def test_plane_at_any_angle(normal: tuple[int, int, int]) -> None:
    cells = 36
    i, j, k = np.indices((cells, cells, cells))
    slab = (normal[0] * i + normal[1] * j + normal[2] * k) % cells < cells // 2
    walls = 2.0 * np.linalg.norm(normal) * cells**2
    if normal[2]:  # the ends of z cut the walls that lead round: count those inside
        walls *= _inner_share(slab)
    assert _area(slab) == pytest.approx(walls, rel=0.015)


def _inner_share(slab: NDArray[np.bool_]) -> float:
    """Share of the faces of a volume periodic all round that are not at the ends of z."""
    faces = [np.count_nonzero(slab != np.roll(slab, 1, axis)) for axis in range(3)]
    ends = np.count_nonzero(slab[:, :, 0] != slab[:, :, -1])
    return 1.0 - ends / sum(faces)
