"""Which of many pairs are near enough to count: the loops that run most often."""

from .bodies import Counts, Floats
from .compiling import inlined
from .crew import Flags
from .frame import box_of, nearest_image
from .lanes import peek, poke
from .pairs import Pairs


@inlined
def near_pairs(
    place: Floats, pairs: Pairs, begin: int, count: int, frame: Floats, on: Flags, near: Counts
) -> int:
    """Finds which of the pairs from `begin` on feel each other: fills near, returns how many there are."""
    box = box_of(frame)
    for k in range(count):
        i, j = 4 * peek(pairs.first, begin + k), 4 * peek(pairs.second, begin + k)
        dx, dy, dz, _ = nearest_image(
            peek(place, i) - peek(place, j),
            peek(place, i + 1) - peek(place, j + 1),
            peek(place, i + 2) - peek(place, j + 2),
            box,
        )
        feel = peek(place, i + 3) + peek(place, j + 3)
        poke(on, k, dx * dx + dy * dy + dz * dz < feel * feel)
    found = 0
    for k in range(count):
        near[found] = begin + k
        found += on[k]
    return found


@inlined
def near_partners(
    place: Floats,
    rank: Counts,
    i: int,
    skin: float,
    candidates: Counts,
    count: int,
    frame: Floats,
    on: Flags,
    partners: Counts,
    begin: int,
) -> int:
    """Keeps of the candidates those of higher rank within reach of particle i and `skin`.

    Fills partners from `begin` on; returns how many there are.
    """
    box = box_of(frame)
    xi, yi, zi, reach, mine = place[i, 0], place[i, 1], place[i, 2], place[i, 3] + skin, rank[i]
    for k in range(count):
        j = 4 * peek(candidates, k)
        dx, dy, dz, _ = nearest_image(
            xi - peek(place, j), yi - peek(place, j + 1), zi - peek(place, j + 2), box
        )
        feel = reach + peek(place, j + 3)
        inside = dx * dx + dy * dy + dz * dz < feel * feel
        poke(on, k, inside & (peek(rank, peek(candidates, k)) > mine))
    found = begin
    for k in range(count):
        partners[found] = candidates[k]
        found += on[k]
    return found - begin
