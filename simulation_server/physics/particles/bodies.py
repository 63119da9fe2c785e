"""The particles as their user sees them, and the numbers of the box and of the plane."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.uint32]


class Bodies(NamedTuple):
    """Spheres in the order they were given, periodic in x and y. Units um, us, pg."""

    rows: Floats  # (n, 4) x, y, z, radius
    velocity: Floats  # (n, 3) um/us, half a step behind the positions
    spin: Floats  # (n, 3) rad/us
    mass: Floats  # (n,) pg
    kind: Ints  # (n,) row of the pair table
    lengths: Floats  # (n, 3) share of sigma, cutoff and contact distance, um
    reach: Floats  # (n,) half the distance at which two alike feel each other, um
    peak: Floats  # (n,) largest normal force of a single contact so far
    wall_memory: Floats  # (n, 8) tangential spring and largest overlap on the bottom, then on the plane
    rank: Counts  # (n,) of two neighbours the one of lower rank keeps the pair; falls with size
    span: Floats  # (n,) how far away a partner of higher rank can be felt, um


class Walls(NamedTuple):
    """The bottom at z = 0 and the plane above."""

    kind: Ints  # (2,) rows of the pair table: bottom, plane; -1 where z is periodic
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
        mass=4.0 / 3.0 * np.pi * np.asarray(radii, dtype=np.float64) ** 3 * density,
        kind=np.asarray(kind, dtype=np.int64),
        lengths=np.zeros((count, 3)),
        reach=np.zeros(count),
        peak=np.zeros(count),
        wall_memory=np.zeros((count, 8)),
        rank=np.zeros(count, np.uint32),
        span=np.zeros(count),
    )


def set_spans(bodies: Bodies) -> None:
    """Notes how far each particle must look for partners of higher rank: reaches have changed."""
    order = np.argsort(bodies.rank, kind="stable")
    falling = bodies.reach[order][::-1]
    after = np.maximum.accumulate(np.concatenate([[0.0], falling[:-1]]))[::-1]
    bodies.span[order] = bodies.reach[order] + after
