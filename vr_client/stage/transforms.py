"""4 x 4 matrices for column vectors: `clip = projection @ view @ model @ point`.

The world is in metres, y up, the viewer looking along -z at rest, as in OpenXR. The electrode is in
micrometres, z up from the collector.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]

Z_UP_TO_Y_UP: Matrix = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]])
"""Turns electrode axes into world axes: x stays, z goes up, y goes away from the viewer."""


def translation(offset: ArrayLike) -> Matrix:
    """(4, 4) moving by `offset` (3,)."""
    matrix = np.eye(4)
    matrix[:3, 3] = offset
    return matrix


def scaling(factor: float) -> Matrix:
    """(4, 4) scaling alike along all axes."""
    return np.diag([factor, factor, factor, 1.0])


def scale_of(matrix: Matrix) -> float:
    """The factor by which a similarity transform scales lengths."""
    return float(np.cbrt(abs(np.linalg.det(matrix[:3, :3]))))


def perspective(vertical_fov_deg: float, aspect: float, near: float, far: float) -> Matrix:
    """(4, 4) eye space to clip space, depth -1 at `near` and 1 at `far`."""
    t = 1.0 / np.tan(np.radians(vertical_fov_deg) / 2.0)
    return np.array(
        [
            [t / aspect, 0.0, 0.0, 0.0],
            [0.0, t, 0.0, 0.0],
            [0.0, 0.0, (far + near) / (near - far), 2.0 * far * near / (near - far)],
            [0.0, 0.0, -1.0, 0.0],
        ]
    )


def look_at(eye: ArrayLike, target: ArrayLike, up: ArrayLike = (0.0, 1.0, 0.0)) -> Matrix:
    """(4, 4) world to eye space for a viewer at `eye` (3,) looking at `target` (3,)."""
    eye = np.asarray(eye, np.float64)
    forward = np.asarray(target, np.float64) - eye
    forward /= np.linalg.norm(forward)
    side = np.cross(forward, np.asarray(up, np.float64))
    side /= np.linalg.norm(side)
    matrix = np.eye(4)
    matrix[:3, :3] = side, np.cross(side, forward), -forward
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix
