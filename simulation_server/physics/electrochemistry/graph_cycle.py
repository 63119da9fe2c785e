"""One symmetric W-cycle on a graph and its coarsenings: the preconditioner of every field here.

The coarse graphs are made from conductances once; a diagonal that changes from step to step (the
reactions') is only summed over their groups. Gauss-Seidel forwards before and backwards after the
correction keep the cycle symmetric. Coarse links are weakened, because a constant in each group makes
them too stiff (over-correction, Braess 1995); less than by the half that is best for equal conductances, for
which strands that float between weak links would be pushed twice too far. A coarse graph is visited twice.
"""

import numpy as np
from numpy.typing import NDArray

from .graph import Graph, coarsened, graph_of
from .graph_kernels import Levels, cycle, weigh
from .lattice import F64, Faces

_PASSES = 2
_COARSE_SCALE = 0.6
_COARSEST = 100
_SLOWEST = 0.8
"""A coarsening that leaves more than this share of the nodes is the last."""


class GraphCycle:
    """Holds the graphs and work arrays; `apply` is a symmetric positive operator near the inverse."""

    def __init__(self, faces: Faces) -> None:
        graph, self._cells = graph_of(faces)
        graphs, groups = [graph], []
        while graph.ground.size > _COARSEST:
            coarse, group = coarsened(graph, _PASSES)
            if coarse.ground.size > _SLOWEST * graph.ground.size:
                break
            graph = coarse._replace(link=_COARSE_SCALE * coarse.link, ground=_COARSE_SCALE * coarse.ground)
            graphs.append(graph)
            groups.append(group)
        self._groups = groups
        self._levels = _together(graphs, groups)
        nodes = self._levels.graph.ground.size
        self._weight, self._values = np.zeros(nodes), np.zeros(nodes)
        self._right, self._sum = np.zeros(nodes), np.zeros(nodes)
        self._result = np.zeros(faces[0].shape)
        self._inverse = np.zeros((0, 0))

    def load(self, mass: F64) -> None:
        """Takes what stands on the diagonal beside the conductances: a padded field."""
        parts = [mass.ravel()[self._cells]]
        start = self._levels.start
        for depth, group in enumerate(self._groups):
            size = int(start[depth + 2] - start[depth + 1])
            summed = np.bincount(group, weights=parts[-1], minlength=size)
            parts.append(np.asarray(summed, dtype=np.float64))
        weigh(self._levels.graph, np.concatenate(parts), self._weight)
        self._inverse = _inverse_of(self._levels, self._weight)

    def apply(self, right: F64) -> tuple[F64, float]:
        """Approximate solution (padded, overwritten by the next call) and its product with `right`."""
        product = cycle(
            self._levels, self._weight, self._inverse, self._cells, right.ravel(), self._right, self._values,
            self._sum, self._result.ravel(),
        )  # fmt: skip
        return self._result, float(product)


def _together(graphs: list[Graph], groups: list[NDArray[np.int32]]) -> Levels:
    """All levels as one graph of separate parts, the finest first."""
    sizes = [graph.ground.size for graph in graphs]
    links = [graph.link.size for graph in graphs]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    link_start = np.concatenate([[0], np.cumsum(links)]).astype(np.int64)
    first = [graph.first[:-1] + offset for graph, offset in zip(graphs, link_start, strict=False)]
    return Levels(
        Graph(
            np.concatenate([*first, link_start[-1:]]).astype(np.int32),
            np.concatenate([g.later + at for g, at in zip(graphs, link_start, strict=False)]).astype(
                np.int32
            ),
            np.concatenate([g.other + at for g, at in zip(graphs, start, strict=False)]).astype(np.int32),
            np.concatenate([graph.link for graph in graphs]),
            np.concatenate([graph.ground for graph in graphs]),
        ),
        start,
        np.concatenate(
            [group + at for group, at in zip(groups, start[1:], strict=False)] or [np.zeros(0)]
        ).astype(np.int32),
    )


def _inverse_of(levels: Levels, weight: F64) -> F64:
    """The coarsest operator inverted; nodes that nothing holds or joins are left where they are."""
    low, high = int(levels.start[-2]), int(levels.start[-1])
    first, size = levels.graph.first[low : high + 1], high - low
    matrix = np.zeros((size, size))
    rows = np.repeat(np.arange(size), np.diff(first))
    matrix[rows, levels.graph.other[first[0] : first[-1]] - low] = -levels.graph.link[first[0] : first[-1]]
    held = weight[low:high] > 0.0
    np.fill_diagonal(matrix, np.where(held, 1.0 / np.where(held, weight[low:high], 1.0), 1.0))
    return np.ascontiguousarray(np.linalg.inv(0.5 * (matrix + matrix.T)))
