"""Which cells of a lattice are connected to where their current comes from."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def connected(conducts: NDArray[np.bool_], seeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of `conducts` (n0, n1, n2) joined by faces to a seed; the last two axes are periodic."""
    label, count = ndimage.label(conducts)
    pairs = [(label.take(-1, axis).ravel(), label.take(0, axis).ravel()) for axis in (1, 2)]
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    both = (first > 0) & (second > 0)
    graph = coo_array(
        (np.ones(np.count_nonzero(both)), (first[both], second[both])), shape=(count + 1, count + 1)
    )
    _, group = connected_components(graph, directed=False)
    reached = np.zeros(group.max() + 1, dtype=np.bool_)
    reached[group[label[seeds & conducts]]] = True
    reached[group[0]] = False  # cells that do not conduct
    result: NDArray[np.bool_] = reached[group[label]]
    return result
