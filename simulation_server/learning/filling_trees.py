"""Sums of regression trees as plain arrays: what a gradient boosting of scikit-learn predicts, without it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .filling_times import Array


@dataclass(frozen=True, slots=True)
class Trees:
    """Of t trees with at most m nodes each; a node whose `left` is itself is a leaf."""

    feature: NDArray[np.int32]  # (t, m)
    threshold: Array  # (t, m) at or below it to the left
    left: NDArray[np.int32]  # (t, m)
    right: NDArray[np.int32]  # (t, m)
    value: Array  # (t, m)
    depth: int
    start: float  # what the trees' values are added to

    def predict(self, columns: Array) -> Array:
        """One value (n,) for each row of `columns` (n, f)."""
        trees = np.arange(len(self.feature))[None, :]
        rows = np.arange(len(columns))[:, None]
        node = np.zeros((len(columns), len(self.feature)), np.int32)
        # split at the precision of single floats, as in training
        seen = columns.astype(np.float32).astype(np.float64)
        for _ in range(self.depth):
            low = seen[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(low, self.left[trees, node], self.right[trees, node])
        total: Array = self.start + self.value[trees, node].sum(axis=1)
        return total


def trees_of(fitted: Any) -> Trees:
    """The trees of a fitted GradientBoostingRegressor whose first guess is a constant."""
    trees = [each[0].tree_ for each in fitted.estimators_]
    most = max(tree.node_count for tree in trees)
    shape = len(trees), most
    feature, left, right = (np.zeros(shape, np.int32) for _ in range(3))
    threshold, value = np.zeros(shape), np.zeros(shape)
    for k, tree in enumerate(trees):
        nodes = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        feature[k, nodes] = np.where(leaf, 0, tree.feature)
        threshold[k, nodes] = np.where(leaf, 0.0, tree.threshold)
        left[k, nodes] = np.where(leaf, nodes, tree.children_left)
        right[k, nodes] = np.where(leaf, nodes, tree.children_right)
        value[k, nodes] = fitted.learning_rate * tree.value[:, 0, 0]
    depth = max(tree.max_depth for tree in trees)
    return Trees(feature, threshold, left, right, value, depth, float(fitted.init_.constant_[0, 0]))
