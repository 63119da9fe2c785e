"""Face conductances of a voxel volume, and their aggregation to coarser grids.

Arrays are padded by one ghost cell a side; the driven axis comes first. `across[a][i, j, k]` joins cell
(i, j, k) to its next neighbour along axis a, so that index 0 is the face at the low end. At both ends of
the driven axis the ghosts stand for the electrodes, half a voxel away. Along the other axes the faces at
both ends are one (periodic) or closed (no flux).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

F32 = NDArray[np.float32]

DAMPING = 0.8
"""Of the Jacobi smoother: near the 6/7 that is best for a uniform seven-point grid."""
COARSE_SCALE = 0.5
"""Twice as wide cells with summed faces conduct twice too well: a coarse gradient spans two voxels."""


@dataclass(frozen=True, slots=True)
class Level:
    """One grid: conductances of the faces along each axis, and the smoother's weight of each cell."""

    across: tuple[F32, F32, F32]  # each (n0 + 2, n1 + 2, n2 + 2)
    weight: F32  # damping over the sum of a cell's conductances; 0 in cells that do not conduct
    periodic: tuple[bool, bool]  # along the second and third axis

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along each axis, ghosts aside."""
        n0, n1, n2 = self.weight.shape
        return n0 - 2, n1 - 2, n2 - 2


def fill_ghosts(values: NDArray[np.floating], periodic: tuple[bool, bool]) -> None:
    """Copies the opposite cells of `values` (padded) into the ghosts of periodic axes."""
    if periodic[0]:
        values[:, 0, :] = values[:, -2, :]
        values[:, -1, :] = values[:, 1, :]
    if periodic[1]:
        values[:, :, 0] = values[:, :, -2]
        values[:, :, -1] = values[:, :, 1]


@njit(cache=True, nogil=True)
def _join_cells(label: NDArray[np.uint8], table: F32, g0: F32, g1: F32, g2: F32) -> None:
    """Face conductances from `table` (m, m), that of a face between two labels."""
    n0, n1, n2 = label.shape
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = label[i - 1, j - 1, k - 1]
                # the modulo closes a ring: the last cell's face leads to the first
                if i < n0:
                    g0[i, j, k] = table[here, label[i, j - 1, k - 1]]
                g1[i, j, k] = table[here, label[i - 1, j % n1, k - 1]]
                g2[i, j, k] = table[here, label[i - 1, j - 1, k % n2]]


@njit(cache=True, nogil=True)
def _weigh(g0: F32, g1: F32, g2: F32, weight: F32, damping: np.float32) -> None:
    n0, n1, n2 = weight.shape
    for i in range(1, n0 - 1):
        for j in range(1, n1 - 1):
            for k in range(1, n2 - 1):
                total = (
                    g0[i, j, k] + g0[i - 1, j, k] + g1[i, j, k] + g1[i, j - 1, k]
                    + g2[i, j, k] + g2[i, j, k - 1]
                )  # fmt: skip
                weight[i, j, k] = damping / total if total > 0 else np.float32(0)


def finest_level(
    label: NDArray[np.uint8], conductivity: NDArray[np.float64], periodic: tuple[bool, bool]
) -> Level:
    """The level of a volume (n0, n1, n2) whose cell of label m conducts `conductivity[m]`.

    Two cells in series between their centres: the harmonic mean. Conductances are in units of
    conductivity times the voxel edge.
    """
    a, b = conductivity[:, None], conductivity[None, :]
    with np.errstate(invalid="ignore"):
        table = np.nan_to_num(2.0 * a * b / (a + b)).astype(np.float32)
    padded = tuple(n + 2 for n in label.shape)
    g0, g1, g2 = (np.zeros(padded, dtype=np.float32) for _ in range(3))
    _join_cells(label, table, g0, g1, g2)
    to_electrode = (2.0 * conductivity).astype(np.float32)
    g0[0, 1:-1, 1:-1] = to_electrode[label[0]]
    g0[-2, 1:-1, 1:-1] = to_electrode[label[-1]]
    return _closed_level(g0, g1, g2, periodic)


def _closed_level(g0: F32, g1: F32, g2: F32, periodic: tuple[bool, bool]) -> Level:
    """Sets the lateral end faces and the smoother's weights."""
    g1[:, -2, :] *= periodic[0]
    g1[:, 0, :] = g1[:, -2, :]
    g2[:, :, -2] *= periodic[1]
    g2[:, :, 0] = g2[:, :, -2]
    weight = np.zeros_like(g0)
    _weigh(g0, g1, g2, weight, np.float32(DAMPING))
    fill_ghosts(weight, periodic)
    return Level((g0, g1, g2), weight, periodic)


@njit(cache=True, nogil=True)
def _sum_faces(fine: F32, coarse: F32, axis: int, scale: np.float32) -> None:
    """Coarse faces along `axis`: the fine faces between the two aggregates, summed."""
    m0, m1, m2 = coarse.shape[0] - 2, coarse.shape[1] - 2, coarse.shape[2] - 2
    n0, n1, n2 = fine.shape[0] - 2, fine.shape[1] - 2, fine.shape[2] - 2
    for i in range(0 if axis == 0 else 1, m0 + 1):
        i_last = min(2 * i, n0)
        i_first = i_last if axis == 0 else 2 * i - 1
        for j in range(1, m1 + 1):
            j_last = min(2 * j, n1)
            j_first = j_last if axis == 1 else 2 * j - 1
            for k in range(1, m2 + 1):
                k_last = min(2 * k, n2)
                k_first = k_last if axis == 2 else 2 * k - 1
                total = np.float32(0)
                for a in range(i_first, i_last + 1):
                    for b in range(j_first, j_last + 1):
                        for c in range(k_first, k_last + 1):
                            total += fine[a, b, c]
                coarse[i, j, k] = scale * total


def coarser_level(level: Level) -> Level:
    """Aggregates of 2 x 2 x 2 cells (fewer at odd ends) joined by the sums of their common faces."""
    padded = tuple((n + 1) // 2 + 2 for n in level.shape)
    faces = []
    for axis, fine in enumerate(level.across):
        coarse = np.zeros(padded, dtype=np.float32)
        _sum_faces(fine, coarse, axis, np.float32(COARSE_SCALE))
        faces.append(coarse)
    return _closed_level(faces[0], faces[1], faces[2], level.periodic)
