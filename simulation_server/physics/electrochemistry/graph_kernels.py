"""The W-cycle of graph_cycle.py as one kernel: no call from Python between its levels."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .graph import I32, Graph
from .lattice import F64


class Levels(NamedTuple):
    """All graphs of a cycle as one, the finest first; nodes are numbered through."""

    graph: Graph
    start: NDArray[np.int64]  # (levels + 1,) first node of each level
    group: I32  # node of the next level each node belongs to; none for the last level's


@njit(cache=True, nogil=True, fastmath=True)
def weigh(graph: Graph, mass: F64, weight: F64) -> None:
    """One over the diagonal of every node, 0 where nothing holds it."""
    for node in range(mass.size):
        total = mass[node] + graph.ground[node]
        for place in range(graph.first[node], graph.first[node + 1]):
            total += graph.link[place]
        weight[node] = 1.0 / total if total > 0.0 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _down(levels: Levels, depth: int, weight: F64, right: F64, values: F64) -> None:
    """Gauss-Seidel from zero; what it leaves, the flow from the nodes after each, is summed over groups."""
    graph, low, high = levels.graph, levels.start[depth], levels.start[depth + 1]
    for node in range(low, high):
        total = right[node]
        for place in range(graph.first[node], graph.later[node]):
            total += graph.link[place] * values[graph.other[place]]
        values[node] = weight[node] * total
    right[high : levels.start[depth + 2]] = 0.0
    for node in range(low, high):
        left = 0.0
        for place in range(graph.later[node], graph.first[node + 1]):
            left += graph.link[place] * values[graph.other[place]]
        right[levels.group[node]] += left


@njit(cache=True, nogil=True, fastmath=True)
def _up(levels: Levels, depth: int, weight: F64, right: F64, total: F64, values: F64) -> float:
    """Adds the coarse correction, then Gauss-Seidel backwards; returns the product with `right`."""
    graph, low, high = levels.graph, levels.start[depth], levels.start[depth + 1]
    for node in range(low, high):
        values[node] += total[levels.group[node]]
    product = 0.0
    for node in range(high - 1, low - 1, -1):
        into = right[node]
        for place in range(graph.first[node], graph.first[node + 1]):
            into += graph.link[place] * values[graph.other[place]]
        values[node] = weight[node] * into
        product += values[node] * right[node]
    return product


@njit(cache=True, nogil=True, fastmath=True)
def _take(levels: Levels, depth: int, weight: F64, values: F64, total: F64, right: F64) -> None:
    """Keeps `values` in `total` and takes from the right-hand side what they account for."""
    graph = levels.graph
    for node in range(levels.start[depth], levels.start[depth + 1]):
        total[node] = values[node]
        left = right[node]
        if weight[node] > 0.0:
            left -= values[node] / weight[node]
        for place in range(graph.first[node], graph.first[node + 1]):
            left += graph.link[place] * values[graph.other[place]]
        right[node] = left


@njit(cache=True, nogil=True, fastmath=True)
def _solve(levels: Levels, inverse: F64, right: F64, total: F64) -> float:
    """The coarsest level, exactly."""
    low, product = levels.start[levels.start.size - 2], 0.0
    for row in range(inverse.shape[0]):
        found = 0.0
        for column in range(inverse.shape[0]):
            found += inverse[row, column] * right[low + column]
        total[low + row] = found
        product += found * right[low + row]
    return product


@njit(cache=True, nogil=True)
def cycle(
    levels: Levels,
    weight: F64,
    inverse: F64,
    cells: NDArray[np.int64],
    given: F64,
    right: F64,
    values: F64,
    total: F64,
    result: F64,
) -> float:
    """Writes the approximate solution for `given` to `result` (raveled fields); returns their product."""
    last = levels.start.size - 2
    for node in range(cells.size):
        right[node] = given[cells[node]]
    again = np.zeros(last + 1, dtype=np.bool_)
    if last == 0:
        product = _solve(levels, inverse, right, total)
        for node in range(cells.size):
            result[cells[node]] = total[node]
        return product
    depth, product = 0, 0.0
    while True:
        while depth < last:
            _down(levels, depth, weight, right, values)
            depth += 1
        _solve(levels, inverse, right, total)
        while True:
            depth -= 1
            product = _up(levels, depth, weight, right, total, values)
            if depth == 0:
                break
            if not again[depth]:
                again[depth] = True
                _take(levels, depth, weight, values, total, right)
                break
            again[depth] = False
            for node in range(levels.start[depth], levels.start[depth + 1]):
                total[node] += values[node]
        if depth == 0:
            break
    for node in range(cells.size):
        result[cells[node]] = values[node]
    return product
