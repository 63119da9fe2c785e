"""Wetting: the phase value that solid cells show to the fluid round them.

At equilibrium a diffuse interface has `|grad C| = 2 beta C (1 - C)`; it meets a wall at the contact angle
theta when the gradient into the wall is `cos(theta) |grad C|` (the surface-energy condition of phase-field
models, as in Fakhari and Bolster 2017). A wall cell therefore takes the mean of its fluid neighbours plus
`2 beta pull C (1 - C)`. No wall normals are needed, so it holds in pores two cells wide.

On the lattice the pull follows cos(theta) down to about 50 degrees and has to be larger below. The table
was measured on menisci between two plates 20 cells apart at sharpness 0.8 (mean of the angle from the
meniscus' circle and from its pressure jump); gas and liquid change places exactly when the pull changes
sign.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

_PULLS = np.array([0.0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4])
_COSINES = np.array([0.0, 0.278, 0.532, 0.619, 0.693, 0.755, 0.808, 0.853, 0.895, 0.928, 0.961, 1.0])


def wall_pull(contact_angle_deg: NDArray[np.floating] | float) -> NDArray[np.float64]:
    """Pull of a wall on the liquid for a contact angle measured in the liquid; negative beyond 90 degrees."""
    cosine = np.cos(np.radians(np.asarray(contact_angle_deg, dtype=np.float64)))
    return np.sign(cosine) * np.interp(np.abs(cosine), _COSINES, _PULLS)


@njit(parallel=True, cache=True, nogil=True, fastmath=True)
def set_walls(liquid, fluid, starts, members, weights, strength):  # type: ignore[no-untyped-def]
    """Set `liquid` (all,) at the wall cells, numbered from `fluid` on; `strength` (walls,) is 2 beta pull."""
    for wall in prange(len(strength)):
        mean = np.float32(0)
        for k in range(starts[wall], starts[wall + 1]):
            mean += weights[k] * liquid[members[k]]
        value = mean + strength[wall] * mean * (np.float32(1) - mean)
        liquid[fluid + wall] = min(max(value, np.float32(0)), np.float32(1))
