"""Which particles touch one: the periodic box's short way round."""

import numba
import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.states import Phase
from vr_client.stage.particles import ParticleLayer

TOUCHING = 1e-4
"""Gap, as a share of the radii's sum, up to which two count as touching: positions arrive rounded."""

_floats2 = numba.types.Array(numba.float32, 2, "C", readonly=True)
_floats1 = numba.types.Array(numba.float32, 1, "C", readonly=True)
_bytes1 = numba.types.Array(numba.uint8, 1, "C", readonly=True)


def contacts(layer: ParticleLayer, index: int) -> tuple[int, int, int]:
    """How many active particles, carbon-binder particles and foils (0 or 1) touch the particle `index`."""
    length, width = layer.box_um
    am, cbd = _count(layer.target_um, layer.radii_um, layer.phase, index, length, width)
    foil = layer.target_um[index, 2] <= layer.radii_um[index] * (1.0 + TOUCHING)
    return int(am), int(cbd), int(foil)


@njit(
    numba.types.UniTuple(numba.int64, 2)(
        _floats2, _floats1, _bytes1, numba.int64, numba.float64, numba.float64
    ),
    cache=True,
    nogil=True,
)
def _count(
    positions: NDArray[np.float32],
    radii: NDArray[np.float32],
    phase: NDArray[np.uint8],
    index: int,
    length: float,
    width: float,
) -> tuple[int, int]:
    am, cbd = 0, 0
    for i in range(radii.shape[0]):
        x = positions[i, 0] - positions[index, 0]
        y = positions[i, 1] - positions[index, 1]
        z = positions[i, 2] - positions[index, 2]
        x -= length * np.round(x / length)
        y -= width * np.round(y / width)
        reach = (radii[i] + radii[index]) * (1.0 + TOUCHING)
        if i == index or x * x + y * y + z * z > reach * reach:
            continue
        if phase[i] == Phase.AM.value:
            am += 1
        else:
            cbd += 1
    return am, cbd
