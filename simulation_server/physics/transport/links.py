"""A volume in which all that conducts does so alike: one byte a cell instead of four conductances."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .conductances import COARSE_SCALE, Level, fill_ghosts, level_of
from .stencil import F32, U8


@dataclass(frozen=True, slots=True)
class Links:
    """The finest grid of such a volume, in units of its conductivity times the voxel edge."""

    links: U8  # (n0 + 2, n1 + 2, n2 + 2) of a conducting cell the conducting neighbours, electrodes twice
    periodic: tuple[bool, bool]  # along the second and third axis

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along each axis, ghosts aside."""
        n0, n1, n2 = self.links.shape
        return n0 - 2, n1 - 2, n2 - 2

    @property
    def arrays(self) -> tuple[Any, ...]:
        """As the kernels take it: links, three conductances, mass, weight."""
        return (self.links, None, None, None, None, None)

    def coarser(self) -> Level:
        """Aggregates of 2 x 2 x 2 cells joined by the sums of their common faces."""
        padded = tuple((n + 1) // 2 + 2 for n in self.shape)
        g0, g1, g2 = (np.zeros(padded, dtype=np.float32) for _ in range(3))
        _count_faces(self.links, g0, g1, g2, self.periodic, np.float32(COARSE_SCALE))
        return level_of(g0, g1, g2, self.periodic)


def links_of(conducts: NDArray[np.bool_], periodic: tuple[bool, bool]) -> Links:
    """The links of the cells that conduct (n0, n1, n2), electrodes at both ends of the first axis."""
    links = np.zeros(tuple(n + 2 for n in conducts.shape), dtype=np.uint8)
    _count_neighbours(conducts.view(np.uint8), links, periodic)
    fill_ghosts(links, periodic)
    return Links(links, periodic)


@njit(cache=True, nogil=True, parallel=True)
def _count_neighbours(cell: U8, links: U8, periodic: tuple[bool, bool]) -> None:
    n0, n1, n2 = cell.shape
    for i in prange(n0):
        for j in range(n1):
            here, out = cell[i, j], links[i + 1, j + 1, 1 : n2 + 1]
            west = cell[i, j - 1] if j > 0 else cell[i, n1 - 1]
            east = cell[i, j + 1] if j + 1 < n1 else cell[i, 0]
            from_west = np.uint8(1) if j > 0 or periodic[0] else np.uint8(0)
            from_east = np.uint8(1) if j + 1 < n1 or periodic[0] else np.uint8(0)
            low = cell[max(i - 1, 0), j]
            high = cell[min(i + 1, n0 - 1), j]
            below = np.uint8(1) if i > 0 else np.uint8(2)  # where the row is itself: the electrode
            above = np.uint8(1) if i + 1 < n0 else np.uint8(2)
            for k in range(n2):
                out[k] = below * low[k] + above * high[k] + from_west * west[k] + from_east * east[k]
            for k in range(n2 - 1):
                out[k] += here[k + 1]
                out[k + 1] += here[k]
            if periodic[1]:
                out[0] += here[n2 - 1]
                out[n2 - 1] += here[0]
            for k in range(n2):
                out[k] *= here[k]


@njit(cache=True, nogil=True, parallel=True)
def _count_faces(
    links: U8, g0: F32, g1: F32, g2: F32, periodic: tuple[bool, bool], scale: np.float32
) -> None:
    """Adds up the faces between conducting cells that lie between two aggregates."""
    n0, n1, n2 = links.shape[0] - 2, links.shape[1] - 2, links.shape[2] - 2
    m0, m2 = g0.shape[0] - 2, g0.shape[2] - 2
    for a in prange(1, m0 + 1):
        for i in range(2 * a - 1, min(2 * a, n0) + 1):
            for j in range(1, n1 + 1):
                b = (j + 1) // 2
                here = links[i, j, 1 : n2 + 1]
                if i == 2 * a - 1 and i == 1:
                    for k in range(n2):
                        g0[0, b, k // 2 + 1] += 2 * scale if here[k] else np.float32(0)
                if i == n0:
                    for k in range(n2):
                        g0[a, b, k // 2 + 1] += 2 * scale if here[k] else np.float32(0)
                elif i == 2 * a:
                    above = links[i + 1, j, 1 : n2 + 1]
                    for k in range(n2):
                        g0[a, b, k // 2 + 1] += scale if here[k] and above[k] else np.float32(0)
                if j == min(2 * b, n1) and (j < n1 or periodic[0]):
                    east = links[i, j + 1 if j < n1 else 1, 1 : n2 + 1]
                    for k in range(n2):
                        g1[a, b, k // 2 + 1] += scale if here[k] and east[k] else np.float32(0)
                for c in range(m2 - 1):
                    g2[a, b, c + 1] += scale if here[2 * c + 1] and here[2 * c + 2] else np.float32(0)
                if periodic[1]:
                    g2[a, b, m2] += scale if here[n2 - 1] and here[0] else np.float32(0)
