"""The bottom at z = 0, the moving plane above, and the servo that holds its pressure."""

from .bodies import BAND, HEIGHT, LIMIT, MEMORY, PRESSURE, SMOOTH, SPEED, TARGET, Floats, Ints
from .coarse_contact import coarse_law
from .compiling import inlined, kernel
from .contact import solid_law
from .crew import PRESSED
from .forces import law_between
from .pairs import DEEPEST
from .spheres import MASS, PEAK, RADIUS, Spheres


@inlined
def push_from_wall(
    spheres: Spheres,
    i: int,
    up: float,
    delta: float,
    speed: float,
    other: int,
    at: int,
    table: Floats,
    coarse: bool,
    dt: float,
    sums: Floats,
) -> float:
    """Adds the contact of particle i with a wall whose normal is `up` (1 or -1); returns the normal force.

    other: the wall's kind. at: where its memory begins in Spheres.wall.
    """
    motion, push, wall = spheres.motion, spheres.push, spheres.wall
    if delta <= 0.0:
        for entry in range(4):
            wall[i, at + entry] = 0.0
        return 0.0
    radius, mass = motion[i, RADIUS], motion[i, MASS]
    arm = radius if coarse else radius - delta
    velocity = (
        motion[i, 0] - arm * motion[i, 5] * up,
        motion[i, 1] + arm * motion[i, 4] * up,
        motion[i, 2] - speed,
    )
    normal, spring = (0.0, 0.0, up), (wall[i, at], wall[i, at + 1], wall[i, at + 2])
    law = law_between(table, spheres.kind[i], other)
    if coarse:
        fn, fx, fy, fz, sx, sy, sz, deepest = coarse_law(
            normal, delta, radius, mass, velocity, spring, law, dt
        )
    else:
        deepest = wall[i, at + DEEPEST]
        fn, fx, fy, fz, sx, sy, sz, deepest = solid_law(
            normal, delta, radius, mass, velocity, spring, deepest, law, dt
        )
    wall[i, at], wall[i, at + 1], wall[i, at + 2], wall[i, at + DEEPEST] = sx, sy, sz, deepest
    push[i, PEAK] = max(push[i, PEAK], fn)
    push[i, 0] += fx
    push[i, 1] += fy
    push[i, 2] += fn * up + fz
    push[i, 4] += arm * up * fy
    push[i, 5] -= arm * up * fx
    branch = (radius - delta) * up
    sums[6] += branch * fx
    sums[7] += branch * fy
    sums[8] += branch * (fn * up + fz)
    return fn


@kernel
def push_from_walls(
    spheres: Spheres,
    chunk: int,
    kinds: Ints,
    plane: Floats,
    table: Floats,
    coarse: bool,
    dt: float,
    sums: Floats,
) -> None:
    """Adds the contacts of a chunk with the bottom and the plane, and their part of the virial."""
    pressed = 0.0
    for i in range(spheres.bounds[chunk], spheres.bounds[chunk + 1]):
        z, radius = spheres.place[i, 2], spheres.motion[i, RADIUS]
        low, high = radius - z, radius - (plane[HEIGHT] - z)
        if (
            low > 0.0
            or spheres.wall[i, 0] != 0.0
            or spheres.wall[i, 1] != 0.0
            or spheres.wall[i, DEEPEST] != 0.0
        ):
            push_from_wall(spheres, i, 1.0, low, 0.0, kinds[0], 0, table, coarse, dt, sums)
        if (
            high > 0.0
            or spheres.wall[i, 4] != 0.0
            or spheres.wall[i, 5] != 0.0
            or spheres.wall[i, 4 + DEEPEST] != 0.0
        ):
            pressed += push_from_wall(
                spheres, i, -1.0, high, plane[SPEED], kinds[1], 4, table, coarse, dt, sums
            )
    sums[PRESSED] = pressed


@kernel
def move_plane(plane: Floats, dt: float) -> None:
    """Moves the plane towards its target pressure at a speed in proportion to what is missing.

    The speed is cut at `LIMIT`; within `BAND` of the target the plane slows.
    """
    plane[SMOOTH] += min(dt / plane[MEMORY], 1.0) * (plane[PRESSURE] - plane[SMOOTH])
    missing = (plane[TARGET] - plane[SMOOTH]) / plane[BAND]
    plane[SPEED] = -plane[LIMIT] * min(max(missing, -1.0), 1.0)
    plane[HEIGHT] += plane[SPEED] * dt
