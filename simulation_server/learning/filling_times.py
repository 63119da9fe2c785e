"""When a pore starts and ends to fill, from its cells' times: alike for simulation and network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.pores import PoreMap

Array = NDArray[np.float64]

FIRST, LAST = 0.1, 0.9
"""A pore starts to fill when so much of what is ever filled of it is, and ends when so much is."""
SHORTEST = 1e-3
"""Least time between the two, as a share of the end."""


@dataclass(frozen=True, slots=True)
class PoreTimes:
    """Of n pores, in the cells' unit of time; NaN where no cell fills."""

    start: Array  # (n,)
    end: Array  # (n,)
    filled: Array  # (n,) share of the cells

    @property
    def span(self) -> Array:
        """From start to end (n,)."""
        span: Array = np.maximum(self.end - self.start, SHORTEST * self.end)
        return span


def pore_times(pores: PoreMap, cells: NDArray[np.floating]) -> PoreTimes:
    """From the time of each cell (nx, ny, nz), NaN where it is never filled."""
    inside = pores.labels > 0
    number = pores.labels[inside] - 1
    when = cells[inside].astype(np.float64)
    members = np.bincount(number, minlength=pores.count)
    count = np.bincount(number[np.isfinite(when)], minlength=pores.count)
    ordered = when[np.lexsort((when, number))]  # NaN comes last in each pore
    first = np.cumsum(members) - members

    def at(share: float) -> Array:
        place = share * np.maximum(count - 1, 0)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(count - 1, 0))
        early, late = ordered[first + low], ordered[first + high]
        between: Array = early + (place - low) * (late - early)
        return between

    return PoreTimes(at(FIRST), at(LAST), count / np.maximum(members, 1))
