"""The bottom at z = 0, the moving plane above, and the servo that holds its pressure."""

import numpy as np
from numpy.typing import NDArray

from .bodies import BAND, HEIGHT, LIMIT, MEMORY, PRESSURE, SMOOTH, SPEED, TARGET, Bodies, Walls
from .coarse_contact import coarse_contact
from .coarse_grain import CONTACT
from .compiling import kernel
from .contact import contact_force, forget


@kernel
def wall_forces(
    bodies: Bodies,
    walls: Walls,
    table: NDArray[np.float64],
    area: float,
    coarse: bool,
    stress: NDArray[np.float64],
    dt: float,
) -> None:
    """Adds the contact forces of both walls and their part of the virial; notes the plane's pressure (kPa)."""
    rows, velocity, spin = bodies.rows, bodies.velocity, bodies.spin
    on_plane = 0.0
    for i in range(rows.shape[0]):
        radius = bodies.lengths[i, CONTACT]
        for wall in range(2):
            if wall == 0:
                nz, delta, speed = 1.0, radius - rows[i, 2], 0.0
            else:
                nz, delta, speed = -1.0, radius - (walls.plane[HEIGHT] - rows[i, 2]), walls.plane[SPEED]
            slot = wall * rows.shape[0] + i
            if delta <= 0.0:
                forget(walls.memory, slot)
                continue
            arm = radius if coarse else radius - delta
            vx = velocity[i, 0] - arm * spin[i, 1] * nz
            vy = velocity[i, 1] + arm * spin[i, 0] * nz
            pair = (bodies.kind[i], walls.kind[wall])
            normal, slip = (0.0, 0.0, nz), (vx, vy, velocity[i, 2] - speed)
            if coarse:
                fn, (tx, ty, tz) = coarse_contact(
                    normal, delta, radius, bodies.mass[i], slip, walls.memory, slot, table, pair, dt
                )
            else:
                fn, (tx, ty, tz) = contact_force(
                    normal, delta, radius, bodies.mass[i], slip, walls.memory, slot, table, pair, dt
                )
            bodies.peak[i] = max(bodies.peak[i], fn)
            stress[2, 0] += (radius - delta) * nz * tx
            stress[2, 1] += (radius - delta) * nz * ty
            stress[2, 2] += (radius - delta) * nz * (fn * nz + tz)
            bodies.force[i, 0] += tx
            bodies.force[i, 1] += ty
            bodies.force[i, 2] += fn * nz + tz
            bodies.torque[i, 0] += arm * nz * ty
            bodies.torque[i, 1] -= arm * nz * tx
            if wall == 1:
                on_plane += fn
    walls.plane[PRESSURE] = on_plane / area


@kernel
def move_plane(plane: NDArray[np.float64], dt: float) -> None:
    """Moves the plane towards its target pressure at a speed in proportion to what is missing.

    The speed is cut at `LIMIT`; within `BAND` of the target the plane slows.
    """
    plane[SMOOTH] += min(dt / plane[MEMORY], 1.0) * (plane[PRESSURE] - plane[SMOOTH])
    missing = (plane[TARGET] - plane[SMOOTH]) / plane[BAND]
    plane[SPEED] = -plane[LIMIT] * min(max(missing, -1.0), 1.0)
    plane[HEIGHT] += plane[SPEED] * dt
