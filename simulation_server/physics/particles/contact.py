"""The contact law of solids: Hertz normal force with yield, Mindlin friction with history, cohesion."""

import math

from .compiling import inlined
from .lanes import root

Vector = tuple[float, float, float]
Law = tuple[float, float, float, float, float, float, float]
Response = tuple[float, float, float, float, float, float, float, float]


@inlined
def elastic_contact(delta: float, deepest: float, r_eff: float, law: Law) -> tuple[float, float]:
    """Spring (kPa um^(1/2)) and elastic overlap (um): the repulsion is `spring elastic^(3/2)`.

    deepest: largest overlap so far, `delta` included. A contact never pressed beyond its yield is Hertz's,
    `4/3 E* sqrt(R*)` over the whole overlap. One that yielded carried hardness times the area
    `pi R* deepest`; it is flatter than before, so that less of its overlap comes back (Thornton and Ning
    1998): `3 pi / 4 hardness / E* sqrt(R* deepest)`, what Hertz gives for that mean pressure on that area.
    The hardness grows as `1 + hardening (deepest / R*)^4`: a layer squeezed thin is held by its faces (the
    friction hill, Prandtl 1923).
    """
    modulus, hardness, hardening = law[0], law[5], law[6]
    squeeze = deepest / r_eff
    hardness *= 1.0 + hardening * squeeze * squeeze * squeeze * squeeze
    back = 0.75 * math.pi * hardness / modulus * root(r_eff * deepest)
    yielded = back < deepest
    spring = (
        hardness * math.pi * r_eff * deepest / (back * root(back))
        if yielded
        else 4.0 / 3.0 * modulus * root(r_eff)
    )
    elastic = max(delta - deepest + back, 0.0) if yielded else delta
    return spring, elastic


@inlined
def solid_law(
    normal: Vector,
    delta: float,
    r_eff: float,
    m_eff: float,
    velocity: Vector,
    spring: Vector,
    deepest: float,
    law: Law,
    dt: float,
) -> Response:
    """Force on the first body: its component along `normal`, the tangential vector; new spring and `deepest`.

    normal: from the second body to the first. delta: overlap (um), positive. velocity: of the first relative
    to the second at the contact. spring: tangential displacement since touching. deepest: largest overlap so
    far. law: a row of the pair table.

    Normal: Hertz, damped after Tsuji et al. (1992) and Antypov and Elliott (2011). The repulsion cannot
    exceed hardness times the contact area `pi R* delta` (rigid-plastic flow at a hardness, Tabor's reading of
    the indentation test); unloading follows elastic_contact, so that loading and unloading differ as in
    Walton and Braun (1986). Cohesion energy density times the same area attracts (simplified JKR), so that
    pressing makes the bond stronger (Luding 2008). Tangential: spring `8 G* sqrt(R* delta)` (Mindlin 1949)
    with its share of damping; where it exceeds friction times the repulsion the contact slides and the
    spring is cut back. The limit takes the repulsion alone, so that a contact pressed together by its own
    cohesion resists sliding (Thornton 1991).
    """
    nx, ny, nz = normal
    vx, vy, vz = velocity
    sx, sy, sz = spring
    g_star, damping, friction, cohesion = law[1], law[2], law[3], law[4]
    vn = vx * nx + vy * ny + vz * nz
    deepest = max(delta, deepest)
    stiff, elastic = elastic_contact(delta, deepest, r_eff, law)
    bend = root(elastic)
    repulsion = stiff * bend * elastic
    fn = repulsion - cohesion * math.pi * r_eff * delta - damping * root(stiff * m_eff * bend) * vn

    # the tangent plane has turned with the pair: turn the spring with it
    along = sx * nx + sy * ny + sz * nz
    before = sx * sx + sy * sy + sz * sz
    sx, sy, sz = sx - along * nx, sy - along * ny, sz - along * nz
    after = sx * sx + sy * sy + sz * sz
    turn = root(before / after) if after > 0.0 else 0.0
    tx, ty, tz = vx - vn * nx, vy - vn * ny, vz - vn * nz
    sx, sy, sz = sx * turn + tx * dt, sy * turn + ty * dt, sz * turn + tz * dt

    tangential = 8.0 * g_star * root(r_eff * delta)
    drag = damping * root(2.0 / 3.0 * tangential * m_eff)
    fx, fy, fz = -tangential * sx - drag * tx, -tangential * sy - drag * ty, -tangential * sz - drag * tz
    force, limit = root(fx * fx + fy * fy + fz * fz), friction * repulsion
    slides = force > limit
    cut = limit / force if slides else 1.0
    fx, fy, fz = fx * cut, fy * cut, fz * cut
    soft = 1.0 / tangential
    sx = -(fx + drag * tx) * soft if slides else sx
    sy = -(fy + drag * ty) * soft if slides else sy
    sz = -(fz + drag * tz) * soft if slides else sz
    return fn, fx, fy, fz, sx, sy, sz, deepest


@inlined
def static_force(delta: float, deepest: float, r_eff: float, law: Law) -> tuple[float, float, float]:
    """Repulsion of a contact at rest, its attraction, and the energy in its spring."""
    stiff, elastic = elastic_contact(delta, max(delta, deepest), r_eff, law)
    repulsion = stiff * root(elastic) * elastic
    return repulsion, law[4] * math.pi * r_eff * delta, 0.4 * repulsion * elastic
