"""What a potential between two electrodes dissipates, and the currents at both ends, in double precision."""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .conductances import Level
from .links import Links


def power(level: Level | Links, potential: NDArray[np.floating]) -> float:
    """Dissipated by a potential (padded) at one unit between the electrodes, at 1 and 0."""
    by_plane = np.zeros(potential.shape[0])
    _dissipate(*level.arrays[:4], potential, by_plane)
    return float(by_plane.sum())


def fluxes(level: Level | Links, potential: NDArray[np.floating]) -> tuple[float, float]:
    """Currents out of the low and into the high electrode at one unit of potential."""
    inner = (slice(1, -1), slice(1, -1))
    if isinstance(level, Links):
        into, out = (2.0 * (level.links[end][inner] > 0) for end in (1, -2))
    else:
        into, out = (level.across[0][end][inner] for end in (0, -2))
    first, last = potential[1][inner], potential[-2][inner]
    return (
        float(np.sum(into * (1.0 - first), dtype=np.float64)),
        float(np.sum(out * last, dtype=np.float64)),
    )


@njit(cache=True, nogil=True, parallel=True, fastmath=True)
def _dissipate(links, g0, g1, g2, values, by_plane):  # type: ignore[no-untyped-def]
    """By the faces towards the next cell along each axis; the ghosts of `values` are filled."""
    n0, n1, n2 = values.shape[0] - 2, values.shape[1] - 2, values.shape[2] - 2
    for i in prange(1, n0 + 1):
        total = 0.0
        for j in range(1, n1 + 1):
            x = values[i, j]
            up, east = values[i + 1, j], values[i, j + 1]
            for k in range(1, n2 + 1):
                here = np.float64(x[k])
                a, b, c = here - up[k], here - east[k], here - x[k + 1]
                if links is not None:  # noqa: SIM102 (the branch must ask for it alone to be dropped)
                    if links[i, j, k]:
                        total += a * a if links[i + 1, j, k] else 0.0
                        total += b * b if links[i, j + 1, k] else 0.0
                        total += c * c if links[i, j, k + 1] else 0.0
                        total += 2.0 * (1.0 - here) ** 2 if i == 1 else 0.0
                        total += 2.0 * here**2 if i == n0 else 0.0
                if g0 is not None:
                    total += g0[i, j, k] * a * a + g1[i, j, k] * b * b + g2[i, j, k] * c * c
                    total += g0[0, j, k] * (1.0 - here) ** 2 if i == 1 else 0.0
        by_plane[i] = total
