"""The flux through each face between two voxels of a solved volume."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FaceFluxes:
    """Positive towards higher indices, over the mean flux through the volume; z is the driven axis.

    `x[i, j, k]` is the face between cells i - 1 and i (the first: that to the last cell, where the sides are
    joined, else 0), `y` likewise; `z` has one layer more, both ends included.
    """

    x: F32  # (nx, ny, nz)
    y: F32  # (nx, ny, nz)
    z: F32  # (nx, ny, nz + 1)

    def speed(self, inside: NDArray[np.bool_]) -> F32:
        """Magnitude of the flux in each voxel (nx, ny, nz), NaN where not `inside`."""
        speed = np.empty(self.x.shape, dtype=np.float32)
        _magnitude(self.x, self.y, self.z, speed)
        speed[~inside] = np.nan
        return speed


def face_fluxes(
    potential: NDArray[np.floating],
    phase: NDArray[np.uint8],
    conductivity: NDArray[np.float64],
    effective: float,
    periodic: bool,
) -> FaceFluxes:
    """Of a potential (nx, ny, nz), 1 at z = 0 and 0 at the far end, NaN where nothing flows.

    `effective` is the conductivity of the whole, along z.
    """
    x, y = (np.zeros(phase.shape, dtype=np.float32) for _ in range(2))
    z = np.zeros((*phase.shape[:2], phase.shape[2] + 1), dtype=np.float32)
    mean = effective / phase.shape[2]
    _fluxes(potential, phase, np.asarray(conductivity / mean, dtype=np.float64), x, y, z, periodic)
    return FaceFluxes(x, y, z)


@njit(cache=True, nogil=True, error_model="numpy")
def _fluxes(potential, phase, bulk, x, y, z, periodic):  # type: ignore[no-untyped-def]
    nx, ny, nz = phase.shape
    for i in range(nx):
        for j in range(ny):
            for k in range(nz):
                here = potential[i, j, k]
                own = bulk[phase[i, j, k]]
                if np.isnan(here):
                    continue
                for axis in range(3):
                    a = i - 1 if axis == 0 else i
                    b = j - 1 if axis == 1 else j
                    c = k - 1 if axis == 2 else k
                    if c < 0:
                        z[i, j, 0] = 2.0 * own * (1.0 - here)
                        continue
                    if (a < 0 or b < 0) and not periodic:
                        continue
                    a, b = a % nx, b % ny
                    there = potential[a, b, c]
                    if np.isnan(there):
                        continue
                    other = bulk[phase[a, b, c]]
                    flux = 2.0 * own * other / (own + other) * (there - here)
                    if axis == 0:
                        x[i, j, k] = flux
                    elif axis == 1:
                        y[i, j, k] = flux
                    else:
                        z[i, j, k] = flux
                if k + 1 == nz:
                    z[i, j, nz] = 2.0 * own * here


@njit(cache=True, nogil=True)
def _magnitude(x, y, z, speed):  # type: ignore[no-untyped-def]
    nx, ny, nz = speed.shape
    for i in range(nx):
        for j in range(ny):
            for k in range(nz):
                a = 0.5 * (x[i, j, k] + x[(i + 1) % nx, j, k])
                b = 0.5 * (y[i, j, k] + y[i, (j + 1) % ny, k])
                c = 0.5 * (z[i, j, k] + z[i, j, k + 1])
                speed[i, j, k] = np.sqrt(a * a + b * b + c * c)
