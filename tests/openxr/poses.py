"""Poses for the tests, of hands that aim."""

import numpy as np
from numpy.typing import NDArray

from tests.openxr.remote import Position, Quaternion


def aiming(origin: Position, target: NDArray[np.float64]) -> Quaternion:
    """Least rotation (x, y, z, w) that turns -z from `origin` (3,) towards `target` (3,)."""
    way = np.asarray(target, float) - np.asarray(origin, float)
    way /= np.linalg.norm(way)
    ahead = np.array([0.0, 0.0, -1.0])
    q = np.array([*np.cross(ahead, way), 1.0 + ahead @ way])
    q /= np.linalg.norm(q)
    return float(q[0]), float(q[1]), float(q[2]), float(q[3])


def pose(position: Position, rotation: Quaternion = (0.0, 0.0, 0.0, 1.0)) -> NDArray[np.float64]:
    """(4, 4) from a position and a unit quaternion (x, y, z, w)."""
    axis, w = np.array(rotation[:3]), rotation[3]
    skew = np.cross(np.eye(3), axis)
    matrix = np.eye(4)
    matrix[:3, :3] = np.eye(3) + 2.0 * w * skew + 2.0 * skew @ skew
    matrix[:3, 3] = position
    return matrix


def turned(axis: Position, angle_deg: float) -> Quaternion:
    """The quaternion of a turn about a unit axis."""
    half = np.radians(angle_deg) / 2.0
    s = float(np.sin(half))
    return axis[0] * s, axis[1] * s, axis[2] * s, float(np.cos(half))
