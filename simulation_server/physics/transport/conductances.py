"""Face conductances of a voxel volume, and their aggregation to coarser grids.

Arrays are padded by one ghost cell a side; the driven axis comes first. `across[a][i, j, k]` joins cell
(i, j, k) to its next neighbour along axis a, so that index 0 is the face at the low end. At both ends of
the driven axis the ghosts stand for the electrodes, half a voxel away. Along the other axes the faces at
both ends are one (periodic) or closed (no flux).

A cell may also hold a mass: a conductance to a ground at zero, as a step in time, a reaction or a capacitance
brings it. The operator on x is then `sum over faces of g (x - neighbour) + mass x`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .stencil import DAMPING, F32, U8

COARSE_SCALE = 0.5
"""Twice as wide cells with summed faces conduct twice too well: a coarse gradient spans two voxels."""


@dataclass(frozen=True, slots=True)
class Level:
    """One grid: conductances of the faces along each axis, and the smoother's weight of each cell."""

    across: tuple[F32, F32, F32]  # each (n0 + 2, n1 + 2, n2 + 2)
    weight: F32  # damping over the sum of a cell's conductances and mass; 0 in cells without either
    periodic: tuple[bool, bool]  # along the second and third axis
    mass: F32 | None = None  # (n0 + 2, n1 + 2, n2 + 2), 0 or more; ghosts 0

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along each axis, ghosts aside."""
        n0, n1, n2 = self.weight.shape
        return n0 - 2, n1 - 2, n2 - 2

    @property
    def arrays(self) -> tuple[Any, ...]:
        """As the kernels take it: links, three conductances, mass, weight."""
        return (None, *self.across, self.mass, self.weight)

    def coarser(self) -> "Level":
        """Aggregates of 2 x 2 x 2 cells (fewer at odd ends) joined by the sums of their common faces."""
        padded = tuple((n + 1) // 2 + 2 for n in self.shape)
        faces = []
        for axis, fine in enumerate(self.across):
            coarse = np.zeros(padded, dtype=np.float32)
            _sum_faces(fine, coarse, axis, np.float32(COARSE_SCALE))
            faces.append(coarse)
        mass = None if self.mass is None else _summed_cells(self.mass)
        return level_of(faces[0], faces[1], faces[2], self.periodic, mass)


def fill_ghosts(values: NDArray[Any], periodic: tuple[bool, bool]) -> None:
    """Copies the opposite cells of `values` (padded) into the ghosts of periodic axes."""
    if periodic[0]:
        values[:, 0, :] = values[:, -2, :]
        values[:, -1, :] = values[:, 1, :]
    if periodic[1]:
        values[:, :, 0] = values[:, :, -2]
        values[:, :, -1] = values[:, :, 1]


@njit(cache=True, nogil=True, parallel=True)
def _join_cells(label: U8, table: F32, g0: F32, g1: F32, g2: F32) -> None:
    """Face conductances from `table` (m, m), that of a face between two labels."""
    n0, n1, n2 = label.shape
    for i in prange(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = label[i - 1, j - 1, k - 1]
                # the modulo closes a ring: the last cell's face leads to the first
                if i < n0:
                    g0[i, j, k] = table[here, label[i, j - 1, k - 1]]
                g1[i, j, k] = table[here, label[i - 1, j % n1, k - 1]]
                g2[i, j, k] = table[here, label[i - 1, j - 1, k % n2]]


@njit(cache=True, nogil=True, parallel=True, error_model="numpy")
def _weigh(g0: F32, g1: F32, g2: F32, mass: F32 | None, weight: F32, damping: np.float32) -> None:
    n0, n1, n2 = weight.shape
    for i in prange(1, n0 - 1):
        for j in range(1, n1 - 1):
            for k in range(1, n2 - 1):
                total = (
                    g0[i, j, k] + g0[i - 1, j, k] + g1[i, j, k] + g1[i, j - 1, k]
                    + g2[i, j, k] + g2[i, j, k - 1]
                )  # fmt: skip
                if mass is not None:
                    total += mass[i, j, k]
                weight[i, j, k] = damping / total if total > 0 else np.float32(0)


def finest_level(label: U8, conductivity: NDArray[np.float64], periodic: tuple[bool, bool]) -> Level:
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
    return level_of(g0, g1, g2, periodic)


def level_of(g0: F32, g1: F32, g2: F32, periodic: tuple[bool, bool], mass: F32 | None = None) -> Level:
    """The level of given conductances, each (n0 + 2, n1 + 2, n2 + 2), in units of one's choice.

    `g0[0]` and `g0[-2]` are the faces to the electrodes, which stand at zero; make them zero where there is
    none. Along the periodic axes the face at index -2 leads round, and that at index 0 is set to it; along
    closed ones both are set to zero, in place. `mass` (same shape, float32, ghosts 0) is kept, not copied.
    Without any electrode or mass a phase floats: the cycle then leaves its mean alone only where the
    right-hand side sums to zero over it.
    """
    g1[:, -2, :] *= periodic[0]
    g1[:, 0, :] = g1[:, -2, :]
    g2[:, :, -2] *= periodic[1]
    g2[:, :, 0] = g2[:, :, -2]
    weight = np.zeros_like(g0)
    _weigh(g0, g1, g2, mass, weight, np.float32(DAMPING))
    fill_ghosts(weight, periodic)
    return Level((g0, g1, g2), weight, periodic, mass)


@njit(cache=True, nogil=True, parallel=True)
def _sum_faces(fine: F32, coarse: F32, axis: int, scale: np.float32) -> None:
    """Coarse faces along `axis`: the fine faces between the two aggregates, summed."""
    m0, m1, m2 = coarse.shape[0] - 2, coarse.shape[1] - 2, coarse.shape[2] - 2
    n0, n1, n2 = fine.shape[0] - 2, fine.shape[1] - 2, fine.shape[2] - 2
    for i in prange(m0 + 1):
        if i == 0 and axis > 0:
            continue
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


def _summed_cells(fine: F32) -> F32:
    """Sums over aggregates of 2 x 2 x 2 cells: what a mass is worth is not a matter of the cell's width."""
    cells = fine[1:-1, 1:-1, 1:-1]
    for axis in range(3):
        cells = np.add.reduceat(cells, np.arange(0, cells.shape[axis], 2), axis=axis)
    return np.pad(cells, 1)
