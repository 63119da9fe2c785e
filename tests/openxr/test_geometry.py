"""OpenXR's poses and fields of view as matrices."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.openxr.poses import pose, turned
from vr_client.stage.transforms import perspective
from vr_client.views.headset.geometry import inverse, levelled, pose_matrix, projection_matrix


def test_even_half_angles_give_the_ordinary_perspective() -> None:
    half = np.radians(40.0)
    fov = SimpleNamespace(angle_left=-half, angle_right=half, angle_up=half, angle_down=-half)
    np.testing.assert_allclose(projection_matrix(fov, 0.05, 50.0), perspective(80.0, 1.0, 0.05, 50.0))


def test_uneven_half_angles_put_their_edges_on_the_pictures_edges() -> None:
    fov = SimpleNamespace(angle_left=-0.9, angle_right=0.7, angle_up=0.6, angle_down=-0.8)
    m = projection_matrix(fov, 0.05, 50.0)
    for name, axis, edge in (("left", 0, -1), ("right", 0, 1), ("down", 1, -1), ("up", 1, 1)):
        point = np.array([0.0, 0.0, -2.0, 1.0])
        point[axis] = 2.0 * np.tan(getattr(fov, f"angle_{name}"))
        clip = m @ point
        assert clip[axis] / clip[3] == pytest.approx(edge)


def test_a_pose_is_its_quaternion_and_position() -> None:
    x, y, z, w = turned((0.6, 0.0, 0.8), 73.0)
    posed = SimpleNamespace(
        orientation=SimpleNamespace(x=x, y=y, z=z, w=w), position=SimpleNamespace(x=1.0, y=2.0, z=3.0)
    )
    matrix = pose_matrix(posed)
    np.testing.assert_allclose(matrix, pose((1.0, 2.0, 3.0), (x, y, z, w)), atol=1e-12)
    np.testing.assert_allclose(inverse(matrix) @ matrix, np.eye(4), atol=1e-12)


def test_levelling_keeps_heading_and_place_and_takes_out_nod_and_tilt() -> None:
    nod = pose((0.1, 1.6, 0.2), turned((0.0, 1.0, 0.0), 30.0)) @ pose(
        (0, 0, 0), turned((1.0, 0.0, 0.0), -35.0)
    )
    np.testing.assert_allclose(
        levelled(nod), pose((0.1, 1.6, 0.2), turned((0.0, 1.0, 0.0), 30.0)), atol=1e-12
    )
    down = pose((0, 0, 0), turned((1.0, 0.0, 0.0), -90.0))
    np.testing.assert_allclose(levelled(down), np.eye(4), atol=1e-9)
