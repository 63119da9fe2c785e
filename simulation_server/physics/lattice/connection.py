"""Which pores the liquid can reach from the top, through cell faces, periodic in x and y."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def reachable_from_top(pore: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of `pore` (nx, ny, nz) joined to a pore of the last z layer."""
    labels, count = label(pore)
    pairs = [
        np.stack([labels[0].ravel(), labels[-1].ravel()]),
        np.stack([labels[:, 0].ravel(), labels[:, -1].ravel()]),
    ]
    first, second = np.concatenate(pairs, axis=1)
    joined = (first > 0) & (second > 0)
    links = coo_array(
        (np.ones(int(joined.sum())), (first[joined], second[joined])), shape=(count + 1, count + 1)
    )
    _, group = connected_components(links, directed=False)
    top = np.unique(labels[:, :, -1])
    reached = np.isin(group, group[top[top > 0]])
    reached[0] = False
    result: NDArray[np.bool_] = reached[labels]
    return result
