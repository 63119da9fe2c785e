"""A conductor as a graph: cells joined by conductances, and its coarsening along the strongest of them.

Carbon-binder conducts thousands of times better than active material. Where aggregates are cubes of cells,
strands of it that do not touch fall into one and multigrid slows down; aggregates of pairs with the strongest
link between them (Notay, Electron. Trans. Numer. Anal. 37, 123, 2010) follow the strands instead.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .lattice import F32, F64, Faces

I32 = NDArray[np.int32]

_STRONG = 0.25
"""Of a node's strongest link: rather than with a free node less linked, it goes into a pair there is."""
_MOST_MEMBERS = 3
"""Of a pair that takes in what would be left alone."""


class Graph(NamedTuple):
    """Links of every node (compressed rows), and its conductance to ground."""

    first: I32  # (n + 1,) where each node's links begin
    later: I32  # (n,) and where those to nodes after it begin
    other: I32  # (links,)
    link: F64  # (links,) conductance, each link in both directions
    ground: F64  # (n,)


@njit(cache=True, nogil=True)
def _rows(node: NDArray[np.int32], g0: F32, g1: F32, g2: F32, first: I32, other: I32, link: F64) -> None:
    n0, n1, n2 = node.shape[0] - 2, node.shape[1] - 2, node.shape[2] - 2
    count = 0
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = node[i, j, k]
                if here < 0:
                    continue
                left, right = (j - 2) % n1 + 1, j % n1 + 1
                near, far = (k - 2) % n2 + 1, k % n2 + 1
                for which in range(6):
                    if which == 0:
                        there, value = node[i - 1, j, k], g0[i - 1, j, k]
                    elif which == 1:
                        there, value = node[i + 1, j, k], g0[i, j, k]
                    elif which == 2:
                        there, value = node[i, left, k], g1[i, left, k]
                    elif which == 3:
                        there, value = node[i, right, k], g1[i, j, k]
                    elif which == 4:
                        there, value = node[i, j, near], g2[i, j, near]
                    else:
                        there, value = node[i, j, far], g2[i, j, k]
                    if there >= 0 and there != here and value > 0.0:
                        other[count] = there
                        link[count] = value
                        count += 1
                first[here + 1] = count


def graph_of(faces: Faces) -> tuple[Graph, NDArray[np.int64]]:
    """The cells that conduct (their indices in a raveled padded field) and the graph they form.

    The end faces of the first axis lead to ground; the others are periodic.
    """
    g0, g1, g2 = faces
    total = np.zeros(g0.shape)
    inner = total[1:-1, 1:-1, 1:-1]
    inner += g0[1:-1, 1:-1, 1:-1] + g0[:-2, 1:-1, 1:-1]
    inner += g1[1:-1, 1:-1, 1:-1] + g1[1:-1, :-2, 1:-1] + g2[1:-1, 1:-1, 1:-1] + g2[1:-1, 1:-1, :-2]
    cells = np.flatnonzero(total.ravel() > 0.0)
    node = np.full(total.shape, -1, dtype=np.int32)
    node.ravel()[cells] = np.arange(cells.size, dtype=np.int32)
    first = np.zeros(cells.size + 1, dtype=np.int32)
    other, link = np.empty(6 * cells.size, dtype=np.int32), np.empty(6 * cells.size)
    _rows(node, g0, g1, g2, first, other, link)
    ground = np.zeros(total.shape)
    ground[1, 1:-1, 1:-1] += g0[0, 1:-1, 1:-1]
    ground[-2, 1:-1, 1:-1] += g0[-2, 1:-1, 1:-1]
    return _sorted(first, other[: first[-1]].copy(), link[: first[-1]].copy(), ground.ravel()[cells]), cells


def _sorted(first: I32, other: I32, link: F64, ground: F64) -> Graph:
    later = np.empty(ground.size, dtype=np.int32)
    _lower_first(first, other, link, later)
    return Graph(first, later, other, link, ground)


@njit(cache=True, nogil=True)
def _lower_first(first: I32, other: I32, link: F64, later: I32) -> None:
    """Puts each node's links to nodes before it in front of the others."""
    for node in range(later.size):
        head = first[node]
        for place in range(first[node], first[node + 1]):
            if other[place] < node:
                other[head], other[place] = other[place], other[head]
                link[head], link[place] = link[place], link[head]
                head += 1
        later[node] = head


@njit(cache=True, nogil=True)
def _pair(first: I32, other: I32, link: F64, strong: float, group: I32) -> int:
    """Writes the group of every node; returns how many there are."""
    group[:] = -1
    members = np.zeros(group.size, dtype=np.int8)
    count = 0
    for node in range(group.size):
        if group[node] >= 0:
            continue
        most, strongest, best, best_link = 0.0, -1, -1, 0.0
        for place in range(first[node], first[node + 1]):
            there = other[place]
            if link[place] > most and (group[there] < 0 or members[group[there]] < _MOST_MEMBERS):
                most, strongest = link[place], there
            if group[there] < 0 and link[place] > best_link:
                best, best_link = there, link[place]
        if best < 0 or best_link < strong * most:
            best = strongest
        if best >= 0 and group[best] >= 0:
            group[node] = group[best]
            members[group[best]] += 1
            continue
        group[node] = count
        members[count] = 1
        if best >= 0:
            group[best] = count
            members[count] = 2
        count += 1
    return count


@njit(cache=True, nogil=True)
def _sum_links(
    first: I32,
    other: I32,
    link: F64,
    group: I32,
    count: int,
    coarse_first: I32,
    coarse_other: I32,
    coarse_link: F64,
) -> int:
    """Links between groups, each the sum of those between their members; returns how many."""
    nodes = group.size
    start = np.zeros(count + 1, dtype=np.int32)
    for node in range(nodes):
        start[group[node] + 1] += 1
    for g in range(count):
        start[g + 1] += start[g]
    member = np.empty(nodes, dtype=np.int32)
    filled = start.copy()
    for node in range(nodes):
        member[filled[group[node]]] = node
        filled[group[node]] += 1
    seen = np.full(count, -1, dtype=np.int32)
    total = 0
    for g in range(count):
        begin = total
        for which in range(start[g], start[g + 1]):
            node = member[which]
            for place in range(first[node], first[node + 1]):
                there = group[other[place]]
                if there == g:
                    continue
                if seen[there] < begin:
                    seen[there] = total
                    coarse_other[total] = there
                    coarse_link[total] = 0.0
                    total += 1
                coarse_link[seen[there]] += link[place]
        coarse_first[g + 1] = total
    return total


def coarsened(graph: Graph, passes: int) -> tuple[Graph, I32]:
    """Groups of up to 2**passes nodes as a graph, and the group (n,) of every node."""
    group = np.arange(graph.ground.size, dtype=np.int32)
    for _ in range(passes):
        step = np.empty(graph.ground.size, dtype=np.int32)
        count = _pair(graph.first, graph.other, graph.link, _STRONG, step)
        first = np.zeros(count + 1, dtype=np.int32)
        other, link = np.empty_like(graph.other), np.empty_like(graph.link)
        links = _sum_links(graph.first, graph.other, graph.link, step, count, first, other, link)
        ground = np.asarray(np.bincount(step, weights=graph.ground, minlength=count), dtype=np.float64)
        graph = _sorted(first, other[:links].copy(), link[:links].copy(), ground)
        group = step[group]
    return graph, group
