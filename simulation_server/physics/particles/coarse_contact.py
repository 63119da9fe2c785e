"""The laws between coarse grains: shifted-force Lennard-Jones and a granular contact with history."""

from .compiling import inlined
from .contact import Law, Response, Vector
from .lanes import root


@inlined
def attraction(square: float, depth: float, sigma: float, cutoff: float) -> float:
    """Lennard-Jones force over the distance, shifted to end at the cutoff; positive is repulsion.

    square: of the distance. `F = 24 eps/r (2 (s/r)^12 - (s/r)^6) - the same at the cutoff`, LAMMPS'
    `lj/smooth/linear` (Toxvaerd and Dyre 2011).
    """
    inverse, end = 1.0 / square, 1.0 / (cutoff * cutoff)
    here = sigma * sigma * inverse
    here *= here * here
    last = sigma * sigma * end
    last *= last * last
    force = here * (2.0 * here - 1.0) * inverse - last * (2.0 * last - 1.0) * root(end * inverse)
    return 24.0 * depth * force if square < cutoff * cutoff else 0.0


@inlined
def coarse_law(
    normal: Vector,
    delta: float,
    r_eff: float,
    m_eff: float,
    velocity: Vector,
    spring: Vector,
    law: Law,
    dt: float,
) -> Response:
    """Contact force on the first body, as contact.solid_law gives it; law: a row of the coarse table.

    `Fn = sqrt(R* delta) (Kn delta - m_eff gamma_n vn)`, `Ft = -sqrt(R* delta) (Kt s + m_eff gamma_t vt)`, cut
    back with its spring s to friction times |Fn| (Brilliantov et al. 1996, Silbert et al. 2001).
    """
    nx, ny, nz = normal
    vx, vy, vz = velocity
    sx, sy, sz = spring
    _, kn, kt, gamma_n, gamma_t, sliding, _ = law
    vn = vx * nx + vy * ny + vz * nz
    bend = root(r_eff * delta)
    fn = bend * (kn * delta - m_eff * gamma_n * vn)
    tx, ty, tz = vx - vn * nx, vy - vn * ny, vz - vn * nz
    sx, sy, sz = sx + tx * dt, sy + ty * dt, sz + tz * dt
    along = sx * nx + sy * ny + sz * nz
    sx, sy, sz = sx - along * nx, sy - along * ny, sz - along * nz
    drag = m_eff * gamma_t
    ux, uy, uz = kt * sx + drag * tx, kt * sy + drag * ty, kt * sz + drag * tz
    force, limit = bend * root(ux * ux + uy * uy + uz * uz), sliding * abs(fn)
    cut = limit / force if force > limit else 1.0
    pull, soft = -bend * cut, 1.0 / kt if kt > 0.0 else 0.0
    sx, sy, sz = (cut * ux - drag * tx) * soft, (cut * uy - drag * ty) * soft, (cut * uz - drag * tz) * soft
    return fn, pull * ux, pull * uy, pull * uz, sx, sy, sz, 0.0


@inlined
def coarse_static(delta: float, r_eff: float, law: Law) -> tuple[float, float, float]:
    """Repulsion of a contact at rest, no attraction, and the energy in its spring."""
    repulsion = law[1] * root(r_eff * delta) * delta
    return repulsion, 0.0, 0.4 * repulsion * delta
