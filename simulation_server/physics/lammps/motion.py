"""How particles move, as LAMMPS input: integration, drag, what is measured, when to stop."""

Flow = tuple[float, float]
"""Shear rate (1/us) and height of the box (um)."""

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


def pressure(flow: Flow) -> str:
    """Defines the pressure tensor `c_press` and, in shear, the temperature `flow` of the motion beside it."""
    rate, height = flow
    if not rate:
        return "compute press all pressure thermo_temp"
    edge = 0.5 * rate * height
    return (
        f"compute flow all temp/ramp vx {-edge:.17g} {edge:.17g} z 0.0 {height:.17g} units box\n"
        "compute press all pressure flow"
    )


def drag(rate_per_us: float, flow: Flow) -> str:
    """Slows the motion beside the flow: Langevin's friction at zero temperature."""
    if not rate_per_us:
        return ""
    text = f"fix drag all langevin 0.0 0.0 {1.0 / rate_per_us:.17g} 1"
    return f"{text}\nfix_modify drag temp flow" if flow[0] else text


def spin_drag(rate_per_us: float) -> str:
    """Slows the spins."""
    return f"fix spin all viscous/sphere {rate_per_us:.17g} scale v_inertia" if rate_per_us else ""


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
