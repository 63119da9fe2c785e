"""How much of a packing is drawn when it is so far away that its particles are finer than a pixel."""

import numpy as np

from .light import Eye

FINEST_PX = 0.8
"""Radius on the screen of a typical particle, below which fewer and larger ones stand for all."""
LARGEST = 8
"""At most so many are stood for by one."""
ENOUGH = 5_000
"""Particles that are drawn in any case: to leave out more would save nothing."""


def one_of(eye: Eye, radius_um: float, count: int) -> int:
    """One of how many of `count` particles is drawn, a power of two; `radius_um` is that of a typical one.

    Each takes the place of its neighbours too: its area grows by that factor, so that a far electrode looks
    the same.
    """
    middle = eye.model_view @ np.array([*eye.centre_um, 1.0])
    distance_m = float(np.linalg.norm(middle[:3])) - eye.radius_um * eye.scale
    if distance_m <= 0.0:
        return 1
    radius_px = radius_um * eye.scale * eye.px_per_radian / distance_m
    wanted = (FINEST_PX / max(radius_px, 1e-9)) ** 2
    most = max(min(LARGEST, count / ENOUGH), 1.0)
    return int(2 ** np.floor(np.log2(np.clip(wanted, 1.0, most))))
