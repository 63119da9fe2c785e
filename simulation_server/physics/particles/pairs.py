"""Forces between particles: contacts of both laws, attraction of coarse grains."""

import math

import numpy as np
from numpy.typing import NDArray

from .bodies import Bodies, Neighbours
from .coarse_contact import attraction, coarse_contact
from .coarse_grain import CONTACT
from .compiling import kernel
from .contact import contact_force, forget
from .frame import nearest_image

Floats = NDArray[np.float64]


@kernel
def pair_forces(
    bodies: Bodies, near: Neighbours, table: Floats, frame: Floats, coarse: bool, stress: Floats, dt: float
) -> None:
    """Adds the forces and torques of all listed pairs and their part of the virial; parted pairs forget.

    stress (3, 3): sum of branch vector times force, pg um2/us2.
    """
    rows, velocity, spin = bodies.rows, bodies.velocity, bodies.spin
    force, torque = bodies.force, bodies.torque
    for i in range(rows.shape[0]):
        xi, yi, zi = rows[i, 0], rows[i, 1], rows[i, 2]
        ri = bodies.lengths[i, CONTACT]
        fx, fy, fz = 0.0, 0.0, 0.0
        mx, my, mz = 0.0, 0.0, 0.0
        for k in range(near.start[i], near.start[i + 1]):
            j = near.partner[k]
            dx, dy, dz, lag = nearest_image(xi - rows[j, 0], yi - rows[j, 1], zi - rows[j, 2], frame)
            square = dx * dx + dy * dy + dz * dz
            rj = bodies.lengths[j, CONTACT]
            touching = square < (ri + rj) ** 2 and square > 0.0
            if not touching:
                forget(near.memory, k)
                if not coarse or square > (bodies.reach[i] + bodies.reach[j]) ** 2:
                    continue
            distance = math.sqrt(square)
            nx, ny, nz = dx / distance, dy / distance, dz / distance
            px, py, pz = 0.0, 0.0, 0.0
            if touching:
                delta = ri + rj - distance
                shrink = 0.0 if coarse else 0.5 * delta
                arm_i, arm_j = ri - shrink, rj - shrink
                wx = arm_i * spin[i, 0] + arm_j * spin[j, 0]
                wy = arm_i * spin[i, 1] + arm_j * spin[j, 1]
                wz = arm_i * spin[i, 2] + arm_j * spin[j, 2]
                vx = velocity[i, 0] - velocity[j, 0] - lag - (wy * nz - wz * ny)
                vy = velocity[i, 1] - velocity[j, 1] - (wz * nx - wx * nz)
                vz = velocity[i, 2] - velocity[j, 2] - (wx * ny - wy * nx)
                r_eff = ri * rj / (ri + rj)
                m_eff = bodies.mass[i] * bodies.mass[j] / (bodies.mass[i] + bodies.mass[j])
                pair = (bodies.kind[i], bodies.kind[j])
                if coarse:
                    fn, (tx, ty, tz) = coarse_contact(
                        (nx, ny, nz), delta, r_eff, m_eff, (vx, vy, vz), near.memory, k, table, pair, dt
                    )
                else:
                    fn, (tx, ty, tz) = contact_force(
                        (nx, ny, nz), delta, r_eff, m_eff, (vx, vy, vz), near.memory, k, table, pair, dt
                    )
                bodies.peak[i] = max(bodies.peak[i], fn)
                bodies.peak[j] = max(bodies.peak[j], fn)
                px, py, pz = fn * nx + tx, fn * ny + ty, fn * nz + tz
                qx, qy, qz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
                mx, my, mz = mx - arm_i * qx, my - arm_i * qy, mz - arm_i * qz
                torque[j, 0] -= arm_j * qx
                torque[j, 1] -= arm_j * qy
                torque[j, 2] -= arm_j * qz
            if coarse:
                fn = attraction(bodies, i, j, distance, table)
                px, py, pz = px + fn * nx, py + fn * ny, pz + fn * nz
            fx, fy, fz = fx + px, fy + py, fz + pz
            force[j, 0] -= px
            force[j, 1] -= py
            force[j, 2] -= pz
            stress[0, 0] += dx * px
            stress[0, 1] += dx * py
            stress[0, 2] += dx * pz
            stress[1, 0] += dy * px
            stress[1, 1] += dy * py
            stress[1, 2] += dy * pz
            stress[2, 0] += dz * px
            stress[2, 1] += dz * py
            stress[2, 2] += dz * pz
        force[i, 0] += fx
        force[i, 1] += fy
        force[i, 2] += fz
        torque[i, 0] += mx
        torque[i, 1] += my
        torque[i, 2] += mz
