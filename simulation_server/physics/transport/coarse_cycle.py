"""The small grids of the cycle, all in one compiled call: they are visited many times, each briefly."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import overload
from numpy.typing import NDArray

from .conductances import Level
from .cycle_kernels import correct_planes, restrict_planes, take_plane
from .stencil import clear

_SINGULAR = 1e-6
"""Of the largest eigenvalue, or one over the condition: below it a piece touches no electrode or mass."""


class CoarseGrids:
    """Grids from the first one given to the coarsest, which is solved exactly; one array a kind holds all."""

    def __init__(self, levels: Sequence[Level]) -> None:
        self._shapes = np.array([level.weight.shape for level in levels])
        self._ends = np.concatenate(([0], np.cumsum(np.prod(self._shapes, axis=1))))
        self._grids = tuple(
            np.concatenate([np.ravel(array) for array in arrays])
            for arrays in zip(*((*level.across, level.weight) for level in levels), strict=True)
        )
        masses = [level.mass for level in levels if level.mass is not None]
        self._mass = np.concatenate([mass.ravel() for mass in masses]) if masses else None
        self._right, self._found, self._sum = (np.zeros(self._ends[-1], dtype=np.float32) for _ in range(3))
        self._inverse = _inverse_of(levels[-1])
        self._periodic = levels[0].periodic
        first = self._right[: self._ends[1]], self._sum[: self._ends[1]]
        self.right, self.total = (array.reshape(self._shapes[0]) for array in first)

    def solve(self) -> None:
        """Solves approximately for `right` (padded, of the first grid; used up); `total` is what it finds."""
        _visit_all(
            self._shapes, self._ends, *self._grids, self._mass, self._right, self._found, self._sum,
            self._inverse, self._periodic,
        )  # fmt: skip


@njit(nogil=True, forceinline=True)
def _grid(flat, shapes, ends, depth):  # type: ignore[no-untyped-def]
    """The view of one grid on the array that holds all of them."""
    return flat[ends[depth] : ends[depth + 1]].reshape((shapes[depth, 0], shapes[depth, 1], shapes[depth, 2]))


def _mass_grid(flat: Any, shapes: Any, ends: Any, depth: int) -> Any:
    """`_grid`, or None where there is no mass."""


@overload(_mass_grid)
def _mass_grid_of(flat, shapes, ends, depth):  # type: ignore[no-untyped-def]
    if isinstance(flat, types.NoneType):
        return lambda flat, shapes, ends, depth: None
    return lambda flat, shapes, ends, depth: _grid(flat, shapes, ends, depth)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _visit_all(  # type: ignore[no-untyped-def]
    shapes, ends, g0, g1, g2, weight, mass, right, found, total, inverse, periodic
):
    """Two cycles from each grid on a visit, the second for what the first leaves; `total` is their sum."""
    coarsest = len(shapes) - 1
    again = np.zeros(len(shapes), dtype=np.bool_)  # whether a grid's first cycle of two is done
    row, product = np.empty(shapes[0, 2] - 2, dtype=np.float32), np.empty(shapes[0, 0])
    depth, down = 0, True
    while depth >= 0:
        known, sums = _grid(right, shapes, ends, depth), _grid(total, shapes, ends, depth)
        if depth == coarsest:
            _solve_coarsest(inverse, known, sums, periodic)
            depth, down = depth - 1, False
            continue
        a, b = _grid(g0, shapes, ends, depth), _grid(g1, shapes, ends, depth)
        c, w = _grid(g2, shapes, ends, depth), _grid(weight, shapes, ends, depth)
        m = _mass_grid(mass, shapes, ends, depth)
        if down:
            wide = _grid(right, shapes, ends, depth + 1)
            restrict_planes(None, a, b, c, m, w, known, wide, periodic, 1, wide.shape[0] - 2)
            depth += 1
            continue
        wide, gives = _grid(total, shapes, ends, depth + 1), _grid(found, shapes, ends, depth)
        planes = known.shape[0] - 2
        correct_planes(None, a, b, c, m, w, known, wide, gives, product, periodic, 1, planes)
        if again[depth]:
            for cell in range(ends[depth], ends[depth + 1]):
                total[cell] += found[cell]
            again[depth] = False
            depth -= 1
        else:
            for cell in range(ends[depth], ends[depth + 1]):
                total[cell] = found[cell]
            for i in range(1, planes + 1):
                take_plane(None, a, b, c, m, gives, known, row[: known.shape[2] - 2], i)
            again[depth] = down = True


@njit(nogil=True, fastmath=True, error_model="numpy")
def _solve_coarsest(inverse, right, found, periodic):  # type: ignore[no-untyped-def]
    n1, n2 = right.shape[1] - 2, right.shape[2] - 2
    for i in range(found.shape[0]):
        for j in range(found.shape[1]):
            clear(found[i, j])
    for row in range(len(inverse)):
        total = 0.0
        for column in range(len(inverse)):
            i, rest = divmod(column, n1 * n2)
            total += inverse[row, column] * right[i + 1, rest // n2 + 1, rest % n2 + 1]
        i, rest = divmod(row, n1 * n2)
        found[i + 1, rest // n2 + 1, rest % n2 + 1] = total


def _inverse_of(level: Level) -> NDArray[np.float32]:
    """The level's operator inverted (m, m), zero for cells that do not conduct."""
    cells = int(np.prod(level.shape))
    matrix = np.zeros((cells, cells))
    number = np.arange(cells).reshape(level.shape)
    inner = tuple(face[1:-1, 1:-1, 1:-1].astype(np.float64) for face in level.across)
    for axis, face in enumerate(inner):
        here, there = number.ravel(), np.roll(number, -1, axis).ravel()
        g = face.ravel().copy()
        if axis == 0:  # the last layer's faces lead to the electrode
            last = np.zeros(level.shape, dtype=bool)
            last[-1] = True
            np.add.at(matrix, (here[last.ravel()],) * 2, g[last.ravel()])
            g[last.ravel()] = 0.0
        for a, b in ((here, there), (there, here)):
            np.add.at(matrix, (a, a), g)
            np.subtract.at(matrix, (a, b), g)
    low = level.across[0][0, 1:-1, 1:-1].ravel()
    matrix[number[0].ravel(), number[0].ravel()] += low
    if level.mass is not None:
        matrix[number.ravel(), number.ravel()] += level.mass[1:-1, 1:-1, 1:-1].ravel()
    empty = np.diag(matrix) == 0.0
    matrix[empty, empty] = 1.0
    inverse = (
        np.linalg.inv(matrix) if np.linalg.cond(matrix, 1) < 1.0 / _SINGULAR else _pseudo_inverse(matrix)
    )
    inverse[empty, empty] = 0.0
    return inverse.astype(np.float32)


def _pseudo_inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """That of a matrix with a piece that touches neither electrode nor mass: its mean is left alone."""
    return np.asarray(np.linalg.pinv(matrix, rcond=_SINGULAR, hermitian=True))
