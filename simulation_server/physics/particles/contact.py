"""The contact law: Hertz normal force with yield, Mindlin friction with history, cohesion."""

import math

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .material import COHESION, DAMPING, E_STAR, FRICTION, G_STAR, HARDNESS

Vector = tuple[float, float, float]

FLAT = 3
"""Entry of a contact's memory behind its tangential spring (0, 1, 2): the overlap that stays after yield."""


@kernel
def repulsive_force(
    delta: float, flat: float, r_eff: float, table: NDArray[np.float64], pair: tuple[int, int]
) -> float:
    """Hertz repulsion `4/3 E* sqrt(R*) (delta - flat)^(3/2)` (pg um/us2 = kPa um2)."""
    elastic = max(delta - flat, 0.0)
    return 4.0 / 3.0 * table[pair[0], pair[1], E_STAR] * math.sqrt(r_eff * elastic) * elastic


@kernel
def yield_overlap(load: float) -> float:
    """Elastic overlap whose Hertz force is `load` times the contact's spring: `load^(2/3)`."""
    return math.exp(2.0 / 3.0 * math.log(load))


@kernel
def cohesive_force(delta: float, r_eff: float, table: NDArray[np.float64], pair: tuple[int, int]) -> float:
    """Attraction: cohesion energy density times the contact area `pi R* delta` (simplified JKR).

    A flattened contact keeps its area, so pressing makes the bond stronger (Luding 2008).
    """
    return table[pair[0], pair[1], COHESION] * math.pi * r_eff * delta


@kernel
def forget(memory: NDArray[np.float64], slot: int) -> None:
    """Clears the memory (m, 4) of a contact that has parted."""
    memory[slot, 0] = memory[slot, 1] = memory[slot, 2] = memory[slot, 3] = 0.0


@kernel
def contact_force(
    normal: Vector,
    delta: float,
    r_eff: float,
    m_eff: float,
    velocity: Vector,
    memory: NDArray[np.float64],
    slot: int,
    table: NDArray[np.float64],
    pair: tuple[int, int],
    dt: float,
) -> tuple[float, Vector]:
    """Force on the first body: its normal component along `normal`, and the tangential vector.

    normal: from the second body to the first. delta: overlap (um). velocity: of the first relative to the
    second at the contact. memory (m, 4): tangential displacement since touching and permanent overlap,
    advanced in place at `slot`. pair: the kinds in contact, for the table. (Whole arrays and indices, as
    views cost more than the law.)

    Normal: Hertz, damped after Tsuji et al. (1992) and Antypov and Elliott (2011). The repulsion cannot
    exceed hardness times the contact area `pi R* delta`: what does yields at once and the contact stays
    flat by so much (rigid-plastic flow at a hardness, Tabor's reading of the indentation test; unloading
    is Hertz again, so that loading and unloading differ as in Walton and Braun 1986). Tangential: spring
    `8 G* sqrt(R* delta)` (Mindlin 1949) with its share of damping; where it exceeds friction times the
    repulsion the contact slides and the spring is cut back. The limit takes the repulsion alone, so that
    a contact pressed together by its own cohesion resists sliding (Thornton 1991).
    """
    nx, ny, nz = normal
    vx, vy, vz = velocity
    vn = vx * nx + vy * ny + vz * nz
    root_r = math.sqrt(r_eff)
    spring = 4.0 / 3.0 * table[pair[0], pair[1], E_STAR] * root_r  # of the Hertz force
    most = table[pair[0], pair[1], HARDNESS] * math.pi * r_eff * delta
    elastic = max(delta - memory[slot, FLAT], 0.0)
    root = math.sqrt(elastic)
    repulsion = spring * root * elastic
    if repulsion > most:
        repulsion = most
        elastic = yield_overlap(most / spring)
        root = math.sqrt(elastic)
        memory[slot, FLAT] = delta - elastic
    damping = table[pair[0], pair[1], DAMPING] * math.sqrt(spring * m_eff * root)
    fn = repulsion - cohesive_force(delta, r_eff, table, pair) - damping * vn

    # the tangent plane has turned with the pair: turn the spring with it
    along = memory[slot, 0] * nx + memory[slot, 1] * ny + memory[slot, 2] * nz
    before = memory[slot, 0] ** 2 + memory[slot, 1] ** 2 + memory[slot, 2] ** 2
    sx, sy, sz = memory[slot, 0] - along * nx, memory[slot, 1] - along * ny, memory[slot, 2] - along * nz
    after = sx * sx + sy * sy + sz * sz
    if after > 0.0:
        turn = math.sqrt(before / after)
        sx, sy, sz = sx * turn, sy * turn, sz * turn
    tx, ty, tz = vx - vn * nx, vy - vn * ny, vz - vn * nz
    sx, sy, sz = sx + tx * dt, sy + ty * dt, sz + tz * dt

    stiffness = 8.0 * table[pair[0], pair[1], G_STAR] * root_r * math.sqrt(delta)
    drag = table[pair[0], pair[1], DAMPING] * math.sqrt(2.0 / 3.0 * stiffness * m_eff)
    fx, fy, fz = -stiffness * sx - drag * tx, -stiffness * sy - drag * ty, -stiffness * sz - drag * tz
    force = math.sqrt(fx * fx + fy * fy + fz * fz)
    limit = table[pair[0], pair[1], FRICTION] * repulsion
    if force > limit:
        cut = limit / force
        fx, fy, fz = fx * cut, fy * cut, fz * cut
        sx, sy, sz = (
            -(fx + drag * tx) / stiffness,
            -(fy + drag * ty) / stiffness,
            -(fz + drag * tz) / stiffness,
        )
    memory[slot, 0], memory[slot, 1], memory[slot, 2] = sx, sy, sz
    return fn, (fx, fy, fz)
