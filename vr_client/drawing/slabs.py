"""Boxes of electrode coordinates as triangles and as edges."""

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.surfaces import Surface

Corner = tuple[float, float, float]


def slab(low_um: Corner, high_um: Corner) -> Surface:
    """A box with flat faces and outward normals."""
    low, high = np.array(low_um), np.array(high_um)
    vertices: list[NDArray[np.float64]] = []
    normals: list[NDArray[np.float64]] = []
    triangles: list[int] = []
    for axis in range(3):
        for side in (0, 1):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            base = len(vertices)
            for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
                corner = np.empty(3)
                corner[axis] = (low, high)[side][axis]
                corner[u], corner[v] = (low, high)[a][u], (low, high)[b][v]
                vertices.append(corner)
                normals.append(np.eye(3)[axis] * (2 * side - 1))
            ring = (0, 1, 2, 0, 2, 3) if side else (0, 2, 1, 0, 3, 2)
            triangles.extend(base + k for k in ring)
    return Surface(
        np.array(vertices, np.float32), np.array(normals, np.float32),
        np.array(triangles, np.uint32).reshape(-1, 3),
    )  # fmt: skip


def edges(low_um: Corner, high_um: Corner) -> NDArray[np.float32]:
    """(24, 3) end points of a box's twelve edges, in pairs."""
    corners = [np.where([k & 1, k & 2, k & 4], high_um, low_um) for k in range(8)]
    pairs = [(k, k | bit) for k in range(8) for bit in (1, 2, 4) if not k & bit]
    return np.array([corners[k] for pair in pairs for k in pair], np.float32)


def cross_section(equation: NDArray[np.float64], low_um: Corner, high_um: Corner) -> NDArray[np.float32]:
    """(k, 3) corners, in turn, of the plane `equation` (4,) within a box; k is 0 where it misses."""
    ends = edges(low_um, high_um).astype(np.float64).reshape(-1, 2, 3)
    side = ends @ equation[:3] + equation[3]
    crossing = side[:, 0] * side[:, 1] < 0.0
    share = side[crossing, 0] / (side[crossing, 0] - side[crossing, 1])
    points = ends[crossing, 0] + share[:, None] * (ends[crossing, 1] - ends[crossing, 0])
    if len(points) < 3:
        return np.zeros((0, 3), np.float32)
    spokes = points - points.mean(axis=0)
    u = spokes[0] / np.linalg.norm(spokes[0])
    v = np.cross(equation[:3], u)
    return points[np.argsort(np.arctan2(spokes @ v, spokes @ u))].astype(np.float32)
