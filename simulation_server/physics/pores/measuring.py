"""Sizes, places and throats of labelled regions."""

import numpy as np
from numpy.typing import NDArray

from .contacts import centres, openings, throats_between
from .pore_map import PoreMap


def measured(labels: NDArray[np.int32], distance: NDArray[np.float32], lattice_um: float) -> PoreMap:
    """The map of labelled regions (1 to n without gaps); `distance` to the wall in cells."""
    inside = labels > 0
    number = labels[inside].astype(np.int64) - 1
    count = int(labels.max())
    places = np.argwhere(inside)
    cells = np.bincount(number, minlength=count).astype(np.float64)
    distances = distance[inside].astype(np.float64)
    radius, high, low = np.zeros(count), np.zeros(count), np.full(count, labels.shape[2])
    np.maximum.at(radius, number, distances)
    np.maximum.at(high, number, places[:, 2] + 1.0)
    np.minimum.at(low, number, places[:, 2])
    return PoreMap(
        labels=labels,
        lattice_um=lattice_um,
        distance_um=distance * np.float32(lattice_um),
        volume_um3=cells * lattice_um**3,
        radius_um=radius * lattice_um,
        square_um2=np.bincount(number, distances**2, count) / cells * lattice_um**2,
        centre_um=centres(number, places.astype(np.float64) + 0.5, count, labels.shape) * lattice_um,
        low_um=low * lattice_um,
        high_um=high * lattice_um,
        throats=throats_between(labels, distance, lattice_um),
        inlet=openings(labels, distance, lattice_um, last=True),
        vent=openings(labels, distance, lattice_um, last=False),
    )
