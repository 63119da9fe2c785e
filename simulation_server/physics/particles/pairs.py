"""Forces between particles that touch."""

import math

import numpy as np
from numpy.typing import NDArray

from .bodies import Bodies, Neighbours
from .compiling import kernel
from .contact import contact_force, forget


@kernel
def pair_forces(
    bodies: Bodies, near: Neighbours, table: NDArray[np.float64], box: NDArray[np.float64], dt: float
) -> None:
    """Adds the contact forces and torques of all listed pairs; parted pairs forget."""
    rows, velocity, spin = bodies.rows, bodies.velocity, bodies.spin
    force, torque = bodies.force, bodies.torque
    half_x, half_y = 0.5 * box[0], 0.5 * box[1]
    for i in range(rows.shape[0]):
        xi, yi, zi, ri = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]
        fx, fy, fz = 0.0, 0.0, 0.0
        mx, my, mz = 0.0, 0.0, 0.0
        for k in range(near.start[i], near.start[i + 1]):
            j = near.partner[k]
            dx, dy, dz = xi - rows[j, 0], yi - rows[j, 1], zi - rows[j, 2]
            if dx > half_x:
                dx -= box[0]
            elif dx < -half_x:
                dx += box[0]
            if dy > half_y:
                dy -= box[1]
            elif dy < -half_y:
                dy += box[1]
            rj = rows[j, 3]
            square = dx * dx + dy * dy + dz * dz
            if square >= (ri + rj) ** 2 or square == 0.0:
                forget(near.memory, k)
                continue
            distance = math.sqrt(square)
            nx, ny, nz = dx / distance, dy / distance, dz / distance
            delta = ri + rj - distance
            arm_i, arm_j = ri - 0.5 * delta, rj - 0.5 * delta
            wx = arm_i * spin[i, 0] + arm_j * spin[j, 0]
            wy = arm_i * spin[i, 1] + arm_j * spin[j, 1]
            wz = arm_i * spin[i, 2] + arm_j * spin[j, 2]
            vx = velocity[i, 0] - velocity[j, 0] - (wy * nz - wz * ny)
            vy = velocity[i, 1] - velocity[j, 1] - (wz * nx - wx * nz)
            vz = velocity[i, 2] - velocity[j, 2] - (wx * ny - wy * nx)
            fn, (tx, ty, tz) = contact_force(
                (nx, ny, nz),
                delta,
                ri * rj / (ri + rj),
                bodies.mass[i] * bodies.mass[j] / (bodies.mass[i] + bodies.mass[j]),
                (vx, vy, vz),
                near.memory,
                k,
                table,
                (bodies.kind[i], bodies.kind[j]),
                dt,
            )
            px, py, pz = fn * nx + tx, fn * ny + ty, fn * nz + tz
            fx, fy, fz = fx + px, fy + py, fz + pz
            force[j, 0] -= px
            force[j, 1] -= py
            force[j, 2] -= pz
            qx, qy, qz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
            mx, my, mz = mx - arm_i * qx, my - arm_i * qy, mz - arm_i * qz
            torque[j, 0] -= arm_j * qx
            torque[j, 1] -= arm_j * qy
            torque[j, 2] -= arm_j * qz
        force[i, 0] += fx
        force[i, 1] += fy
        force[i, 2] += fz
        torque[i, 0] += mx
        torque[i, 1] += my
        torque[i, 2] += mz
