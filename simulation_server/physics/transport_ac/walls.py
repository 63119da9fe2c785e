"""True area of the walls in a voxel volume, face by face.

A flat wall of area A with the unit normal n shows A |n_a| of voxel faces across each axis a: in all
(|n_x| + |n_y| + |n_z|) A, once its area where it lies along the voxels and 1.5 times on average. Each face
counts with the inverse of that sum, the normal being the slope of the solid's indicator, smoothed.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

F32 = NDArray[np.float32]

SMOOTHING_VOXELS = 1.0
"""Standard deviation: the least that turns a staircase into a slope, so that narrow necks stay apart."""


def smoothed(mask: NDArray[np.bool_]) -> F32:
    """The indicator of `mask` (nx, ny, nz), smoothed; periodic in x and y, going on behind both ends of z."""
    values: F32 = gaussian_filter(
        mask.astype(np.float32), SMOOTHING_VOXELS, mode=("wrap", "wrap", "nearest"), truncate=3.0
    )
    return values


@njit(cache=True, nogil=True)
def _twice_slope(smooth: F32, axis: int, i: int, j: int, k: int) -> float:
    n0, n1, n2 = smooth.shape
    if axis == 0:
        return smooth[(i + 1) % n0, j, k] - smooth[i - 1, j, k]
    if axis == 1:
        return smooth[i, (j + 1) % n1, k] - smooth[i, j - 1, k]
    return smooth[i, j, min(k + 1, n2 - 1)] - smooth[i, j, max(k - 1, 0)]


@njit(cache=True, nogil=True)
def add_walls(
    label: NDArray[np.uint8], solid: int, smooth: F32, worth: NDArray[np.float64], total: F32
) -> NDArray[np.float64]:
    """Walls of the label `solid`: their area (m,), in faces of a voxel, by the label on their other side.

    Adds each wall's area times `worth` (m,) of that label to the voxel of `total` (nx, ny, nz) beyond the
    wall. Periodic in x and y; the ends of z are no walls.
    """
    n0, n1, n2 = label.shape
    area = np.zeros(worth.size)
    for i in range(n0):
        for j in range(n1):
            for k in range(n2):
                for axis in range(3):
                    a = (i + 1) % n0 if axis == 0 else i
                    b = (j + 1) % n1 if axis == 1 else j
                    c = k + 1 if axis == 2 else k
                    if c == n2 or (label[i, j, k] == solid) == (label[a, b, c] == solid):
                        continue
                    flat, square = 0.0, 0.0
                    for along in range(3):
                        if along == axis:
                            slope = 4.0 * (smooth[a, b, c] - smooth[i, j, k])
                        else:
                            slope = _twice_slope(smooth, along, i, j, k) + _twice_slope(
                                smooth, along, a, b, c
                            )
                        flat += abs(slope)
                        square += slope * slope
                    share = np.sqrt(square) / flat if flat > 0.0 else 1.0
                    if label[i, j, k] == solid:
                        other = label[a, b, c]
                        total[a, b, c] += share * worth[other]
                    else:
                        other = label[i, j, k]
                        total[i, j, k] += share * worth[other]
                    area[other] += share
    return area
