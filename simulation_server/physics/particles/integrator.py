"""Time stepping: leapfrog of translation and spin, rebuilding the neighbour list when due."""

import math

import numpy as np
from numpy.typing import NDArray

from .bodies import Bodies, Neighbours, Walls
from .compiling import kernel
from .neighbours import build
from .pairs import pair_forces
from .walls import move_plane, wall_forces

DONE, LIST_FULL, EXPLODED = range(3)
"""How `advance` ended."""


@kernel
def kick_and_drift(bodies: Bodies, near: Neighbours, drag: float, spin_drag: float, dt: float) -> float:
    """One leapfrog step; returns the largest squared distance since the list was built, or -1 on explosion.

    drag, spin_drag: rates (1/us) at which translation and spin are slowed. A particle that would move by more
    than half its radius in one step, or whose velocity is not a number, is an explosion.
    """
    rows, velocity, spin = bodies.rows, bodies.velocity, bodies.spin
    slowed, spin_slowed = 1.0 / (1.0 + drag * dt), 1.0 / (1.0 + spin_drag * dt)
    farthest = 0.0
    for i in range(rows.shape[0]):
        radius = rows[i, 3]
        per_mass = dt / bodies.mass[i]
        per_inertia = per_mass / (0.4 * radius * radius)
        moved, step = 0.0, 0.0
        for axis in range(3):
            velocity[i, axis] = (velocity[i, axis] + bodies.force[i, axis] * per_mass) * slowed
            spin[i, axis] = (spin[i, axis] + bodies.torque[i, axis] * per_inertia) * spin_slowed
            bodies.force[i, axis] = 0.0
            bodies.torque[i, axis] = 0.0
            shift = velocity[i, axis] * dt
            step += shift * shift
            rows[i, axis] += shift
            moved += (rows[i, axis] - near.reference[i, axis]) ** 2
        if not step < 0.25 * radius * radius:
            return -1.0
        farthest = max(farthest, moved)
    return farthest


@kernel
def advance(
    bodies: Bodies,
    near: Neighbours,
    walls: Walls,
    table: NDArray[np.float64],
    box: NDArray[np.float64],
    grid: NDArray[np.int64],
    height: float,
    skin: float,
    drag: float,
    spin_drag: float,
    dt: float,
    steps: int,
) -> tuple[int, int]:
    """Takes up to `steps` steps; returns how it ended and how many were taken.

    A list that is out of date (reference is NaN) is built before the forces; where it has no room nothing is
    lost: the caller makes room and calls again.
    """
    stale = math.isnan(near.reference[0, 0])
    for step in range(steps):
        if stale and not build(bodies, near, box, grid, height, skin):
            near.reference[0, 0] = np.nan
            return LIST_FULL, step
        pair_forces(bodies, near, table, box, dt)
        wall_forces(bodies, walls, table, box, dt)
        farthest = kick_and_drift(bodies, near, drag, spin_drag, dt)
        if farthest < 0.0:
            return EXPLODED, step
        move_plane(walls.plane, dt)
        stale = farthest > 0.25 * skin * skin
    if stale:
        near.reference[0, 0] = np.nan
    return DONE, steps
