"""Which cells lie on a path from one end of a volume to the other.

Conducting cells are taken in runs along the last axis, as long as they go; runs that touch are united in a
forest of which each tree is one connected piece (union-find; Hoshen and Kopelman 1976 label clusters alike).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .stencil import U8

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Percolation:
    """Cells connected to both ends of the first axis, and how far those at each end reach."""

    through: NDArray[np.bool_]  # (n0, n1, n2)
    reach_low: int  # layers reached from the low end
    reach_high: int  # layers reached from the high end


def percolation(conducts: NDArray[np.bool_], periodic: tuple[bool, bool]) -> Percolation:
    """Follows the face neighbours of `conducts` (n0, n1, n2) from both ends of the first axis."""
    n0, n1, n2 = conducts.shape
    cell = np.ascontiguousarray(conducts).view(np.uint8)
    runs = np.zeros(n0 * n1 + 1, dtype=np.int64)
    _count_runs(cell.reshape(n0 * n1, n2), runs)
    ends = np.cumsum(runs)
    span = np.empty((int(ends[-1]), 2), dtype=np.int32)
    _find_runs(cell.reshape(n0 * n1, n2), ends, span)
    parent = np.arange(len(span), dtype=np.int32)
    _unite_rows(span, ends, parent, n0, n1, n2, periodic)
    low, high = _reached(parent, int(ends[n1]), int(ends[-1 - n1]))
    through = np.zeros(conducts.shape, dtype=np.bool_)
    _write_runs(span, ends, low & high, through.reshape(n0 * n1, n2))
    layer_ends = ends[::n1]
    return Percolation(through, _layers(low, layer_ends), _layers(high, layer_ends))


def _layers(reached: NDArray[np.bool_], layer_ends: I64) -> int:
    """Layers with any run that is reached."""
    so_far = np.concatenate(([0], np.cumsum(reached)))[layer_ends]
    return int(np.count_nonzero(np.diff(so_far)))


@njit(cache=True, nogil=True, parallel=True)
def _count_runs(rows: U8, runs: I64) -> None:
    """Runs of each row (r, n2), in `runs` (r + 1,) from index 1."""
    for row in prange(len(rows)):
        cell = rows[row]
        count = np.int64(cell[0])
        for k in range(1, len(cell)):
            count += cell[k] & (cell[k - 1] ^ np.uint8(1))
        runs[row + 1] = count


@njit(cache=True, nogil=True, parallel=True)
def _find_runs(rows: U8, ends: I64, span: I32) -> None:
    """First cell of each run, and the cell after its last."""
    for row in prange(len(rows)):
        cell, at = rows[row], ends[row] - 1
        before = np.uint8(0)
        for k in range(len(cell)):
            if cell[k] != before:
                if cell[k]:
                    at += 1
                    span[at, 0] = k
                else:
                    span[at, 1] = k
                before = cell[k]
        if before:
            span[at, 1] = len(cell)


@njit(nogil=True)
def _root(parent: I32, run: int) -> int:
    while parent[run] != run:
        parent[run] = parent[parent[run]]
        run = parent[run]
    return run


@njit(nogil=True)
def _unite(parent: I32, a: int, b: int) -> None:
    a, b = _root(parent, a), _root(parent, b)
    if a < b:
        parent[b] = a
    else:
        parent[a] = b


@njit(nogil=True)
def _unite_pair(span: I32, parent: I32, a: int, a_end: int, b: int, b_end: int) -> None:
    """Unites the runs of two neighbouring rows that lie side by side."""
    while a < a_end and b < b_end:
        if span[a, 0] < span[b, 1] and span[b, 0] < span[a, 1]:
            _unite(parent, a, b)
        if span[a, 1] < span[b, 1]:
            a += 1
        else:
            b += 1


@njit(cache=True, nogil=True)
def _unite_rows(
    span: I32, ends: I64, parent: I32, n0: int, n1: int, n2: int, periodic: tuple[bool, bool]
) -> None:
    for row in range(n0 * n1):
        a, a_end = ends[row], ends[row + 1]
        if a == a_end:
            continue
        if row >= n1:
            _unite_pair(span, parent, a, a_end, ends[row - n1], ends[row - n1 + 1])
        j = row % n1
        if j > 0:
            _unite_pair(span, parent, a, a_end, ends[row - 1], ends[row])
        if j + 1 == n1 and periodic[0]:
            first = row - j
            _unite_pair(span, parent, a, a_end, ends[first], ends[first + 1])
        if periodic[1] and span[a, 0] == 0 and span[a_end - 1, 1] == n2:
            _unite(parent, a, a_end - 1)


@njit(cache=True, nogil=True)
def _reached(parent: I32, first_end: int, last_begin: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each run whether it is joined to one before `first_end`, to one from `last_begin` on."""
    low, high = np.zeros(len(parent), np.bool_), np.zeros(len(parent), np.bool_)
    for run in range(first_end):
        low[_root(parent, run)] = True
    for run in range(last_begin, len(parent)):
        high[_root(parent, run)] = True
    for run in range(len(parent)):
        root = _root(parent, run)
        low[run], high[run] = low[root], high[root]
    return low, high


@njit(cache=True, nogil=True, parallel=True)
def _write_runs(span: I32, ends: I64, chosen: NDArray[np.bool_], rows: NDArray[np.bool_]) -> None:
    for row in prange(len(rows)):
        for run in range(ends[row], ends[row + 1]):
            if chosen[run]:
                rows[row, span[run, 0] : span[run, 1]] = True
