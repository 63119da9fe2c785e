"""Which solids a pore's walls are made of, and how the liquid wets them."""

import numpy as np
from numpy.typing import NDArray

from .pore_map import Floats, PoreMap


def wall_faces(pores: PoreMap, kinds: NDArray[np.uint8], count: int) -> Floats:
    """Faces (n, count) that each pore shares with walls of kind 1 to `count`; `kinds` (nx, ny, nz)."""
    found = np.zeros((pores.count + 1, count + 1))
    for axis in range(3):
        for step in (1, -1):
            labels, walls = pores.labels, np.roll(kinds, step, axis=axis)
            if axis == 2:  # z does not go round
                inner = slice(1, None) if step == 1 else slice(None, -1)
                labels, walls = labels[:, :, inner], walls[:, :, inner]
            touching = (labels > 0) & (walls > 0)
            key = labels[touching].astype(np.int64) * (count + 1) + walls[touching]
            found += np.bincount(key, minlength=found.size).reshape(found.shape)
    return found[1:, 1:]


def mean_cosine(faces: Floats, angles_deg: tuple[float, ...]) -> Floats:
    """Cosine (n,) of each pore's contact angle, its walls (n, kinds) weighted by their faces."""
    cosines = np.cos(np.radians(angles_deg))
    total = faces.sum(axis=1)
    overall = float(faces.sum(axis=0) @ cosines / max(float(total.sum()), 1.0))
    mean: Floats = np.where(total > 0, faces @ cosines / np.maximum(total, 1.0), overall)
    return mean
