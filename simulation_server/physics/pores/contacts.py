"""Where the regions of a labelled volume touch each other and its ends."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .pore_map import Floats, Ints, Throats

Scalar = TypeVar("Scalar", bound=np.generic)


def throats_between(labels: NDArray[np.int32], distance: NDArray[np.float32], lattice_um: float) -> Throats:
    """Throats of all pairs of regions (labels from 1) with a cell face in common, x and y periodic."""
    pairs, distances, places = [], [], []
    for axis in range(3):
        near, far = _neighbours(labels, axis)
        touching = (near != far) & (near > 0) & (far > 0)
        here, there = _neighbours(distance, axis)
        pairs.append(np.stack([near[touching], far[touching]], axis=1))
        distances.append(0.5 * (here[touching] + there[touching]).astype(np.float64))
        place = np.argwhere(touching) + 0.5
        place[:, axis] += 0.5
        places.append(place)
    faces = np.sort(np.concatenate(pairs), axis=1).astype(np.int64) - 1
    count = int(labels.max())
    keys, number = np.unique(faces[:, 0] * count + faces[:, 1], return_inverse=True)
    pores = np.stack([keys // count, keys % count], axis=1)
    return _throats(
        pores, number, np.concatenate(distances), np.concatenate(places), labels.shape, lattice_um
    )


def openings(
    labels: NDArray[np.int32], distance: NDArray[np.float32], lattice_um: float, *, last: bool
) -> Throats:
    """Where regions reach the last layer of z, or the first."""
    layer = -1 if last else 0
    face, open_ = labels[:, :, layer], labels[:, :, layer] > 0
    present, number = np.unique(face[open_].astype(np.int64) - 1, return_inverse=True)
    places = np.concatenate(
        [np.argwhere(open_) + 0.5, np.full((int(open_.sum()), 1), labels.shape[2] if last else 0.0)], axis=1
    )
    distances = distance[:, :, layer][open_].astype(np.float64)
    return _throats(present[:, None], number, distances, places, labels.shape, lattice_um)


def _neighbours(values: NDArray[Scalar], axis: int) -> tuple[NDArray[Scalar], NDArray[Scalar]]:
    """Views of each cell and of the next along an axis; z ends, x and y go round."""
    if axis == 2:
        return values[:, :, :-1], values[:, :, 1:]
    return values, np.roll(values, -1, axis=axis)


def _throats(
    pores: Ints, number: Ints, distances: Floats, places: Floats, shape: tuple[int, ...], lattice_um: float
) -> Throats:
    count = len(pores)
    radius = np.zeros(count)
    np.maximum.at(radius, number, distances)
    return Throats(
        pores=pores,
        area_um2=np.bincount(number, minlength=count).astype(np.float64) * lattice_um**2,
        radius_um=radius * lattice_um,
        square_um4=np.bincount(number, distances**2, count).astype(np.float64) * lattice_um**4,
        centre_um=centres(number, places, count, shape) * lattice_um,
    )


def centres(number: Ints, places: Floats, count: int, shape: tuple[int, ...]) -> Floats:
    """Mean place (count, 3) of the members of each group, in x and y as the mean angle round the box."""
    members = np.maximum(np.bincount(number, minlength=count), 1)
    mean = np.empty((count, 3))
    mean[:, 2] = np.bincount(number, places[:, 2], count) / members
    for axis in range(2):
        angle = 2.0 * np.pi / shape[axis] * places[:, axis]
        sine, cosine = (np.bincount(number, part, count) for part in (np.sin(angle), np.cos(angle)))
        mean[:, axis] = np.arctan2(sine, cosine) % (2.0 * np.pi) * shape[axis] / (2.0 * np.pi)
    return mean
