"""What is measured on a particle system: stress, energy, overlap."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bodies import HEIGHT, Bodies, Floats, Neighbours, Walls
from .compiling import kernel
from .contact import FLAT, cohesive_force, repulsive_force


class Reading(NamedTuple):
    """Pressure each particle carries, energies, and the state of the contacts."""

    pressure_kpa: Floats  # (n,) compression positive
    kinetic: float  # pg um2/us2
    elastic: float
    largest_overlap: float  # of a contact, over the smaller radius
    contacts: int


@kernel
def read(
    bodies: Bodies,
    near: Neighbours,
    walls: Walls,
    table: NDArray[np.float64],
    frame: NDArray[np.float64],
    coarse: bool,
    pressure: NDArray[np.float64],
) -> tuple[float, float, float, int]:
    """Fills `pressure` (n,) with `1/(3V) sum(arm F)`, the trace of the particle's mean stress.

    Returns kinetic and elastic energy, the largest overlap over the smaller radius, and the number of
    contacts.
    """
    rows = bodies.rows
    pressure[:] = 0.0
    kinetic, elastic, overlap, contacts = 0.0, 0.0, 0.0, 0
    for i in range(rows.shape[0]):
        ri = rows[i, 3]
        for axis in range(3):
            kinetic += 0.5 * bodies.mass[i] * bodies.velocity[i, axis] ** 2
            kinetic += 0.2 * bodies.mass[i] * (ri * bodies.spin[i, axis]) ** 2
        for k in range(near.start[i], near.start[i + 1]):
            j = near.partner[k]
            rj = rows[j, 3]
            square = 0.0
            for axis in range(3):
                d = rows[i, axis] - rows[j, axis]
                if axis < 2:
                    d -= box[axis] * math.floor(d / box[axis] + 0.5)
                square += d * d
            delta = ri + rj - math.sqrt(square)
            if delta <= 0.0:
                continue
            pair = bodies.kind[i], bodies.kind[j]
            r_eff = ri * rj / (ri + rj)
            flat = near.memory[k, FLAT]
            repulsion = repulsive_force(delta, flat, r_eff, table, pair)
            fn = repulsion - cohesive_force(delta, r_eff, table, pair)
            pressure[i] += fn * (ri - 0.5 * delta)
            pressure[j] += fn * (rj - 0.5 * delta)
            elastic += 0.4 * repulsion * (delta - flat)
            overlap = max(overlap, delta / min(ri, rj))
            contacts += 1
        for wall in range(2):
            delta = ri - rows[i, 2] if wall == 0 else ri - (walls.plane[HEIGHT] - rows[i, 2])
            if delta <= 0.0:
                continue
            pair = bodies.kind[i], walls.kind[wall]
            flat = walls.memory[wall * rows.shape[0] + i, FLAT]
            repulsion = repulsive_force(delta, flat, ri, table, pair)
            pressure[i] += (repulsion - cohesive_force(delta, ri, table, pair)) * (ri - delta)
            elastic += 0.4 * repulsion * (delta - flat)
            overlap = max(overlap, delta / ri)
            contacts += 1
    for i in range(rows.shape[0]):
        pressure[i] /= 4.0 * math.pi * rows[i, 3] ** 3
    return kinetic, elastic, overlap, contacts
