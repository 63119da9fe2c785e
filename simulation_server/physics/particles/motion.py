"""Moves a chunk of particles: collects what others do to them, kicks and drifts."""

from .bodies import LZ, RATE, Floats
from .compiling import kernel
from .crew import CULPRIT, FARTHEST
from .spheres import MASS, PEAK, RADIUS, Spheres


@kernel
def collect(spheres: Spheres, chunk: int) -> None:
    """Adds what other chunks do to the particles of this one, and clears it there."""
    push, count = spheres.push, spheres.place.shape[0]
    for other in range(spheres.bounds.shape[0] - 1):
        for slot in range(spheres.shares[other, chunk], spheres.shares[other, chunk + 1]):
            i, row = spheres.owner[other, slot], (1 + other) * count + slot
            push[i, PEAK] = max(push[i, PEAK], push[row, PEAK])
            push[row, PEAK] = 0.0
            for axis in range(3):
                push[i, axis] += push[row, axis]
                push[i, 4 + axis] += push[row, 4 + axis]
                push[row, axis] = 0.0
                push[row, 4 + axis] = 0.0


@kernel
def kick_and_drift(
    spheres: Spheres,
    chunk: int,
    frame: Floats,
    stretch: float,
    drag: float,
    spin_drag: float,
    dt: float,
    sums: Floats,
) -> None:
    """One leapfrog step of a chunk; notes how far its particles have come since the list was built.

    drag, spin_drag: rates (1/us) at which translation, relative to the mean flow, and spin are slowed.
    stretch: relative growth of the height. A particle that would move by more than half its radius in one
    step, or whose velocity is not a number, is an explosion.
    """
    place, motion, push, home = spheres.place, spheres.motion, spheres.push, spheres.home
    slowed, spin_slowed = 1.0 / (1.0 + drag * dt), 1.0 / (1.0 + spin_drag * dt)
    middle, rate = 0.5 * frame[LZ], frame[RATE]
    grown = 1.0 + stretch
    farthest, culprit = 0.0, 0
    for i in range(spheres.bounds[chunk], spheres.bounds[chunk + 1]):
        radius = motion[i, RADIUS]
        per_mass = dt / motion[i, MASS]
        per_inertia = per_mass / (0.4 * radius * radius)
        flow = rate * (place[i, 2] - middle)
        own = (motion[i, 0] + push[i, 0] * per_mass - flow) * slowed
        vx = own + flow
        vy = (motion[i, 1] + push[i, 1] * per_mass) * slowed
        vz = (motion[i, 2] + push[i, 2] * per_mass) * slowed
        motion[i, 0], motion[i, 1], motion[i, 2] = vx, vy, vz
        for axis in range(4, 7):
            motion[i, axis] = (motion[i, axis] + push[i, axis] * per_inertia) * spin_slowed
            push[i, axis - 4] = 0.0
            push[i, axis] = 0.0
        place[i, 0] += vx * dt
        place[i, 1] += vy * dt
        place[i, 2] = (place[i, 2] + vz * dt) * grown
        home[i, 0] += flow * dt
        home[i, 2] *= grown
        dx, dy, dz = place[i, 0] - home[i, 0], place[i, 1] - home[i, 1], place[i, 2] - home[i, 2]
        farthest = max(farthest, dx * dx + dy * dy + dz * dz)
        if not (own * own + vy * vy + vz * vz) * dt * dt < 0.25 * radius * radius:
            culprit = 1 + i
    sums[FARTHEST], sums[CULPRIT] = farthest, culprit


@kernel
def kinetic_stress(spheres: Spheres, chunk: int, frame: Floats, sums: Floats) -> None:
    """Notes `sum(m c c)` of a chunk, c being the velocity relative to the mean flow."""
    xx, xy, xz, yy, yz, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(spheres.bounds[chunk], spheres.bounds[chunk + 1]):
        mass = spheres.motion[i, MASS]
        vx = spheres.motion[i, 0] - frame[RATE] * (spheres.place[i, 2] - 0.5 * frame[LZ])
        vy, vz = spheres.motion[i, 1], spheres.motion[i, 2]
        xx, xy, xz = xx + mass * vx * vx, xy + mass * vx * vy, xz + mass * vx * vz
        yy, yz, zz = yy + mass * vy * vy, yz + mass * vy * vz, zz + mass * vz * vz
    sums[9], sums[10], sums[11], sums[12], sums[13], sums[14] = xx, xy, xz, yy, yz, zz
