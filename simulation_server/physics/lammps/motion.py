"""How particles move, as LAMMPS input: integration, drag, what is measured, when to stop."""

Flow = tuple[float, float]
"""Shear rate (1/us) and height of the box (um)."""

_STEPS_OF_FLOW = 20.0

MOTION = """
compute radius all property/atom radius
variable inertia atom 0.4*mass*c_radius^2
variable height_now equal v_height
variable smooth_now equal v_smooth
variable box_low equal zlo
variable box_high equal zhi
variable box_tilt equal xz
fix move all nve/sphere
thermo_style custom step
thermo 1000000000
"""


def heaviness(drag_per_us: float, dt_us: float) -> float:
    """By how much LAMMPS' masses exceed ours, for its explicit friction to be our implicit one.

    Ours takes `v <- (v + F dt/m) / (1 + drag dt)`, stable at any drag: LAMMPS' `v + F dt/m' - drag' v dt` is
    the same with `m' = m (1 + drag dt)` and `drag' = drag / (1 + drag dt)`.
    """
    return 1.0 + drag_per_us * dt_us


def pressure(flow: Flow, heavier: float, area: float | None) -> str:
    """Defines the pressure tensor `v_p1` to `v_p6` and how much too large LAMMPS' own P_zz is.

    In shear the motion is that beside the flow, the temperature `flow`; the kinetic part is of our masses.
    area: um2 between walls, where the volume is what they enclose, not LAMMPS' box; None where z is periodic.
    """
    rate, height = flow
    lines, temperature = [], "thermo_temp"
    if rate:
        edge, temperature = 0.5 * rate * height, "flow"
        lines.append(f"compute flow all temp/ramp vx {-edge:.17g} {edge:.17g} z 0.0 {height:.17g} units box")
    lines.append(f"compute press all pressure {temperature}")
    surplus = 1.0 - 1.0 / heavier
    filled = "" if area is None else f"*vol/({area:.17g}*v_height)"
    lines += [
        f"variable p{i} equal (c_press[{i}]-{surplus:.17g}*c_{temperature}[{i}]/vol){filled}"
        for i in range(1, 7)
    ]
    lines.append(f"variable surplus equal {surplus:.17g}*c_{temperature}[3]/vol")
    return "\n".join(lines)


def drag(rate_per_us: float, flow: Flow, dt_us: float) -> str:
    """Slows the motion beside the flow: Langevin's friction at zero temperature, see `heaviness`."""
    if not rate_per_us:
        return ""
    damping = heaviness(rate_per_us, dt_us) / rate_per_us
    text = f"fix drag all langevin 0.0 0.0 {damping:.17g} 1"
    return f"{text}\nfix_modify drag temp flow" if flow[0] else text


def spin_drag(rate_per_us: float, dt_us: float) -> str:
    """Slows the spins, as implicitly as ours where both drags are the same."""
    if not rate_per_us:
        return ""
    friction = rate_per_us / heaviness(rate_per_us, dt_us)
    return f"fix spin all viscous/sphere {friction:.17g} scale v_inertia"


def skin(flow: Flow, dt_us: float, least_um: float) -> str:
    """How far beyond touching neighbours are listed: in a flow, as far as twenty steps carry the box's edges.

    LAMMPS' check for a stale list does not take the flow off the motion, as ours does: with less it would
    list anew in every step, and too late.
    """
    rate, height = flow
    return f"neighbor {max(least_um, _STEPS_OF_FLOW * 0.5 * abs(rate) * height * dt_us):.17g} bin"


def halt(flow: Flow, dt_us: float) -> str:
    """Stops with an error when a particle moves by more than half its radius in a step beside the flow."""
    rate, height = flow
    along = f"(vx-({rate:.17g})*(z-{0.5 * height:.17g}))" if rate else "vx"
    return (
        f"variable stride atom sqrt({along}^2+vy^2+vz^2)*{dt_us:.17g}/c_radius\n"
        "compute stride all reduce max v_stride\n"
        "variable longest equal c_stride\n"
        "fix halt all halt 10 v_longest > 0.5 error hard message no"
    )
