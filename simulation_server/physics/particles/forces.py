"""Forces between the particles of a chunk and all they feel.

Each block of pairs goes through the same steps: which feel each other; what they do to each other (a loop
without branches, several pairs abreast); and, one after the other, adding it up.
"""

from .bodies import Counts, Floats
from .coarse_contact import attraction, coarse_law
from .compiling import inlined, kernel
from .contact import Law, solid_law
from .crew import BLOCK, Bench
from .frame import box_of, nearest_image
from .lanes import peek, poke, root
from .looking import near_pairs
from .pairs import DEEPEST, Pairs
from .spheres import MASS, PEAK, RADIUS, Spheres

KINDS, COLUMNS = 16, 8
"""Shape (KINDS, KINDS, COLUMNS) of the pair table as the kernels read it."""
_F, _Q, _S, _FLAT, _FN, _BITE = 0, 3, 6, 9, 10, 11
"""Columns of a contact's result: force on the keeper, normal times tangential force, new spring, largest
overlap, normal force, what the overlap takes off the arms."""


@inlined
def law_between(table: Floats, mine: int, other: int) -> Law:
    """Row of the pair table."""
    row = COLUMNS * (KINDS * mine + other)
    return (
        peek(table, row),
        peek(table, row + 1),
        peek(table, row + 2),
        peek(table, row + 3),
        peek(table, row + 4),
        peek(table, row + 5),
        peek(table, row + 6),
    )


@inlined
def contact_of(
    spheres: Spheres,
    pairs: Pairs,
    k: int,
    table: Floats,
    frame: Floats,
    coarse: bool,
    alive: int,
    dt: float,
    result: Floats,
    slot: int,
) -> None:
    """Writes what pair k does in contact to row `slot` of result."""
    place, motion = spheres.place, spheres.motion
    i, j = peek(pairs.first, k), peek(pairs.second, k)
    a, b, u, v = 4 * i, 4 * j, 8 * i, 8 * j
    dx, dy, dz, lag = nearest_image(
        peek(place, a) - peek(place, b),
        peek(place, a + 1) - peek(place, b + 1),
        peek(place, a + 2) - peek(place, b + 2),
        box_of(frame),
    )
    ri, rj = peek(motion, u + RADIUS), peek(motion, v + RADIUS)
    mi, mj = peek(motion, u + MASS), peek(motion, v + MASS)
    radii, masses, distance = ri + rj, mi + mj, root(dx * dx + dy * dy + dz * dz)
    share = 1.0 / (radii * masses * distance)  # one division for three
    inverse, r_eff, m_eff = (
        share * radii * masses,
        ri * rj * share * masses * distance,
        mi * mj * share * radii * distance,
    )
    nx, ny, nz = dx * inverse, dy * inverse, dz * inverse
    delta = max(radii - distance, 0.0)
    bite = 0.0 if coarse else 0.5 * delta
    ai, aj = ri - bite, rj - bite
    wx = ai * peek(motion, u + 4) + aj * peek(motion, v + 4)
    wy = ai * peek(motion, u + 5) + aj * peek(motion, v + 5)
    wz = ai * peek(motion, u + 6) + aj * peek(motion, v + 6)
    velocity = (
        peek(motion, u) - peek(motion, v) - lag - (wy * nz - wz * ny),
        peek(motion, u + 1) - peek(motion, v + 1) - (wz * nx - wx * nz),
        peek(motion, u + 2) - peek(motion, v + 2) - (wx * ny - wy * nx),
    )
    known = peek(pairs.stamp, k) == alive
    sx, sy, sz = peek(pairs.memory, 4 * k), peek(pairs.memory, 4 * k + 1), peek(pairs.memory, 4 * k + 2)
    spring = (sx if known else 0.0, sy if known else 0.0, sz if known else 0.0)
    law = law_between(table, peek(spheres.kind, i), peek(spheres.kind, j))
    normal = (nx, ny, nz)
    if coarse:
        fn, fx, fy, fz, sx, sy, sz, deepest = coarse_law(
            normal, delta, r_eff, m_eff, velocity, spring, law, dt
        )
    else:
        deepest = peek(pairs.memory, 4 * k + DEEPEST)
        deepest = deepest if known else 0.0
        fn, fx, fy, fz, sx, sy, sz, deepest = solid_law(
            normal, delta, r_eff, m_eff, velocity, spring, deepest, law, dt
        )
    o = 12 * slot
    poke(result, o, fn * nx + fx)
    poke(result, o + 1, fn * ny + fy)
    poke(result, o + 2, fn * nz + fz)
    poke(result, o + 3, ny * fz - nz * fy)
    poke(result, o + 4, nz * fx - nx * fz)
    poke(result, o + 5, nx * fy - ny * fx)
    poke(result, o + 6, sx)
    poke(result, o + 7, sy)
    poke(result, o + 8, sz)
    poke(result, o + 9, deepest)
    poke(result, o + 10, fn)
    poke(result, o + 11, bite)


@inlined
def solid_contacts(
    spheres: Spheres,
    pairs: Pairs,
    near: Counts,
    count: int,
    table: Floats,
    frame: Floats,
    alive: int,
    dt: float,
    result: Floats,
) -> None:
    """What the pairs near[:count] of solids do in contact."""
    for c in range(count):
        contact_of(spheres, pairs, peek(near, c), table, frame, False, alive, dt, result, c)


@inlined
def coarse_contacts(
    spheres: Spheres,
    pairs: Pairs,
    near: Counts,
    count: int,
    table: Floats,
    frame: Floats,
    alive: int,
    dt: float,
    result: Floats,
) -> None:
    """What the pairs near[:count] of coarse grains do in contact."""
    for c in range(count):
        contact_of(spheres, pairs, peek(near, c), table, frame, True, alive, dt, result, c)


@inlined
def add_contacts(spheres: Spheres, pairs: Pairs, near: Counts, count: int, result: Floats, now: int) -> None:
    """Adds forces and torques of the pairs near[:count] to both and keeps the contacts' memory."""
    push, memory = spheres.push, pairs.memory
    for c in range(count):
        k = near[c]
        i, to = pairs.first[k], pairs.target[k]
        pairs.stamp[k] = now
        for entry in range(4):
            memory[k, entry] = result[c, _S + entry]
        fn, bite = result[c, _FN], result[c, _BITE]
        ai, aj = spheres.motion[i, RADIUS] - bite, spheres.motion[pairs.second[k], RADIUS] - bite
        push[i, PEAK] = max(push[i, PEAK], fn)
        push[to, PEAK] = max(push[to, PEAK], fn)
        for axis in range(3):
            f, q = result[c, axis], result[c, _Q + axis]
            push[i, axis] += f
            push[to, axis] -= f
            push[i, 4 + axis] -= ai * q
            push[to, 4 + axis] -= aj * q


@inlined
def attractions(
    spheres: Spheres, pairs: Pairs, near: Counts, count: int, table: Floats, frame: Floats, result: Floats
) -> None:
    """Lennard-Jones forces of the pairs near[:count], and, in the fourth column, by how much they overlap."""
    place, grain = spheres.place, spheres.grain
    box = box_of(frame)
    for c in range(count):
        k = peek(near, c)
        i, j = peek(pairs.first, k), peek(pairs.second, k)
        a, b = 4 * i, 4 * j
        dx, dy, dz, _ = nearest_image(
            peek(place, a) - peek(place, b),
            peek(place, a + 1) - peek(place, b + 1),
            peek(place, a + 2) - peek(place, b + 2),
            box,
        )
        square = dx * dx + dy * dy + dz * dz
        row = COLUMNS * (KINDS * peek(spheres.kind, i) + peek(spheres.kind, j))
        depth = peek(table, row) * peek(grain, a + 2) * peek(grain, b + 2)
        force = attraction(
            square, depth, peek(grain, a) + peek(grain, b), peek(grain, a + 1) + peek(grain, b + 1)
        )
        touch = peek(spheres.motion, 8 * i + RADIUS) + peek(spheres.motion, 8 * j + RADIUS)
        o = 12 * c
        poke(result, o, force * dx)
        poke(result, o + 1, force * dy)
        poke(result, o + 2, force * dz)
        poke(result, o + 3, touch * touch - square)


@inlined
def add_attractions(
    spheres: Spheres, pairs: Pairs, near: Counts, count: int, result: Floats, touching: Counts
) -> int:
    """Adds the forces of the pairs near[:count]; gathers those in contact and returns how many there are."""
    push, found = spheres.push, 0
    for c in range(count):
        k = near[c]
        i, to = pairs.first[k], pairs.target[k]
        for axis in range(3):
            push[i, axis] += result[c, axis]
            push[to, axis] -= result[c, axis]
        touching[found] = k
        found += result[c, 3] > 0.0
    return found


@inlined
def add_virial(
    spheres: Spheres, pairs: Pairs, near: Counts, count: int, result: Floats, frame: Floats, sums: Floats
) -> None:
    """Adds branch vector times force of the pairs near[:count] to sums[:9], row by row."""
    place = spheres.place
    box = box_of(frame)
    xx, xy, xz, yx, yy, yz, zx, zy, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for c in range(count):
        i, j = 4 * peek(pairs.first, peek(near, c)), 4 * peek(pairs.second, peek(near, c))
        dx, dy, dz, _ = nearest_image(
            peek(place, i) - peek(place, j),
            peek(place, i + 1) - peek(place, j + 1),
            peek(place, i + 2) - peek(place, j + 2),
            box,
        )
        fx, fy, fz = result[c, 0], result[c, 1], result[c, 2]
        xx, xy, xz = xx + dx * fx, xy + dx * fy, xz + dx * fz
        yx, yy, yz = yx + dy * fx, yy + dy * fy, yz + dy * fz
        zx, zy, zz = zx + dz * fx, zy + dz * fy, zz + dz * fz
    sums[0] += xx
    sums[1] += xy
    sums[2] += xz
    sums[3] += yx
    sums[4] += yy
    sums[5] += yz
    sums[6] += zx
    sums[7] += zy
    sums[8] += zz


@kernel
def chunk_forces(
    spheres: Spheres,
    pairs: Pairs,
    chunk: int,
    table: Floats,
    coarse: bool,
    attracted: bool,
    measured: bool,
    now: int,
    dt: float,
    bench: Bench,
    sums: Floats,
) -> None:
    """Adds up all that the pairs of a chunk do. now: number of this step since the list was built."""
    begin, end = pairs.begin[spheres.bounds[chunk]], pairs.end[spheres.bounds[chunk + 1] - 1]
    frame, result = bench.frame, bench.result
    for entry in range(9):
        sums[entry] = 0.0
    for block in range(begin, end, BLOCK):
        near = bench.near
        count = near_pairs(spheres.place, pairs, block, min(BLOCK, end - block), frame, bench.on, near)
        if attracted:
            attractions(spheres, pairs, near, count, table, frame, result)
            if measured:
                add_virial(spheres, pairs, near, count, result, frame, sums)
            count = add_attractions(spheres, pairs, near, count, result, bench.touching)
            near = bench.touching
        if coarse:
            coarse_contacts(spheres, pairs, near, count, table, frame, now - 1, dt, result)
        else:
            solid_contacts(spheres, pairs, near, count, table, frame, now - 1, dt, result)
        if measured:
            add_virial(spheres, pairs, near, count, result, frame, sums)
        add_contacts(spheres, pairs, near, count, result, now)
