"""The arrays a particle system is made of."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Bodies(NamedTuple):
    """Spheres, periodic in x and y. Units um, us, pg."""

    rows: Floats  # (n, 4) x, y, z, radius: one cache line holds two particles
    velocity: Floats  # (n, 3) um/us, half a step behind the positions
    spin: Floats  # (n, 3) rad/us
    force: Floats  # (n, 3) pg um/us2
    torque: Floats  # (n, 3)
    mass: Floats  # (n,) pg
    kind: Ints  # (n,) row of the pair table
    lengths: Floats  # (n, 3) share of sigma, cutoff and contact distance, um
    reach: Floats  # (n,) half the distance at which two alike feel each other, um
    peak: Floats  # (n,) largest normal force of a single contact so far


class Neighbours(NamedTuple):
    """Half list: particle i keeps its partners j > i at start[i] : start[i + 1]."""

    start: Ints  # (n + 1,)
    partner: Ints  # (capacity,)
    memory: Floats  # (capacity, 4) tangential spring and permanent overlap of the pair, zero while apart
    reference: Floats  # (n, 3) positions at the build, carried along by the mean flow
    new_start: Ints  # scratch of the next build
    new_partner: Ints
    new_memory: Floats
    first: Ints  # (cells,) first particle of a cell, or -1
    following: Ints  # (n,) next particle of the same cell, or -1
    reach: Floats  # (n,) largest reach among the particles after i


class Walls(NamedTuple):
    """The bottom at z = 0 and the plane above."""

    kind: Ints  # (2,) rows of the pair table: bottom, plane; -1 where z is periodic
    memory: Floats  # (2 n, 4) as for pairs: all on the bottom, then all on the plane
    plane: Floats  # (8,) see the names below


HEIGHT, SPEED, PRESSURE, SMOOTH, TARGET, BAND, LIMIT, MEMORY = range(8)
"""Entries of Walls.plane: height um, speed um/us, pressure kPa now and smoothed; set by the user: target
kPa, band kPa below which the plane slows, largest speed um/us, memory us of the smoothing."""

LX, LY, LZ, RATE, OFFSET, STRAIN, GOAL, COMPLIANCE, MEASURE, STEPS = range(10)
"""Entries of the frame: periods um (LZ zero between walls), shear rate 1/us, how far the image above has slid
along x um, strain since the list was built; barostat target kPa and rate 1/(us kPa); whether stress is
measured and over how many steps it has been."""


def make_bodies(positions: Floats, radii: Floats, kind: Ints, density: Floats) -> Bodies:
    """Spheres at rest at positions (n, 3) with radii (n,) um, of the densities (n,)."""
    count = len(radii)
    return Bodies(
        rows=np.column_stack([positions, radii]).astype(np.float64),
        velocity=np.zeros((count, 3)),
        spin=np.zeros((count, 3)),
        force=np.zeros((count, 3)),
        torque=np.zeros((count, 3)),
        mass=4.0 / 3.0 * np.pi * np.asarray(radii, dtype=np.float64) ** 3 * density,
        kind=kind.astype(np.int64),
        lengths=np.zeros((count, 3)),
        reach=np.zeros(count),
        peak=np.zeros(count),
    )


def make_neighbours(count: int, capacity: int, cells: int) -> Neighbours:
    """An empty list; `reference` is NaN, which asks for a build."""
    return Neighbours(
        start=np.zeros(count + 1, np.int64),
        partner=np.zeros(capacity, np.int64),
        memory=np.zeros((capacity, 4)),
        reference=np.full((count, 3), np.nan),
        new_start=np.zeros(count + 1, np.int64),
        new_partner=np.zeros(capacity, np.int64),
        new_memory=np.zeros((capacity, 4)),
        first=np.full(cells, -1, np.int64),
        following=np.full(count, -1, np.int64),
        reach=np.zeros(count),
    )


def grown(old: Neighbours, capacity: int) -> Neighbours:
    """The same list with room for more pairs."""
    count, used = len(old.reach), len(old.partner)
    new = make_neighbours(count, capacity, len(old.first))
    new.start[:] = old.start
    new.partner[:used] = old.partner
    new.memory[:used] = old.memory
    new.reference[:] = old.reference
    return new
