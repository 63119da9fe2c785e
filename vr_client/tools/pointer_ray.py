"""Where a hand's ray meets a flat panel in the room, in the panel's own pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.transforms import Matrix

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ray:
    """Starts at `origin` (3,) and goes along the unit vector `direction` (3,), in metres of the world."""

    origin: Vector
    direction: Vector

    def at(self, distance_m: float) -> Vector:
        """(3,) the point `distance_m` along."""
        return self.origin + distance_m * self.direction


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A rectangle in the room: `pose` (4, 4) takes its own metres to the world's.

    Its middle is at its origin, x to the right, y up, and its face looks along +z.
    """

    pose: Matrix
    width_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Hit:
    """`position_px` with (0, 0) top left and y down; outside the picture when `inside` is False."""

    position_px: tuple[float, float]
    distance_m: float
    inside: bool


def ray_of(pose: Matrix) -> Ray:
    """The ray of an OpenXR aim pose, which looks along its -z axis."""
    direction = -pose[:3, 2]
    return Ray(pose[:3, 3].copy(), direction / np.linalg.norm(direction))


def hit(ray: Ray, board: Board, size_px: tuple[int, int]) -> Hit | None:
    """Where `ray` meets the plane of `board`, `size_px` wide and high; None from behind or never."""
    to_board = np.linalg.inv(board.pose)
    origin = to_board[:3, :3] @ ray.origin + to_board[:3, 3]
    direction = to_board[:3, :3] @ ray.direction
    if origin[2] <= 0.0 or direction[2] >= -1e-9:
        return None
    along = -origin[2] / direction[2]
    x, y = origin[:2] + along * direction[:2]
    share_x, share_y = x / board.width_m + 0.5, 0.5 - y / board.height_m
    inside = 0.0 <= share_x <= 1.0 and 0.0 <= share_y <= 1.0
    distance_m = float(np.linalg.norm(ray.direction) * along)
    return Hit((float(share_x * size_px[0]), float(share_y * size_px[1])), distance_m, bool(inside))
