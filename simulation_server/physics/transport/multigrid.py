"""One symmetric W-cycle on aggregated grids: the preconditioner of the transport solver.

Piecewise-constant aggregation with the coarse operator halved, so that it is consistent with diffusion
on the wider cells (over-correction after Braess 1995), and one damped Jacobi sweep before and after. A
coarse grid is visited twice: a third more work than once, half the iterations. Two visits also keep the
cycle positive: the halved operator overshoots by two at most, which the sweeps bring below two, and two
visits of a cycle between 0 and 2 give one between 0 and 1. Every grid but the coarsest, which is solved
exactly, must therefore be visited twice.
"""

import numpy as np
from numpy.typing import NDArray

from .coarse_cycle import CoarseGrids
from .conductances import Level
from .cycle_kernels import correct, restrict, take_flow
from .links import Links
from .stencil import F32

_COARSEST_CELLS = 4
"""Along the longest edge of the coarsest grid."""
_SMALL = 100_000
"""Cells of a grid below which one thread does it all."""


class WCycle:
    """Holds the grids and work arrays; `apply` is a symmetric positive operator near the inverse."""

    def __init__(self, finest: Level | Links) -> None:
        self._finest = finest
        coarse = [finest.coarser()]
        while max(coarse[-1].shape) > _COARSEST_CELLS:
            coarse.append(coarse[-1].coarser())
        large = 0
        while large + 1 < len(coarse) and np.prod(coarse[large].shape) > _SMALL:
            large += 1
        self._small = CoarseGrids(coarse[large:])
        self._grids: list[Level | Links] = [finest, *coarse[:large]]
        shapes = [grid.shape for grid in self._grids]
        padded = [tuple(n + 2 for n in shape) for shape in shapes]
        none = np.zeros((0, 0, 0), dtype=np.float32)  # the finest grid's is the caller's
        self._right = [none, *(np.zeros(shape, dtype=np.float32) for shape in padded[1:]), self._small.right]
        self._found = [np.zeros(shape, dtype=np.float32) for shape in padded]
        self._sum = [none, *(np.zeros(shape, dtype=np.float32) for shape in padded[1:])]
        self._product = [np.zeros(shape[0]) for shape in padded]

    def apply(self, right: NDArray[np.floating]) -> tuple[F32, float]:
        """Approximate solution (padded, overwritten by the next call) and its product with `right`.

        `right` (padded) is float32 or float64; its ghosts are not looked at.
        """
        self._cycle(0, right)
        return self._found[0], float(self._product[0][1:-1].sum())

    def _cycle(self, depth: int, right: NDArray[np.floating]) -> None:
        grid = self._grids[depth]
        restrict(*grid.arrays, right, self._right[depth + 1], grid.periodic)
        coarse = self._correction(depth + 1)
        correct(*grid.arrays, right, coarse, self._found[depth], self._product[depth], grid.periodic)

    def _correction(self, depth: int) -> F32:
        """Solution of a coarse grid for its right-hand side, which is used up."""
        if depth == len(self._grids):
            self._small.solve()
            return self._small.total
        grid, found, right = self._grids[depth], self._found[depth], self._right[depth]
        self._cycle(depth, right)
        self._sum[depth][:] = found
        take_flow(*grid.arrays[:-1], found, right)
        self._cycle(depth, right)
        self._sum[depth] += found
        return self._sum[depth]
