"""What the threads of a system share and what each has for itself."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bodies import Counts, Floats, Ints
from .compiling import kernel

Flags = NDArray[np.uint8]

BLOCK = 512
"""Pairs handled together: their intermediate results stay in the nearest cache."""

PRESSED, FARTHEST, CULPRIT, FULL = 15, 16, 17, 18
"""Entries of a chunk's sums behind its virial (0 to 8, row by row) and its kinetic stress (9 to 14: xx, xy,
xz, yy, yz, zz): force on the plane; largest squared way from home; 1 + the particle that exploded; pairs that
did not fit."""


class Bench(NamedTuple):
    """Working space of one thread."""

    on: Flags  # (BLOCK or more,) which of the pairs looked at count
    near: Counts  # (BLOCK + 1 or more,) those, gathered
    touching: Counts  # (BLOCK + 1,) of those, the ones in contact
    result: Floats  # (BLOCK, 12) what they do; see forces.py
    mark: Ints  # (n,) row of a particle among those another chunk pushes, or -1
    plane: Floats  # (8,) the thread's own copy of Walls.plane
    frame: Floats  # (10,) and of the frame


def make_bench(count: int) -> Bench:
    """Working space for a system of `count` particles."""
    room = max(BLOCK, count) + 1
    return Bench(
        on=np.zeros(room, np.uint8),
        near=np.zeros(room, np.uint32),
        touching=np.zeros(BLOCK + 1, np.uint32),
        result=np.zeros((BLOCK, 12)),
        mark=np.full(count, -1, np.int64),
        plane=np.zeros(8),
        frame=np.zeros(10),
    )


@kernel
def total(sums: Floats, entry: int) -> float:
    """Sum of an entry over the chunks, in their order."""
    found = 0.0
    for chunk in range(sums.shape[0]):
        found += sums[chunk, entry]
    return found


@kernel
def largest(sums: Floats, entry: int) -> float:
    """Largest of an entry, which is not negative, among the chunks."""
    found = 0.0
    for chunk in range(sums.shape[0]):
        found = max(found, sums[chunk, entry])
    return found


@kernel
def copy(source: Floats, target: Floats) -> None:
    """Copies a few numbers."""
    for entry in range(source.shape[0]):
        target[entry] = source[entry]
