"""One symmetric W-cycle on aggregated grids: the preconditioner of the transport solver.

Piecewise-constant aggregation with the coarse operator halved, so that it is consistent with diffusion
on the wider cells (over-correction after Braess 1995), and one damped Jacobi sweep before and after. A
coarse grid is visited twice: a third more work than once, half the iterations. Two visits also keep the
cycle positive: the halved operator overshoots by two at most, which the sweeps bring below two, and two
visits of a cycle between 0 and 2 give one between 0 and 1. Every grid but the coarsest, which is solved
exactly, must therefore be visited twice.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .conductances import F32, Level, coarser_level, fill_ghosts

_COARSEST_CELLS = 4
_INNER = (slice(1, -1),) * 3


@njit(cache=True, nogil=True, fastmath=True)
def _restrict_residual(
    g0: F32, g1: F32, g2: F32, weight: F32, right: NDArray[np.floating], coarse: F32, row: F32
) -> None:
    """Sums over each aggregate what one Jacobi sweep from zero leaves of the right-hand side."""
    n0, n1, n2 = right.shape[0] - 2, right.shape[1] - 2, right.shape[2] - 2
    coarse[:] = 0
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = weight[i, j, k] * np.float32(right[i, j, k])
                row[k] = (
                    np.float32(right[i, j, k])
                    - g0[i, j, k] * (here - weight[i + 1, j, k] * np.float32(right[i + 1, j, k]))
                    - g0[i - 1, j, k] * (here - weight[i - 1, j, k] * np.float32(right[i - 1, j, k]))
                    - g1[i, j, k] * (here - weight[i, j + 1, k] * np.float32(right[i, j + 1, k]))
                    - g1[i, j - 1, k] * (here - weight[i, j - 1, k] * np.float32(right[i, j - 1, k]))
                    - g2[i, j, k] * (here - weight[i, j, k + 1] * np.float32(right[i, j, k + 1]))
                    - g2[i, j, k - 1] * (here - weight[i, j, k - 1] * np.float32(right[i, j, k - 1]))
                )
            row[n2 + 1] = 0
            a, b = (i + 1) // 2, (j + 1) // 2
            for c in range(1, coarse.shape[2] - 1):
                coarse[a, b, c] += row[2 * c - 1] + row[2 * c]


@njit(cache=True, nogil=True, fastmath=True)
def _first_sweep_and_correction(weight: F32, right: NDArray[np.floating], coarse: F32, values: F32) -> None:
    """`values` after one Jacobi sweep from zero and the correction of the coarser grid."""
    n0, n1, n2 = right.shape[0] - 2, right.shape[1] - 2, right.shape[2] - 2
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            a, b = (i + 1) // 2, (j + 1) // 2
            for c in range(1, n2 // 2 + 1):
                values[i, j, 2 * c - 1] = coarse[a, b, c]
                values[i, j, 2 * c] = coarse[a, b, c]
            if n2 % 2:
                values[i, j, n2] = coarse[a, b, coarse.shape[2] - 2]
            for k in range(1, n2 + 1):
                values[i, j, k] += weight[i, j, k] * np.float32(right[i, j, k])


@njit(cache=True, nogil=True, fastmath=True)
def _sweep(g0: F32, g1: F32, g2: F32, weight: F32, right: NDArray[np.floating], old: F32, new: F32) -> float:
    """One damped Jacobi sweep from `old` to `new`; returns the product of `right` and `new`."""
    n0, n1, n2 = right.shape[0] - 2, right.shape[1] - 2, right.shape[2] - 2
    product = 0.0
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = old[i, j, k]
                residual = (
                    np.float32(right[i, j, k])
                    - g0[i, j, k] * (here - old[i + 1, j, k])
                    - g0[i - 1, j, k] * (here - old[i - 1, j, k])
                    - g1[i, j, k] * (here - old[i, j + 1, k])
                    - g1[i, j - 1, k] * (here - old[i, j - 1, k])
                    - g2[i, j, k] * (here - old[i, j, k + 1])
                    - g2[i, j, k - 1] * (here - old[i, j, k - 1])
                )
                new[i, j, k] = here + weight[i, j, k] * residual
                product += right[i, j, k] * np.float64(new[i, j, k])
    return product


@njit(cache=True, nogil=True, fastmath=True)
def _take_flow(g0: F32, g1: F32, g2: F32, values: F32, right: F32) -> None:
    """What `values` leave of the right-hand side, in place."""
    for i in range(1, right.shape[0] - 1):
        for j in range(1, right.shape[1] - 1):
            for k in range(1, right.shape[2] - 1):
                here = values[i, j, k]
                right[i, j, k] -= (
                    g0[i, j, k] * (here - values[i + 1, j, k])
                    + g0[i - 1, j, k] * (here - values[i - 1, j, k])
                    + g1[i, j, k] * (here - values[i, j + 1, k])
                    + g1[i, j - 1, k] * (here - values[i, j - 1, k])
                    + g2[i, j, k] * (here - values[i, j, k + 1])
                    + g2[i, j, k - 1] * (here - values[i, j, k - 1])
                )


class WCycle:
    """Holds the grids and work arrays; `apply` is a symmetric positive operator near the inverse."""

    def __init__(self, finest: Level) -> None:
        self._levels = [finest]
        while max(self._levels[-1].shape) > _COARSEST_CELLS:
            self._levels.append(coarser_level(self._levels[-1]))
        shapes = [level.weight.shape for level in self._levels]
        none = np.zeros((0, 0, 0), dtype=np.float32)  # the finest grid's are the caller's
        self._right = [none, *(np.zeros(shape, dtype=np.float32) for shape in shapes[1:])]
        self._old = [np.zeros(shape, dtype=np.float32) for shape in shapes]
        self._new = [np.zeros(shape, dtype=np.float32) for shape in shapes]
        self._sum = [none, *(np.zeros(shape, dtype=np.float32) for shape in shapes[1:])]

        self._inverse = _inverse_of(self._levels[-1])

    def apply(self, right: NDArray[np.float64]) -> tuple[F32, float]:
        """Approximate solution (padded, overwritten by the next call) and its product with `right`."""
        return self._cycle(0, right)

    def _cycle(self, depth: int, right: NDArray[np.floating]) -> tuple[F32, float]:
        level, old, new = self._levels[depth], self._old[depth], self._new[depth]
        fill_ghosts(right, level.periodic)
        if depth + 1 == len(self._levels):
            return self._solve_coarsest(level, right, new)
        row = np.empty(right.shape[2], dtype=np.float32)
        _restrict_residual(*level.across, level.weight, right, self._right[depth + 1], row)
        _first_sweep_and_correction(level.weight, right, self._correction(depth + 1), old)
        fill_ghosts(old, level.periodic)
        product = _sweep(*level.across, level.weight, right, old, new)
        fill_ghosts(new, level.periodic)
        return new, product

    def _correction(self, depth: int) -> F32:
        """Solution of a coarse grid for its right-hand side, which is used up."""
        level, right = self._levels[depth], self._right[depth]
        found, _ = self._cycle(depth, right)
        if depth + 1 == len(self._levels):
            return found
        total = self._sum[depth]
        total[:] = found
        _take_flow(*level.across, found, right)
        again, _ = self._cycle(depth, right)
        total += again
        return total

    def _solve_coarsest(self, level: Level, right: NDArray[np.floating], new: F32) -> tuple[F32, float]:
        known = right[_INNER].ravel()
        found = self._inverse @ known
        new[_INNER] = found.reshape(level.shape)
        fill_ghosts(new, level.periodic)
        return new, float(np.dot(known, found))


def _inverse_of(level: Level) -> NDArray[np.float64]:
    """The level's operator inverted (m, m), zero for cells that do not conduct."""
    cells = int(np.prod(level.shape))
    matrix = np.empty((cells, cells))
    one = np.zeros(level.weight.shape, dtype=np.float32)
    for row in range(cells):
        at = tuple(n + 1 for n in np.unravel_index(row, level.shape))
        left = np.zeros_like(one)
        one[at] = 1.0
        fill_ghosts(one, level.periodic)
        _take_flow(*level.across, one, left)
        matrix[row] = -left[_INNER].ravel()
        one[:] = 0.0
    inverse = np.linalg.pinv(0.5 * (matrix + matrix.T), rcond=1e-6, hermitian=True)
    return np.asarray(inverse, dtype=np.float64)
