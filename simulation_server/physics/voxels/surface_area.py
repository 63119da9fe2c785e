"""Interfacial areas per volume from voxels, by the Crofton formula on thirteen directions.

The area of an interface per volume is twice the number of its crossings per length of line, averaged over
all directions (Cauchy-Crofton). On voxels the lines run along the 13 directions to the 26 neighbours, each
weighted by its share of the unit sphere (Ohser and Muecklich 2000; Legland, Kieu and Devaux 2007). It has
neither the staircase's excess (3/2 of the area for a sphere's faces) nor the loss that smoothing brings
where two surfaces are close, as they are around every contact of two particles.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.states import Phase, Voxels

_DIRECTIONS = np.array(
    [
        (1, 0, 0), (0, 1, 0), (0, 0, 1),
        (1, 1, 0), (1, -1, 0), (1, 0, 1), (1, 0, -1), (0, 1, 1), (0, 1, -1),
        (1, 1, 1), (1, 1, -1), (1, -1, 1), (-1, 1, 1),
    ]
)  # fmt: skip
_SHARE = np.repeat((0.0915557824, 0.0739612558, 0.0703912796), (3, 6, 4))
"""Share of the unit sphere nearest to each direction or its opposite (Legland et al. 2007, table 1)."""


@njit(cache=True, nogil=True)
def _count_pairs(
    phase: NDArray[np.uint8], step: NDArray[np.int64], pairs: NDArray[np.int64], periodic: bool
) -> None:
    """Adds to `pairs` (m, m) the neighbours by `step` of every two phases."""
    nx, ny, nz = phase.shape
    for i in range(nx):
        a = (i + step[0]) % nx if periodic else min(max(i + step[0], 0), nx - 1)
        for j in range(ny):
            b = (j + step[1]) % ny if periodic else min(max(j + step[1], 0), ny - 1)
            for k in range(nz):
                # the volume is mirrored at ends that are not joined: no interface there, no line lost
                c = min(max(k + step[2], 0), nz - 1)
                pairs[phase[i, j, k], phase[a, b, c]] += 1


def interface_areas(phase: NDArray[np.uint8], kinds: int, *, periodic: bool = True) -> NDArray[np.float64]:
    """Area of the interface between every two phases per volume, in 1/voxel: symmetric (kinds, kinds).

    `phase` (nx, ny, nz) holds values below `kinds`, periodic in x and y unless told otherwise. The two ends
    of z, and of every axis that is not periodic, are no interface. The diagonal is zero.
    """
    area = np.zeros((kinds, kinds))
    for step, share in zip(_DIRECTIONS, _SHARE, strict=True):
        pairs = np.zeros((kinds, kinds), dtype=np.int64)
        _count_pairs(phase, step, pairs, periodic)
        area += 2.0 * share * (pairs + pairs.T) / (phase.size * np.linalg.norm(step))
    np.fill_diagonal(area, 0.0)
    return area


def active_surface_per_um(voxels: Voxels) -> float:
    """Active-material surface open to pores and to carbon-binder, per electrode volume (1/um).

    The carbon-binder is nanoporous: electrolyte reaches the surface under it.
    """
    area = interface_areas(voxels.phase, len(Phase))
    return float(area[Phase.AM, Phase.PORE] + area[Phase.AM, Phase.CBD]) / voxels.voxel_um
