"""A ray on a panel, and the panel's size and place in the room."""

import numpy as np
import pytest

from tests.openxr.poses import aiming, pose
from vr_client.tools.pointer_ray import Board, Ray, hit, ray_of
from vr_client.views.headset import room

SIZE_PX = (900, 1200)
BOARD = Board(pose((0.0, 0.0, -1.0)), 0.45, 0.6)


def straight(x: float, y: float) -> Ray:
    return Ray(np.array([x, y, 0.0]), np.array([0.0, 0.0, -1.0]))


@pytest.mark.parametrize(
    ("x", "y", "px"),
    [(0.0, 0.0, (450, 600)), (-0.225, 0.3, (0, 0)), (0.225, -0.3, (900, 1200)), (0.1125, 0.15, (675, 300))],
)
def test_pixels_run_right_and_down_from_the_top_left(x: float, y: float, px: tuple[int, int]) -> None:
    found = hit(straight(x, y), BOARD, SIZE_PX)
    assert found is not None and found.inside
    assert found.position_px == pytest.approx(px)
    assert found.distance_m == pytest.approx(1.0)


def test_beside_the_panel_the_pixel_goes_on_but_is_outside() -> None:
    found = hit(straight(0.25, 0.0), BOARD, SIZE_PX)
    assert found is not None and not found.inside
    assert found.position_px[0] == pytest.approx(950.0)


def test_from_behind_or_turned_away_there_is_no_hit() -> None:
    behind = Ray(np.array([0.0, 0.0, -2.0]), np.array([0.0, 0.0, 1.0]))
    away = Ray(np.zeros(3), np.array([0.0, 0.0, 1.0]))
    along = Ray(np.zeros(3), np.array([1.0, 0.0, 0.0]))
    assert hit(behind, BOARD, SIZE_PX) is None
    assert hit(away, BOARD, SIZE_PX) is None
    assert hit(along, BOARD, SIZE_PX) is None


def test_a_hand_that_aims_at_a_turned_panel_hits_the_pixel_it_aims_at() -> None:
    board = room.panel_board(SIZE_PX, 30.0, 1.0)
    target = board.pose @ [(0.75 - 0.5) * board.width_m, (0.5 - 0.25) * board.height_m, 0.0, 1.0]
    origin = (0.2, -0.35, -0.3)
    found = hit(ray_of(pose(origin, aiming(origin, target[:3]))), board, SIZE_PX)
    assert found is not None
    assert found.position_px == pytest.approx((675.0, 300.0), abs=1e-6)
    assert found.distance_m == pytest.approx(float(np.linalg.norm(target[:3] - origin)))


def test_the_panel_looks_at_the_eyes_and_its_text_is_20_dmm_high() -> None:
    board = room.panel_board(SIZE_PX, text_px=30.0, side=1.0)
    centre, face = board.pose[:3, 3], board.pose[:3, 2]
    np.testing.assert_allclose(face, -centre / np.linalg.norm(centre), atol=1e-12)
    assert np.linalg.norm(centre) == pytest.approx(room.PANEL_DISTANCE_M)
    text_m = 30.0 * board.width_m / SIZE_PX[0]
    assert text_m / np.linalg.norm(centre) == pytest.approx(0.020)
    assert board.pose[1, 0] == pytest.approx(0.0, abs=1e-12)  # its upper edge is level
