"""The particles as the kernels hold them: sorted by cell, in chunks that threads take."""

from typing import NamedTuple

import numpy as np

from .bodies import Bodies, Counts, Floats, Ints
from .compiling import kernel
from .pairs import Pairs

X, Y, Z, REACH = range(4)
"""Columns of Spheres.place."""
MASS, RADIUS = 3, 7
"""Columns of Spheres.motion beside velocity (0, 1, 2) and spin (4, 5, 6); the radius is that of contact."""
PEAK = 3
"""Column of Spheres.push beside force (0, 1, 2) and torque (4, 5, 6)."""

_CHUNK = 300  # particles worth a chunk of their own
_MOST_CHUNKS = 16


class Spheres(NamedTuple):
    """One row a particle, neighbours in space near in memory; `Pairs.user` says which is whose."""

    place: Floats  # (n, 4) x, y, z, reach
    motion: Floats  # (n, 8) velocity, mass, spin, contact radius: one cache line
    kind: Counts  # (n,)
    grain: Floats  # (n, 4) shares of sigma and cutoff, root of the diameter
    rank: Counts  # (n,)
    span: Floats  # (n,)
    home: Floats  # (n, 3) position when the list was built, carried along by the mean flow
    wall: Floats  # (n, 8)
    push: Floats  # (n + chunks n, 8) force and torque; behind them what each chunk does to others' particles
    bounds: Ints  # (chunks + 1,) chunk c holds the particles bounds[c] : bounds[c + 1]
    owner: Counts  # (chunks, n) whose the rows behind are
    shares: (
        Ints  # (chunks, chunks + 1) rows of chunk c that belong to chunk d: shares[c, d] : shares[c, d + 1]
    )


def aligned(*shape: int) -> Floats:
    """Zeros (float64) that start on a cache line."""
    size = int(np.prod(shape))
    room = np.zeros(size + 8)
    skip = (-room.ctypes.data // 8) % 8
    return room[skip : skip + size].reshape(shape)


def chunks_for(count: int) -> int:
    """Chunks of a system, whatever the number of threads, so that sums come out the same."""
    return 1 << int(np.log2(min(max(count // _CHUNK, 1), _MOST_CHUNKS)))


def make_spheres(count: int) -> Spheres:
    """Room for `count` particles."""
    chunks = chunks_for(count)
    return Spheres(
        place=aligned(count, 4),
        motion=aligned(count, 8),
        kind=np.zeros(count, np.uint32),
        grain=aligned(count, 4),
        rank=np.zeros(count, np.uint32),
        span=np.zeros(count),
        home=np.full((count, 3), np.nan),
        wall=aligned(count, 8),
        push=aligned((1 + chunks) * count, 8),
        bounds=np.linspace(0, count, chunks + 1).astype(np.int64),
        owner=np.zeros((chunks, count), np.uint32),
        shares=np.zeros((chunks, chunks + 1), np.int64),
    )


@kernel
def take_seats(bodies: Bodies, spheres: Spheres, pairs: Pairs, begin: int, end: int) -> float:
    """Fills the rows begin : end from the user's arrays; returns the largest squared way from home."""
    farthest = 0.0
    for i in range(begin, end):
        who = pairs.user[i]
        moved = 0.0
        for axis in range(3):
            spheres.place[i, axis] = bodies.rows[who, axis]
            spheres.motion[i, axis] = bodies.velocity[who, axis]
            spheres.motion[i, 4 + axis] = bodies.spin[who, axis]
            spheres.push[i, axis] = 0.0
            spheres.push[i, 4 + axis] = 0.0
            moved += (spheres.place[i, axis] - spheres.home[i, axis]) ** 2
        farthest = max(farthest, moved)
        spheres.place[i, REACH] = bodies.reach[who]
        spheres.motion[i, MASS] = bodies.mass[who]
        spheres.motion[i, RADIUS] = bodies.lengths[who, 2]
        spheres.kind[i] = bodies.kind[who]
        spheres.grain[i, 0] = bodies.lengths[who, 0]
        spheres.grain[i, 1] = bodies.lengths[who, 1]
        spheres.grain[i, 2] = np.sqrt(2.0 * bodies.rows[who, 3])
        spheres.rank[i] = bodies.rank[who]
        spheres.span[i] = bodies.span[who]
        spheres.push[i, PEAK] = bodies.peak[who]
        for entry in range(8):
            spheres.wall[i, entry] = bodies.wall_memory[who, entry]
    return farthest


@kernel
def leave_seats(bodies: Bodies, spheres: Spheres, pairs: Pairs, begin: int, end: int) -> None:
    """Writes what the rows begin : end have become back into the user's arrays."""
    for i in range(begin, end):
        who = pairs.user[i]
        for axis in range(3):
            bodies.rows[who, axis] = spheres.place[i, axis]
            bodies.velocity[who, axis] = spheres.motion[i, axis]
            bodies.spin[who, axis] = spheres.motion[i, 4 + axis]
        bodies.peak[who] = spheres.push[i, PEAK]
        for entry in range(8):
            bodies.wall_memory[who, entry] = spheres.wall[i, entry]
