"""The last good state, in 24 bytes a cell: what the flow is, not its populations.

The populations follow from pressure and velocity but for the viscous and the capillary stress, which the
lattice builds anew within two or three steps. So a run that went bad goes back to the same liquid, pressure
and velocity.
"""

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .lanes import opposite
from .stencils import VELOCITIES, WEIGHTS

Field = NDArray[np.float32]

_VELOCITIES = VELOCITIES.astype(np.float32)
_WEIGHTS = WEIGHTS.astype(np.float32)


class Kept:
    """A copy of C, liquid mass, excess and velocity of the fluid cells, and of the room in soaking walls."""

    def __init__(self, cells: int, walls: int) -> None:
        """For `cells` fluid cells (padded) and `walls` soaking walls."""
        self._liquid = np.zeros(cells, np.float32)
        self._mass = np.zeros(cells, np.float32)
        self._excess = np.zeros(cells, np.float32)
        self._velocity = np.zeros((3, cells), np.float32)
        self._room = np.zeros(walls, np.float32)
        self._steps = 0

    def keep(
        self, f: Field, turned: bool, fields: tuple[Field, ...], sites: NDArray[np.int32], steps: int
    ) -> None:
        """Copy the state: `fields` are liquid (padded grid), mass, excess and room."""
        liquid, mass, excess, room = fields
        np.take(liquid, sites, out=self._liquid)
        self._mass[:] = mass
        self._excess[:] = excess
        self._room[:] = room
        find_velocities(f, turned, self._velocity)
        self._steps = steps

    def go_back(self, f: Field, fields: tuple[Field, ...], sites: NDArray[np.int32]) -> int:
        """Restore the state, with turned populations `f`; the steps at which it was kept."""
        liquid, mass, excess, room = fields
        liquid[:] = 0.0  # walls too: what they held may be no number, and a masked NaN is one still
        liquid[sites] = self._liquid
        mass[:] = self._mass
        excess[:] = self._excess
        room[:] = self._room
        _turned_equilibrium(f, excess, self._velocity, _VELOCITIES, _WEIGHTS)
        return self._steps


def find_velocities(f: Field, turned: bool, velocity: Field) -> None:
    """Write the velocity (3, cells padded), in cells a step, of populations that arrived or are `turned`."""
    _find_velocities(f, np.float32(-1 if turned else 1), velocity)


@njit(parallel=True, cache=True, nogil=True, fastmath=True)
def _find_velocities(f, sign, velocity):  # type: ignore[no-untyped-def]
    for cell in prange(velocity.shape[1]):
        ux, uy, uz = _momentum(f, cell)
        velocity[0, cell] = sign * ux
        velocity[1, cell] = sign * uy
        velocity[2, cell] = sign * uz


@njit(inline="always")
def _momentum(f, cell):  # type: ignore[no-untyped-def]
    d7 = f[7, cell] - f[8, cell]
    d9 = f[9, cell] - f[10, cell]
    d11 = f[11, cell] - f[12, cell]
    d13 = f[13, cell] - f[14, cell]
    d15 = f[15, cell] - f[16, cell]
    d17 = f[17, cell] - f[18, cell]
    ux = (f[1, cell] - f[2, cell]) + (d7 + d9) + (d11 + d13)
    uy = (f[3, cell] - f[4, cell]) + (d7 - d9) + (d15 + d17)
    uz = (f[5, cell] - f[6, cell]) + (d11 - d13) + (d15 - d17)
    return ux, uy, uz


@njit(parallel=True, cache=True, nogil=True)
def peak_speed(f, parts):  # type: ignore[no-untyped-def]
    """Largest speed of any cell, cells a step; infinity where a population is no number."""
    cells = f.shape[1]
    for part in prange(len(parts)):
        largest = np.float32(0)
        for cell in range(part * cells // len(parts), (part + 1) * cells // len(parts)):
            ux, uy, uz = _momentum(f, cell)
            squared = ux * ux + uy * uy + uz * uz
            if not squared <= largest:  # also true for NaN
                largest = squared if squared == squared else np.float32(np.inf)
        parts[part] = largest
    return math.sqrt(parts.max())


@njit(parallel=True, cache=True, nogil=True)
def _turned_equilibrium(f, excess, u, velocities, weights):  # type: ignore[no-untyped-def]
    """Populations of `excess` (n,) moving with u (3, n), as a collision leaves them."""
    for cell in prange(len(excess)):
        f[0, cell] = weights[0] * excess[cell]
        for i in range(1, 19):
            along = np.float32(0)
            for axis in range(3):
                along += velocities[i, axis] * u[axis, cell]
            f[opposite(i), cell] = weights[i] * (excess[cell] + np.float32(3) * along)
