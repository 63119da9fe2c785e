"""OpenXR's poses and fields of view as matrices (metres, y up, looking along -z)."""

from typing import Any

import numpy as np

from vr_client.stage.transforms import Matrix


def pose_matrix(pose: Any) -> Matrix:
    """(4, 4) from the posed thing's own space to the space it was located in (an `xr.Posef`)."""
    q, p = pose.orientation, pose.position
    x, y, z, w = q.x, q.y, q.z, q.w
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), p.x],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), p.y],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), p.z],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


def inverse(pose: Matrix) -> Matrix:
    """(4, 4) the way back of a turn and a shift."""
    matrix = np.eye(4)
    matrix[:3, :3] = pose[:3, :3].T
    matrix[:3, 3] = -pose[:3, :3].T @ pose[:3, 3]
    return matrix


def projection_matrix(fov: Any, near_m: float, far_m: float) -> Matrix:
    """(4, 4) eye to clip space for the four half angles of an `xr.Fovf`, which may all differ."""
    left, right = np.tan(fov.angle_left), np.tan(fov.angle_right)
    down, up = np.tan(fov.angle_down), np.tan(fov.angle_up)
    depth = far_m - near_m
    return np.array(
        [
            [2 / (right - left), 0.0, (right + left) / (right - left), 0.0],
            [0.0, 2 / (up - down), (up + down) / (up - down), 0.0],
            [0.0, 0.0, -(far_m + near_m) / depth, -2 * far_m * near_m / depth],
            [0.0, 0.0, -1.0, 0.0],
        ]
    )


def levelled(head: Matrix) -> Matrix:
    """(4, 4) the pose `head` with its heading kept but its nod and tilt taken out."""
    forward = -head[:3, 2]
    if np.hypot(forward[0], forward[2]) < 0.1:  # looking straight up or down: the crown of the head tells
        forward = head[:3, 1] * (1.0 if forward[1] < 0.0 else -1.0)
    back = -np.array([forward[0], 0.0, forward[2]]) / np.hypot(forward[0], forward[2])
    matrix = np.eye(4)
    matrix[:3, 2] = back
    matrix[:3, 0] = np.cross([0.0, 1.0, 0.0], back)
    matrix[:3, 3] = head[:3, 3]
    return matrix


def facing(position_m: tuple[float, float, float], towards_m: tuple[float, float, float]) -> Matrix:
    """(4, 4) pose of a board at `position_m` whose face (+z) looks at `towards_m`, its sides upright."""
    back = np.subtract(towards_m, position_m).astype(np.float64)
    back /= np.linalg.norm(back)
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.column_stack([right, np.cross(back, right), back])
    matrix[:3, 3] = position_m
    return matrix
