"""What bounds the particles, as LAMMPS input: foil and servo-driven plane, or a periodic box."""

from collections.abc import Iterable
from dataclasses import dataclass

from .pair_laws import PairLaws

WALL_REGIONS = """
variable height internal 0.0
variable smooth internal 0.0
variable top equal 0.0
region bottom plane 0 0 0 0 0 1
region plane plane 0 0 0 0 0 -1 move NULL NULL v_top
"""


@dataclass
class Servo:
    """How the plane is driven, and where it is; see particles.walls.move_plane."""

    height: float  # um
    smooth: float = 0.0  # kPa
    target: float = 0.0  # kPa
    band: float = 1.0  # kPa
    limit: float = 0.0  # um/us
    memory: float = 1.0  # us


def walls(laws: PairLaws, kinds: Iterable[int], bottom: int, plane: int, *, area: float, skin: float) -> str:
    """Contacts of particles of `kinds` with both walls; defines `v_now`, the plane's pressure (kPa).

    `f_plane[4]` is the force on the particle. Cohesion `k pi R (R - gap)` is added by hand, as no wall of
    LAMMPS attracts in proportion to overlap, to the particles nearer than half a skin, found anew every ten
    steps.
    """
    lines, parts = [], []
    for k in kinds:
        lines.append(f"fix bottom{k} kind{k} wall/gran/region {laws.walls[k, bottom]} region bottom contacts")
        lines.append(f"fix plane{k} kind{k} wall/gran/region {laws.walls[k, plane]} region plane contacts")
        parts.append(f"f_plane{k}[4]")
        low, high = (laws.bonds.get((k, wall), 0.0) for wall in (bottom, plane))
        if _bonded(laws, k):
            lines += [
                f"variable near{k} atom (z<c_radius+{0.5 * skin:.17g})+(v_top-z<c_radius+{0.5 * skin:.17g})",
                f"group near{k} dynamic kind{k} var near{k} every 10",
                f"variable low{k} atom -PI*{low:.17g}*c_radius*(c_radius-z)*(z<c_radius)",
                f"variable high{k} atom PI*{high:.17g}*c_radius*(c_radius-v_top+z)*(v_top-z<c_radius)",
                f"variable bond{k} atom v_low{k}+v_high{k}",
                f"fix bond{k} near{k} addforce 0.0 0.0 v_bond{k}",
                f"compute pulled{k} near{k} reduce sum v_high{k}",
            ]
            parts.append(f"c_pulled{k}")
    sums = [part for part in parts if part.startswith("f_")]
    lines.append(f"compute pressed all reduce sum {' '.join(sums)}")
    total = [f"c_pressed[{i + 1}]" for i in range(len(sums))] if len(sums) > 1 else ["c_pressed"]
    total += [part for part in parts if part.startswith("c_")]
    lines.append(f"variable now equal -({'+'.join(total)})/{area:.17g}")
    return "\n".join(lines)


def _bonded(laws: PairLaws, kind: int) -> bool:
    return any(energy > 0.0 for (k, _), energy in laws.bonds.items() if k == kind)


def servo(state: Servo, dt_us: float) -> str:
    """The plane's servo: two integrators at the end of each step, of the height and then of the pressure.

    Within a run the plane is a step ahead of `height`, so that forces see it where and as fast as it moves;
    before the first step it is at `height` (`set_top`).
    """
    return f"""
variable lag equal v_now-v_smooth
variable missing equal ({state.target:.17g}-v_smooth)/{state.band:.17g}
variable cut equal v_missing+(v_missing>1)*(1-v_missing)+(v_missing<-1)*(-1-v_missing)
variable speed equal {-state.limit:.17g}*v_cut
fix moving all controller 1 1.0 {state.limit:.17g} 0.0 0.0 v_cut 0.0 height
fix smoothing all controller 1 1.0 {-min(dt_us / state.memory, 1.0) / dt_us:.17g} 0.0 0.0 v_lag 0.0 smooth"""


def set_plane(state: Servo) -> str:
    """Where the plane is; before `servo`, whose fixes start from there."""
    return f"variable height internal {state.height:.17g}\nvariable smooth internal {state.smooth:.17g}"


def set_top(step: int, dt_us: float, *, back: float = 0.0) -> str:
    """What the wall is told: `height` in the evaluation before a run's first step, a step ahead within it.

    back: um by which it is to seem lower than that, see Simulation.run.
    """
    return f"variable top equal v_height-({back:.17g})+(step>{step})*v_speed*{dt_us:.17g}"


def smoothing(state: Servo, dt_us: float) -> str:
    """Defines `v_now` as P_zz of the periodic box and smooths it."""
    return f"""
variable now equal v_p3
variable lag equal v_now-v_smooth
variable speed equal 0.0
fix smoothing all controller 1 1.0 {-min(dt_us / state.memory, 1.0) / dt_us:.17g} 0.0 0.0 v_lag 0.0 smooth"""


def deformation(shear_rate: float, target_kpa: float, rate: float, dt_us: float) -> str:
    """Lees-Edwards shear of a triclinic box, or a height that follows P_zz; empty for neither.

    `deform/pressure` changes the height by `dH/H = gain (P - target) dt` and carries the particles along.
    """
    if shear_rate:
        return f"fix frame all deform 1 xz erate {shear_rate:.17g} remap v flip yes"
    if rate:
        return (
            f"variable goal equal {target_kpa:.17g}+v_surplus\n"
            f"fix frame all deform/pressure 1 z pressure v_goal {rate:.17g} remap x "
            f"max/rate {1e-3 / dt_us:.17g}\nfix_modify frame temp thermo_temp press press"
        )
    return ""


def stress(laws: PairLaws, area: float | None, kinds: Iterable[int], step: int) -> str:
    """Averages the stress from `step` on: six of particles among themselves, then zx, zy, zz of both walls.

    area: um2, None where z is periodic. A wall's part is its force on a particle times the branch from the
    wall to the centre.
    """
    lines, walled = [], ""
    if area is not None:
        for axis, column in zip("xyz", (2, 3, 4), strict=True):
            terms = [f"z*f_bottom{k}[{column}]-(v_top-z)*f_plane{k}[{column}]" for k in kinds]
            if axis == "z":
                terms += [
                    f"(z*v_low{k}-(v_top-z)*v_high{k})*gmask(kind{k})" for k in kinds if _bonded(laws, k)
                ]
            lines.append(f"variable lever{axis} atom {'+'.join(terms)}")
            lines.append(f"compute lever{axis} all reduce sum v_lever{axis}")
            lines.append(f"variable wall{axis} equal c_lever{axis}/({area:.17g}*v_height)")
        walled = " v_wallx v_wally v_wallz"
    parts = " ".join(f"v_p{i}" for i in range(1, 7))
    average = f"fix stress all ave/time 1 1 1 {parts}{walled} ave running start {step}"
    return "\n".join([*lines, average])
