"""Signed distance from every voxel of a box to the nearest surface of a set of spheres."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def _lower_to_spheres(
    distance: NDArray[np.float32],
    centres: NDArray[np.float64],
    radii: NDArray[np.float64],
    edges: NDArray[np.float64],
    band: float,
) -> None:
    nx, ny, nz = distance.shape
    hx, hy, hz = edges
    for s in range(radii.size):
        x, y, z = centres[s]
        radius = radii[s]
        reach = radius + band
        k_first = max(0, int(np.floor((z - reach) / hz)))
        k_last = min(nz - 1, int(np.floor((z + reach) / hz)))
        # a reach beyond half the box would visit the same periodic voxel twice: once is enough
        i_span = min(2 * int(reach / hx) + 3, nx)
        j_span = min(2 * int(reach / hy) + 3, ny)
        i_first = int(np.floor(x / hx)) - i_span // 2
        j_first = int(np.floor(y / hy)) - j_span // 2
        for di in range(i_span):
            dx = abs((i_first + di + 0.5) * hx - x)
            dx = min(dx, abs(nx * hx - dx))
            i = (i_first + di) % nx
            for dj in range(j_span):
                dy = abs((j_first + dj + 0.5) * hy - y)
                dy = min(dy, abs(ny * hy - dy))
                lateral = dx * dx + dy * dy
                if lateral > reach * reach:
                    continue
                j = (j_first + dj) % ny
                for k in range(k_first, k_last + 1):
                    dz = (k + 0.5) * hz - z
                    there = np.float32(np.sqrt(lateral + dz * dz) - radius)
                    if there < distance[i, j, k]:
                        distance[i, j, k] = there


def distance_to_spheres_um(
    centres_um: NDArray[np.float64],
    radii_um: NDArray[np.float64],
    shape: tuple[int, int, int],
    edges_um: tuple[float, float, float],
    band_um: float,
) -> NDArray[np.float32]:
    """Distance (nx, ny, nz) from voxel centres to the union of spheres, negative inside, in um.

    `centres_um` is (n, 3), `radii_um` (n,); the box is periodic in x and y. Distances are exact up to
    `band_um` outside the spheres; further away they read infinity.
    """
    distance = np.full(shape, np.inf, dtype=np.float32)
    _lower_to_spheres(
        distance,
        np.ascontiguousarray(centres_um, dtype=np.float64),
        np.ascontiguousarray(radii_um, dtype=np.float64),
        np.asarray(edges_um, dtype=np.float64),
        band_um,
    )
    distance[distance > band_um] = np.inf
    return distance
