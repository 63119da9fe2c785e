"""The last good state, in 24 bytes a cell: what the flow is, not its populations.

The populations follow from pressure and velocity but for the viscous and the capillary stress, which the
lattice builds anew within two or three steps. So a run that went bad goes back to the same liquid, pressure
and velocity.
"""

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .lanes import BLOCK, LANES, opposite, place
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
    for block in prange(velocity.shape[1] // LANES):
        first = np.uintp(block * BLOCK)
        for lane in range(LANES):
            at = first + np.uintp(lane)
            ux, uy, uz = _momentum(f, at)
            cell = np.uintp(block * LANES + lane)
            velocity[0, cell] = sign * ux
            velocity[1, cell] = sign * uy
            velocity[2, cell] = sign * uz


@njit(inline="always")
def _slot(f, at, i):  # type: ignore[no-untyped-def]
    return f[at + np.uintp(i * LANES)]


@njit(inline="always")
def _momentum(f, at):  # type: ignore[no-untyped-def]
    d7 = _slot(f, at, 7) - _slot(f, at, 8)
    d9 = _slot(f, at, 9) - _slot(f, at, 10)
    d11 = _slot(f, at, 11) - _slot(f, at, 12)
    d13 = _slot(f, at, 13) - _slot(f, at, 14)
    d15 = _slot(f, at, 15) - _slot(f, at, 16)
    d17 = _slot(f, at, 17) - _slot(f, at, 18)
    ux = (_slot(f, at, 1) - _slot(f, at, 2)) + (d7 + d9) + (d11 + d13)
    uy = (_slot(f, at, 3) - _slot(f, at, 4)) + (d7 - d9) + (d15 + d17)
    uz = (_slot(f, at, 5) - _slot(f, at, 6)) + (d11 - d13) + (d15 - d17)
    return ux, uy, uz


@njit(parallel=True, cache=True, nogil=True)
def peak_speed(f, parts):  # type: ignore[no-untyped-def]
    """Largest speed of any cell, cells a step; infinity where a population is no number."""
    blocks = len(f) // BLOCK
    for part in prange(len(parts)):
        largest = np.float32(0)
        for block in range(part * blocks // len(parts), (part + 1) * blocks // len(parts)):
            for lane in range(LANES):
                ux, uy, uz = _momentum(f, np.uintp(block * BLOCK + lane))
                squared = ux * ux + uy * uy + uz * uz
                if not squared <= largest:  # also true for NaN
                    largest = squared if squared == squared else np.float32(np.inf)
        parts[part] = largest
    return math.sqrt(parts.max())


@njit(parallel=True, cache=True, nogil=True)
def _turned_equilibrium(f, excess, u, velocities, weights):  # type: ignore[no-untyped-def]
    """Populations of `excess` (n,) moving with u (3, n), as a collision leaves them."""
    for cell in prange(len(excess)):
        f[place(np.uint32(cell), np.uint32(0))] = weights[0] * excess[cell]
        for i in range(1, 19):
            along = np.float32(0)
            for axis in range(3):
                along += velocities[i, axis] * u[axis, cell]
            slot = np.uint32(opposite(i))
            f[place(np.uint32(cell), slot)] = weights[i] * (excess[cell] + np.float32(3) * along)
