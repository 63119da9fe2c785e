"""Which cells lie on a path from one end of a volume to the other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True)
class Percolation:
    """Cells connected to both ends of the first axis, and how far those at each end reach."""

    through: NDArray[np.bool_]  # (n0, n1, n2)
    reach_low: int  # layers reached from the low end
    reach_high: int  # layers reached from the high end


def percolation(conducts: NDArray[np.bool_], periodic: tuple[bool, bool]) -> Percolation:
    """Follows the face neighbours of `conducts` (n0, n1, n2) from both ends of the first axis."""
    label, count = ndimage.label(conducts)
    group = _groups_across_ends(label, count, periodic)
    at_low = np.zeros(count + 1, dtype=np.bool_)
    at_high = at_low.copy()
    at_low[group[label[0]]] = True
    at_high[group[label[-1]]] = True
    at_low[0] = at_high[0] = False  # cells that do not conduct
    through = (at_low & at_high)[group][label]
    layers = conducts.shape[0]
    if through.any():
        return Percolation(through, layers, layers)
    low = at_low[group][label].any(axis=(1, 2))
    high = at_high[group][label].any(axis=(1, 2))
    return Percolation(through, int(low.sum()), int(high.sum()))


def _groups_across_ends(
    label: NDArray[np.int32], count: int, periodic: tuple[bool, bool]
) -> NDArray[np.int32]:
    """For each label the group it belongs to once the ends of periodic axes are joined; 0 stays 0."""
    ends = [(label[:, 0], label[:, -1])] if periodic[0] else []
    ends += [(label[:, :, 0], label[:, :, -1])] if periodic[1] else []
    if not ends or count == 0:
        return np.arange(count + 1, dtype=np.int32)
    first = np.concatenate([low.ravel() for low, _ in ends])
    last = np.concatenate([high.ravel() for _, high in ends])
    both = (first > 0) & (last > 0)
    joined = coo_array(
        (np.ones(np.count_nonzero(both)), (first[both], last[both])), shape=(count + 1, count + 1)
    )
    _, group = connected_components(joined, directed=False)
    return np.asarray(group, dtype=np.int32)  # label 0 is node 0 and alone: group 0
