"""What is measured on a particle system: stress, energy, overlap."""

import math
from typing import NamedTuple

from .bodies import HEIGHT, LZ, RATE, Floats
from .coarse_contact import attraction, coarse_static
from .compiling import inlined, kernel
from .contact import Law, static_force
from .forces import law_between
from .frame import box_of, nearest_image
from .integrator import NOW, TURN, System
from .pairs import DEEPEST
from .spheres import MASS, RADIUS


class Reading(NamedTuple):
    """Pressure each particle carries, energies, and the state of the contacts."""

    pressure_kpa: Floats  # (n,) compression positive
    kinetic: float  # pg um2/us2, relative to the mean flow
    elastic: float
    largest_overlap: float  # of a contact, over the smaller contact radius
    contacts: int


@inlined
def at_rest(coarse: bool, delta: float, deepest: float, r_eff: float, law: Law) -> tuple[float, float]:
    """Normal force of a contact at rest and the energy in its spring."""
    if coarse:
        repulsion, pull, stored = coarse_static(delta, r_eff, law)
    else:
        repulsion, pull, stored = static_force(delta, deepest, r_eff, law)
    return repulsion - pull, stored


@kernel
def read(system: System, coarse: bool, pressure: Floats) -> tuple[float, float, float, int]:
    """Fills `pressure` (n,) with `1/(3V) sum(arm F)`, the trace of the particle's mean stress at rest.

    Returns kinetic and elastic energy, the largest overlap over the smaller radius, and the number of
    contacts. The list must be up to date.
    """
    spheres, pairs, frame, table = (
        system.spheres,
        system.lists[system.state[TURN]],
        system.frame,
        system.table,
    )
    place, motion, grain = spheres.place, spheres.motion, spheres.grain
    box = box_of(frame)
    for who in range(pressure.shape[0]):
        pressure[who] = 0.0
    kinetic, elastic, overlap, contacts = 0.0, 0.0, 0.0, 0
    for i in range(place.shape[0]):
        ri, mass, who = motion[i, RADIUS], motion[i, MASS], pairs.user[i]
        own = motion[i, 0] - frame[RATE] * (place[i, 2] - 0.5 * frame[LZ])
        kinetic += 0.5 * mass * (own**2 + motion[i, 1] ** 2 + motion[i, 2] ** 2)
        kinetic += 0.2 * mass * ri**2 * (motion[i, 4] ** 2 + motion[i, 5] ** 2 + motion[i, 6] ** 2)
        for k in range(pairs.begin[i], pairs.end[i]):
            j = pairs.second[k]
            rj, other = motion[j, RADIUS], pairs.user[j]
            dx, dy, dz, _ = nearest_image(
                place[i, 0] - place[j, 0], place[i, 1] - place[j, 1], place[i, 2] - place[j, 2], box
            )
            square = dx * dx + dy * dy + dz * dz
            law = law_between(table, spheres.kind[i], spheres.kind[j])
            if coarse and square > 0.0:
                depth = law[0] * grain[i, 2] * grain[j, 2]
                pull = (
                    attraction(square, depth, grain[i, 0] + grain[j, 0], grain[i, 1] + grain[j, 1]) * square
                )
                pressure[who] += 0.5 * pull
                pressure[other] += 0.5 * pull
            delta = ri + rj - math.sqrt(square)
            if delta <= 0.0:
                continue
            deepest = pairs.memory[k, DEEPEST] if pairs.stamp[k] == system.state[NOW] else 0.0
            fn, stored = at_rest(coarse, delta, deepest, ri * rj / (ri + rj), law)
            pressure[who] += fn * (ri - 0.5 * delta)
            pressure[other] += fn * (rj - 0.5 * delta)
            elastic += stored
            overlap = max(overlap, delta / min(ri, rj))
            contacts += 1
        for wall in range(2):
            delta = ri - place[i, 2] if wall == 0 else ri - (system.plane[HEIGHT] - place[i, 2])
            if delta <= 0.0 or frame[LZ] > 0.0:
                continue
            law = law_between(table, spheres.kind[i], system.walls[wall])
            fn, stored = at_rest(coarse, delta, spheres.wall[i, 4 * wall + DEEPEST], ri, law)
            pressure[who] += fn * (ri - delta)
            elastic += stored
            overlap = max(overlap, delta / ri)
            contacts += 1
    for who in range(place.shape[0]):
        pressure[who] /= 4.0 * math.pi * system.bodies.rows[who, 3] ** 3
    return kinetic, elastic, overlap, contacts
