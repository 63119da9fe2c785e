"""Builds the neighbour list from the sorted particles and carries the contacts' memory over."""

import math

from .bodies import LX, LY, LZ, OFFSET, Counts, Floats, Ints
from .cells import Cells
from .compiling import inlined, kernel
from .crew import Bench
from .looking import near_partners
from .pairs import Pairs
from .spheres import Spheres


@inlined
def gather_range(begin: int, end: int, near: Counts, found: int) -> int:
    """Appends the numbers begin to end - 1; returns how many there are."""
    for j in range(begin, end):
        near[found + j - begin] = j
    return found + max(end - begin, 0)


@inlined
def gather_row(first: Ints, start: int, nx: int, low: int, high: int, near: Counts, found: int) -> int:
    """Appends the particles in the cells low to high, less than nx, of a row that closes on itself."""
    if low < 0:
        found = gather_range(first[start + low + nx], first[start + nx], near, found)
        low = 0
    elif high >= nx:
        found = gather_range(first[start], first[start + high - nx + 1], near, found)
        high = nx - 1
    return gather_range(first[start + low], first[start + high + 1], near, found)


@inlined
def gather_around(
    place: Floats, counts: Ints, first: Ints, i: int, reach: float, height: float, frame: Floats, near: Counts
) -> int:
    """Fills `near` with the particles in all cells that come within `reach` of particle i."""
    nx, ny, nz = counts[0], counts[1], counts[2]
    wide, deep, high = frame[LX] / nx, frame[LY] / ny, height / nz
    x, y, z = place[i, 0], place[i, 1], place[i, 2]
    periodic = frame[LZ] > 0.0
    lowest, highest = math.floor((z - reach) / high), math.floor((z + reach) / high)
    around_z = periodic and highest - lowest + 1 >= nz
    if around_z:
        lowest, highest = 0, nz - 1
    elif not periodic:
        lowest, highest = min(max(lowest, 0), nz - 1), min(max(highest, 0), nz - 1)
    nearest, farthest = math.floor((y - reach) / deep), math.floor((y + reach) / deep)
    around_y = farthest - nearest + 1 >= ny
    if around_y:
        nearest, farthest = 0, ny - 1
    half = reach / wide
    found = 0
    for oz in range(lowest, highest + 1):
        layers = 1 if oz >= nz else (-1 if oz < 0 else 0)
        away_z = max(oz * high - z, z - (oz + 1) * high, 0.0)
        if around_z or (
            not periodic and (oz == 0 or oz == nz - 1)
        ):  # what left the grid is in its edge cells
            away_z = 0.0
        across = (x - layers * frame[OFFSET]) / wide
        across -= nx * math.floor(across / nx)
        low, up = math.floor(across - half), math.floor(across + half)
        if around_z or up - low + 1 >= nx:
            low, up = 0, nx - 1
        for oy in range(nearest, farthest + 1):
            away_y = 0.0 if around_y else max(oy * deep - y, y - (oy + 1) * deep, 0.0)
            if away_z * away_z + away_y * away_y < reach * reach:
                gy = oy - ny if oy >= ny else (oy + ny if oy < 0 else oy)
                found = gather_row(first, ((oz - layers * nz) * ny + gy) * nx, nx, low, up, near, found)
    return found


@kernel
def list_chunk(
    spheres: Spheres, pairs: Pairs, cells: Cells, chunk: int, height: float, skin: float, bench: Bench
) -> int:
    """Lists the pairs a chunk keeps; returns by how many entries its stretch is too short.

    A particle keeps those with partners of higher rank, and looks no farther than the largest of them can be
    felt: with ranks falling with size, small ones search few cells although large ones exist.
    """
    chunks = spheres.bounds.shape[0] - 1
    stretch = pairs.first.shape[0] // chunks
    used, last = chunk * stretch, (chunk + 1) * stretch
    missing = 0
    for i in range(spheres.bounds[chunk], spheres.bounds[chunk + 1]):
        count = gather_around(
            spheres.place,
            cells.counts,
            cells.first,
            i,
            spheres.span[i] + skin,
            height,
            bench.frame,
            bench.near,
        )
        if used + count >= last:
            missing += count
            continue
        partners = near_partners(
            spheres.place, spheres.rank, i, skin, bench.near, count, bench.frame, bench.on, pairs.second, used
        )
        pairs.begin[i], pairs.end[i] = used, used + partners
        for k in range(used, used + partners):
            pairs.first[k] = i
            pairs.stamp[k] = -1
        used += partners
    return missing


@kernel
def carry_memory(spheres: Spheres, old: Pairs, pairs: Pairs, chunk: int, now: int) -> None:
    """Copies the memories of the contacts that touched in the last step, `now` of the old list."""
    for i in range(spheres.bounds[chunk], spheres.bounds[chunk + 1]):
        before = old.seat[pairs.user[i]]
        for past in range(old.begin[before], old.end[before]):
            if old.stamp[past] != now:
                continue
            j = pairs.seat[old.user[old.second[past]]]
            for k in range(pairs.begin[i], pairs.end[i]):
                if pairs.second[k] == j:
                    pairs.stamp[k] = 0
                    for entry in range(4):
                        pairs.memory[k, entry] = old.memory[past, entry]
                    break


@inlined
def owner_of(bounds: Ints, j: int) -> int:
    """Chunk that holds particle j."""
    chunk = 0
    while bounds[chunk + 1] <= j:
        chunk += 1
    return chunk


@kernel
def share_out(spheres: Spheres, pairs: Pairs, chunk: int, bench: Bench) -> None:
    """Gives every pair of a chunk the row of `push` that collects what its partner feels.

    Partners in the chunk have their own; for others' particles the chunk has rows behind, those of one owner
    together, so that the owners can collect them without waiting for each other.
    """
    bounds, mark = spheres.bounds, bench.mark
    chunks, count = bounds.shape[0] - 1, spheres.place.shape[0]
    begin, end = bounds[chunk], bounds[chunk + 1]
    shares, owner = spheres.shares[chunk], spheres.owner[chunk]
    first, last = pairs.begin[begin], pairs.end[end - 1]
    for other in range(chunks + 1):
        shares[other] = 0
    found = 0
    for k in range(first, last):
        j = pairs.second[k]
        if (j < begin or j >= end) and mark[j] < 0:
            mark[j] = found
            bench.near[found] = j
            found += 1
            shares[owner_of(bounds, j) + 1] += 1
    for other in range(chunks):
        shares[other + 1] += shares[other]
    for slot in range(found - 1, -1, -1):
        j = bench.near[slot]
        other = owner_of(bounds, j)
        shares[other + 1] -= 1
        mark[j] = shares[other + 1]
        owner[mark[j]] = j
    for other in range(chunks):  # each end has moved to its start
        shares[other] = shares[other + 1]
    shares[chunks] = found
    for k in range(first, last):
        j = pairs.second[k]
        inside = j >= begin and j < end
        pairs.target[k] = j if inside else (1 + chunk) * count + mark[j]
    for slot in range(found):
        mark[owner[slot]] = -1


@kernel
def share_all_out(spheres: Spheres, pairs: Pairs, bench: Bench) -> None:
    """Does `share_out` for every chunk, after a list has been read back."""
    for chunk in range(spheres.bounds.shape[0] - 1):
        share_out(spheres, pairs, chunk, bench)
