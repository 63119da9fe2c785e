"""The largest ball that fits between the particles and holds a given place: the pore's local diameter.

Local thickness after Hildebrand and Ruegsegger 1997, J. Microsc. 185, 67, of the particles themselves rather
than of voxels: of the balls that hold the place and cut no particle, foil or press, it is the largest.
The kernels are compiled for their one signature when this module is imported: no frame waits for it.
"""

import numba
import numpy as np
from numba import njit
from numpy.typing import NDArray

from vr_client.stage.particles import ParticleLayer

Vector = NDArray[np.float64]

STARTS, KEPT = 400, 8
"""Places tried about the one in question, and the best of them that are improved."""
TURNS = 400
"""Most steps of an improvement: each tries directions spread over the sphere."""
WAYS = 20
FINEST_UM = 1e-4

_double, _doubles1 = numba.float64, numba.types.Array(numba.float64, 1, "C")
_doubles2 = numba.types.Array(numba.float64, 2, "C")
_floats1 = numba.types.Array(numba.float32, 1, "C", readonly=True)
_floats2 = numba.types.Array(numba.float32, 2, "C", readonly=True)


@njit(_doubles2(_floats2, _floats1, _doubles1, _doubles1, _double), cache=True, nogil=True)
def _near(
    positions: NDArray[np.float32], radii: NDArray[np.float32], box: Vector, point: Vector, reach: float
) -> NDArray[np.float64]:
    """(k, 4) centres and radii of all periodic images whose surface is within `reach` of the point."""
    found = np.empty((9 * radii.shape[0], 4))
    count = 0
    for i in range(radii.shape[0]):
        z = positions[i, 2] - point[2]
        most = reach + radii[i]
        if abs(z) > most:
            continue
        for a in range(-1, 2):
            x = positions[i, 0] + a * box[0] - point[0]
            if abs(x) > most:
                continue
            for b in range(-1, 2):
                y = positions[i, 1] + b * box[1] - point[1]
                if x * x + y * y + z * z < most * most:
                    found[count, 0] = x + point[0]
                    found[count, 1] = y + point[1]
                    found[count, 2] = positions[i, 2]
                    found[count, 3] = radii[i]
                    count += 1
    return found[:count].copy()


@njit(_double(_doubles2, _double, _double, _double, _double), cache=True, nogil=True)
def _free(near: NDArray[np.float64], top: float, x: float, y: float, z: float) -> float:
    """Radius of the largest ball about a place."""
    free = min(z, top - z)
    for i in range(near.shape[0]):
        dx, dy, dz = near[i, 0] - x, near[i, 1] - y, near[i, 2] - z
        free = min(free, np.sqrt(dx * dx + dy * dy + dz * dz) - near[i, 3])
    return free


@njit(_double(_doubles2, _double, _doubles1, _doubles1), cache=True, nogil=True)
def _climb(near: NDArray[np.float64], top: float, point: Vector, at: NDArray[np.float64]) -> float:
    """Moves `at` (4,), centre and free radius, to where the ball is largest and still holds the point."""
    step = 0.5 * at[3]
    golden = np.pi * (1.0 + np.sqrt(5.0))
    for turn in range(TURNS):
        if step < FINEST_UM:
            break
        better = False
        for k in range(WAYS):
            w = 1.0 - 2.0 * ((k + 0.5 + 0.618 * turn) / WAYS % 1.0)
            across, angle = np.sqrt(max(1.0 - w * w, 0.0)), golden * (k + 0.37 * turn)
            x = at[0] + step * across * np.cos(angle)
            y = at[1] + step * across * np.sin(angle)
            z = at[2] + step * w
            free = _free(near, top, x, y, z)
            if free <= at[3]:
                continue
            dx, dy, dz = x - point[0], y - point[1], z - point[2]
            if dx * dx + dy * dy + dz * dz <= free * free:
                at[0], at[1], at[2], at[3] = x, y, z, free
                better = True
                break
        if not better:
            step *= 0.6
    return float(at[3])


@njit(numba.types.Tuple((_doubles1, _double))(_doubles2, _double, _doubles1, _double), cache=True, nogil=True)
def _search(near: NDArray[np.float64], top: float, point: Vector, reach: float) -> tuple[Vector, float]:
    """The best ball found: many places are tried, the best ones climb in ever smaller steps."""
    here = _free(near, top, point[0], point[1], point[2])
    best = point.copy()
    if here <= 0.0:
        return best, 0.0
    starts = np.empty((KEPT, 4))
    starts[:, 3] = -1.0
    starts[0, :3], starts[0, 3] = point, here
    golden = np.pi * (1.0 + np.sqrt(5.0))
    for k in range(STARTS):
        r = reach * np.cbrt((k + 0.5) / STARTS)
        z = 1.0 - 2.0 * ((k + 0.5) * 0.754877666 % 1.0)
        across, turn = r * np.sqrt(1.0 - z * z), golden * k
        x, y, z = point[0] + across * np.cos(turn), point[1] + across * np.sin(turn), point[2] + r * z
        free = _free(near, top, x, y, z)
        least = int(np.argmin(starts[:, 3]))
        if free > starts[least, 3] and free >= r:
            starts[least, 0], starts[least, 1], starts[least, 2], starts[least, 3] = x, y, z, free
    largest = here
    for k in range(KEPT):
        if starts[k, 3] > 0.0:
            radius = _climb(near, top, point, starts[k])
            if radius > largest:
                largest = radius
                best[:] = starts[k, :3]
    return best, largest


def largest_ball(layer: ParticleLayer, point_um: Vector) -> tuple[Vector, float]:
    """Centre (3,) and radius in micrometres; radius 0 where the place is in a particle.

    The box is periodic in x and y; the foil and the plane bound the ball as particles do. Some milliseconds,
    without the interpreter's lock.
    """
    box = np.array([*layer.box_um, layer.plane_um])
    reach = 4.0 * float(np.median(layer.radii_um))
    point = np.asarray(point_um, np.float64)
    while True:
        reach = min(reach, 0.5 * float(box[:2].min()))
        near = _near(layer.positions_um, layer.radii_um, box, point, 2.0 * reach)
        centre, radius = _search(near, float(box[2]), point, reach)
        if radius < 0.5 * reach or reach >= 0.5 * float(box[:2].min()):
            return centre, float(radius)
        reach *= 2.0


def nearest(layer: ParticleLayer, point_um: Vector) -> int:
    """Index of the particle whose surface is nearest to a place (3,), or which holds it the deepest."""
    return int(_nearest(layer.positions_um, layer.radii_um, np.asarray(point_um, np.float64)))


@njit(numba.int64(_floats2, _floats1, _doubles1), cache=True, nogil=True)
def _nearest(positions: NDArray[np.float32], radii: NDArray[np.float32], point: Vector) -> int:
    found, least = -1, np.inf
    for i in range(radii.shape[0]):
        x, y, z = positions[i, 0] - point[0], positions[i, 1] - point[1], positions[i, 2] - point[2]
        gap = np.sqrt(x * x + y * y + z * z) - radii[i]
        if gap < least:
            found, least = i, gap
    return found
