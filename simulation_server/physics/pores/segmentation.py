"""The pore space cut into pores: watershed on the smoothed distance to the wall.

As in the SNOW algorithm (Gostick 2017): the distance map is smoothed, its maxima are the pores' centres, a
watershed shares the space out between them, and crumbs of a few cells join a neighbour.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, label, maximum_filter
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.segmentation import watershed

from simulation_server.physics.voxels.distance_to_solid import distance_to_solid
from simulation_server.schema.errors import PhysicsError

from .contacts import throats_between
from .measuring import measured
from .pore_map import PoreMap

SMOOTHING_CELLS = 0.6
PEAK_CELLS = 5
"""A centre is the largest distance in a cube of so many cells."""
MARGIN_CELLS = 12
"""Periodic images kept beside the volume while it is shared out."""
CRUMB_CELLS = 12
_WRAPPED = ("wrap", "wrap", "nearest")


def segment(pore: NDArray[np.bool_], lattice_um: float) -> PoreMap:
    """Pores of `pore` (nx, ny, nz), True in pores. Raises PhysicsError where there is no pore cell."""
    if not pore.any():
        raise PhysicsError("no pore cell in the volume: expected some room left by the solids")
    # half a cell lies between the centre of the last pore cell and the wall
    distance = np.where(pore, distance_to_solid(pore) - np.float32(0.5), np.float32(0))
    distance = np.minimum(distance, np.float32(max(pore.shape)))
    labels = _without_crumbs(_shared_out(distance, pore), distance)
    return measured(labels, distance, lattice_um)


def _shared_out(distance: NDArray[np.float32], pore: NDArray[np.bool_]) -> NDArray[np.int32]:
    smooth = gaussian_filter(distance, SMOOTHING_CELLS, mode=_WRAPPED)
    peak = pore & (smooth == maximum_filter(np.where(pore, smooth, 0), PEAK_CELLS, mode=_WRAPPED))
    markers = _numbered(_labelled(peak))
    side = [(min(MARGIN_CELLS, edge),) * 2 for edge in pore.shape[:2]] + [(0, 0)]
    wide_markers = np.pad(markers.astype(np.int32), side, mode="wrap")
    wide = watershed(-np.pad(smooth, side, mode="wrap"), wide_markers, mask=np.pad(pore, side, mode="wrap"))
    (x, _), (y, _), _ = side
    return _numbered(wide[x : x + pore.shape[0], y : y + pore.shape[1]])


def _labelled(cells: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Cells that faces join have one number, across the periodic sides too."""
    labels, count = label(cells)
    pairs = [(labels[0], labels[-1]), (labels[:, 0], labels[:, -1])]
    first, second = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in range(2))
    joined = (first > 0) & (second > 0)
    links = coo_array(
        (np.ones(int(joined.sum())), (first[joined], second[joined])), shape=(count + 1, count + 1)
    )
    _, group = connected_components(links, directed=False)
    group[1:] += 1  # 0 stays what belongs to none
    group[0] = 0
    result: NDArray[np.int32] = group[labels].astype(np.int32)
    return result


def _numbered(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """The same regions numbered 1 to n without gaps, 0 kept."""
    present = np.zeros(int(labels.max()) + 1, np.int32)
    present[labels.ravel()] = 1
    present[0] = 0
    number = np.cumsum(present, dtype=np.int32) * present
    result: NDArray[np.int32] = number[labels]
    return result


def _without_crumbs(labels: NDArray[np.int32], distance: NDArray[np.float32]) -> NDArray[np.int32]:
    """Regions of a few cells joined to the neighbour they share the most faces with."""
    for _ in range(4):
        count = int(labels.max())
        crumb = np.bincount(labels.ravel(), minlength=count + 1)[1:] < CRUMB_CELLS
        throats = throats_between(labels, distance, 1.0)
        pores, area = throats.pores, throats.area_um2
        widest = np.zeros(count)
        np.maximum.at(widest, pores.ravel(), np.repeat(area, 2))
        joins = (crumb[pores] & (area[:, None] == widest[pores])).any(axis=1)
        if not joins.any():
            break
        first, second = pores[joins].T
        links = coo_array((np.ones(len(first)), (first, second)), shape=(count, count))
        _, group = connected_components(links, directed=False)
        labels = np.concatenate([[0], group + 1]).astype(np.int32)[labels]
    return labels
