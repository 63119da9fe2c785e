"""The neighbour list: every pair that may come to feel each other before it is built again."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bodies import Counts, Floats, Ints

Stamps = NDArray[np.int32]

DEEPEST = 3
"""Entry of a contact's memory behind its tangential spring (0, 1, 2): the largest overlap so far."""


class Pairs(NamedTuple):
    """Each pair once, kept by the particle of lower rank; each chunk has its own stretch of the arrays.

    Two of these take turns, so that contacts' memories can be carried from the old to the new.
    """

    begin: Ints  # (n,) particle i keeps the pairs begin[i] : end[i]
    end: Ints  # (n,)
    first: Counts  # (capacity,) the keeper
    second: Counts  # (capacity,) its partner
    target: Counts  # (capacity,) row of Spheres.push that collects what the partner feels
    memory: Floats  # (capacity, 4) of the contact
    stamp: Stamps  # (capacity,) step in which the pair last touched, counted since the build
    user: Counts  # (n,) the user's index of each particle
    seat: Counts  # (n,) where the user's particle sits


def make_pairs(count: int, capacity: int) -> Pairs:
    """An empty list, the particles in the user's order."""
    return Pairs(
        begin=np.zeros(count, np.int64),
        end=np.zeros(count, np.int64),
        first=np.zeros(capacity, np.uint32),
        second=np.zeros(capacity, np.uint32),
        target=np.zeros(capacity, np.uint32),
        memory=np.zeros((capacity, 4)),
        stamp=np.full(capacity, -1, np.int32),
        user=np.arange(count, dtype=np.uint32),
        seat=np.arange(count, dtype=np.uint32),
    )
