"""A solid cut apart into particles at its necks: a watershed of the distance to its surface.

Two regions whose neck is nearly as wide as the smaller of both are one particle: without that a rough
surface makes a particle of every bump (over-segmentation; Gostick 2017 trims such saddles alike).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

_SMOOTHING_VOXELS = 1.0
_LEAST_DISTANCE_VOXELS = 3
_ONE_PARTICLE = 0.85
"""Radius of a neck over that of the smaller particle, from which on both are one."""


def regions(solid: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Region of each solid voxel (nx, ny, nz), from 1, 0 elsewhere; and how many there are."""
    if not solid.any():
        return np.zeros(solid.shape, np.int32), 0
    # beyond the volume's sides a particle goes on: the distance is to surfaces inside
    distance = ndimage.distance_transform_edt(solid).astype(np.float32)
    smooth = ndimage.gaussian_filter(distance, _SMOOTHING_VOXELS) * solid
    peaks = peak_local_max(
        smooth, min_distance=_LEAST_DISTANCE_VOXELS, labels=solid.astype(np.uint8), exclude_border=False
    )
    markers = np.zeros(solid.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    label = watershed(-smooth, markers, mask=solid).astype(np.int32)
    return _merged(label, smooth, len(peaks))


def _merged(
    label: NDArray[np.int32], distance: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int32], int]:
    """Regions with a wide neck made one, widest first, and numbered anew."""
    radius = ndimage.maximum(distance, label, np.arange(count + 1)).astype(np.float64)
    pairs, necks = _necks(label, distance)
    parent = np.arange(count + 1)

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    for number in np.argsort(-necks):
        a, b = (root(int(region)) for region in pairs[number])
        if a != b and necks[number] >= _ONE_PARTICLE * min(radius[a], radius[b]):
            keep, lose = (a, b) if radius[a] >= radius[b] else (b, a)
            parent[lose] = keep
    roots = np.array([root(region) for region in range(count + 1)])
    present = np.zeros(count + 1, dtype=bool)
    present[np.unique(roots[np.unique(label)])] = True
    present[0] = False
    new = np.cumsum(present) * present
    return new[roots][label].astype(np.int32), int(present.sum())


def _necks(
    label: NDArray[np.int32], distance: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs (m, 2) of regions side by side, and the largest distance to the surface on what they share."""
    keys, heights = [], []
    size = int(label.max()) + 1
    for a, b, low, high in _sides(label, distance):
        keys.append(np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b))
        heights.append(np.minimum(low, high))
    key, height = np.concatenate(keys), np.concatenate(heights)
    unique, inverse = np.unique(key, return_inverse=True)
    widest = np.zeros(len(unique))
    np.maximum.at(widest, inverse, height)
    return np.stack([unique // size, unique % size], axis=1), widest


def _sides(label: NDArray[Any], distance: NDArray[Any]) -> Iterator[tuple[NDArray[Any], ...]]:
    """Labels and distances on both sides of every face between two regions, axis by axis."""
    for axis in range(3):
        here = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        there = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        a, b = label[here], label[there]
        cut = (a != b) & (a > 0) & (b > 0)
        yield a[cut], b[cut], distance[here][cut], distance[there][cut]


def region_faces(label: NDArray[np.int32]) -> NDArray[np.int64]:
    """Pairs of regions and the voxel faces between them (m, 3)."""
    size = int(label.max()) + 1
    found = [np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b) for a, b, *_ in _sides(label, label)]
    unique, counts = np.unique(np.concatenate(found), return_counts=True)
    return np.stack([unique // size, unique % size, counts], axis=1)
