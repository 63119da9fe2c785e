"""Which spheres an eye can see at all: those within its field of view and on the kept side of the cut."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .light import Eye

Floats = NDArray[np.float64]


def outer_planes(eye: Eye, cut_um: Floats) -> Floats:
    """(6, 4) planes of the electrode's micrometres, n of unit length or 0: what is out of sight is positive.

    The four sides of the field of view and the eye's own plane (Gribb and Hartmann 2001, "Fast extraction of
    viewing frustum planes"), and the cut.
    """
    to_clip = eye.projection @ eye.model_view
    x, y, w = to_clip[0], to_clip[1], to_clip[3]
    planes = -np.array([w + x, w - x, w + y, w - y, w])
    planes /= np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
    return np.vstack([planes, cut_um])


def all_in_sight(planes: Floats, low_um: Floats, high_um: Floats) -> bool:
    """Whether no part of a box is beyond any of the planes (k, 4)."""
    furthest = np.where(planes[:, :3] > 0.0, high_um, low_um)
    return bool(((planes[:, :3] * furthest).sum(axis=1) + planes[:, 3] <= 0.0).all())


@njit(cache=True, nogil=True)
def in_sight(spheres: NDArray[np.float32], planes: Floats) -> NDArray[np.int64]:
    """Indices of the `spheres` (n, 4: centre and radius) not wholly beyond any one of planes (k, 4)."""
    found = np.empty(spheres.shape[0], np.int64)
    count = 0
    for i in range(spheres.shape[0]):
        kept = True
        for k in range(planes.shape[0]):
            beyond = (
                planes[k, 0] * spheres[i, 0]
                + planes[k, 1] * spheres[i, 1]
                + planes[k, 2] * spheres[i, 2]
                + planes[k, 3]
            )
            if beyond > spheres[i, 3]:
                kept = False
                break
        if kept:
            found[count] = i
            count += 1
    return found[:count]
