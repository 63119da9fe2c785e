"""Capillary rise that swings past its height: the published course at Omega = 1.

Gruending et al. (2020), Appl. Math. Model. 86, 142: a slit 10 mm wide, liquid of 83.1 kg/m3, 10 mPa s and
40 mN/m at 30 degrees under 4.17 m/s2, with a gas that weighs nothing. On the lattice the gas weighs what the
liquid does and moves along. So the lattice's density stands for that with which its whole column, from mouth
to mouth, has the mass of the liquid column at its rest height; then the swing about that height is the same.
The course before, from 2 radii up, has too much mass to move and is read with that in mind.
"""

from collections.abc import Iterator

import numpy as np

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase

from .check import Check, relative
from .filling_front import Floats
from .lattice_shapes import ENDS, slit
from .menisci import crossing
from .reference_data import reference_file

BAR = 0.05
_RADIUS_M, _DENSITY, _VISCOSITY, _TENSION, _GRAVITY, _ANGLE_DEG = 5e-3, 83.1, 0.01, 0.04, 4.17, 30.0
_START, _END_S = 2.0, 0.65  # height at the start in radii; s
_GAP, _LENGTH, _LATTICE_VISCOSITY, _GAS_SHARE = 20, 54, 0.06, 0.1
_SOURCE = "Gruending et al. (2020), Omega = 1, five codes"


def rise() -> Iterator[Check]:
    """The height at rest, the highest rise and when it is reached."""
    published = np.loadtxt(reference_file("capillary_rise_omega1/Omega-1.csv"), delimiter=",")
    times, heights = _computed()
    reached = published[:, 0] <= times[-1]
    law_times, law = published[reached].T
    source = _SOURCE
    for name, found, theory, unit in (
        ("height at rest", _rest(times, heights), _rest(law_times, law), "m"),
        ("highest rise", heights.max(), law.max(), "m"),
        ("time of the highest rise", times[heights.argmax()], law_times[law.argmax()], "s"),
    ):
        yield relative(f"capillary rise at Omega 1: {name}", float(found), float(theory), BAR, unit, source)
    apart = np.interp(law_times, times, heights) - law
    off = float(np.sqrt((apart**2).mean()) / law[-1])
    title = "capillary rise at Omega 1: distance of the courses (root mean square over the last height)"
    yield Check(title, off, 0.0, off, BAR, "1", off <= BAR, source)


def _rest(times: Floats, heights: Floats) -> float:
    """Mean over the last swing."""
    last = times > 0.6 * times[-1]
    return float(np.trapezoid(heights[last], times[last]) / (times[last][-1] - times[last][0]))


def _computed() -> tuple[Floats, Floats]:
    """Times (s) and heights (m) of the lowest point of the meniscus."""
    radius = 0.5 * _GAP
    rest = _TENSION * np.cos(np.radians(_ANGLE_DEG)) / (_DENSITY * _GRAVITY * _RADIUS_M**2)  # radii
    density = _DENSITY * rest * radius / (_LENGTH + 2 * ENDS)
    laplace = _TENSION * density * _RADIUS_M / _VISCOSITY**2
    tension = laplace * _LATTICE_VISCOSITY**2 / radius
    bond = _DENSITY * _GRAVITY * _RADIUS_M**2 / _TENSION
    fluids = Fluids(
        contact_angle_deg=_ANGLE_DEG,
        surface_tension=tension,
        liquid_viscosity=_LATTICE_VISCOSITY,
        gas_viscosity=_GAS_SHARE * _LATTICE_VISCOSITY,
        gravity=-bond * tension / radius**2,
    )
    second = 1.0 / (_VISCOSITY * _RADIUS_M / _TENSION / (_LATTICE_VISCOSITY * radius / tension))
    solid = slit(_GAP, _LENGTH)
    share = np.zeros(solid.shape)
    share[:, :, solid.shape[2] - round(_START * radius) :] = 1.0
    lattice = TwoPhase(solid, share, fluids)
    times, heights = [], []
    while lattice.steps <= _END_S * second:
        middle = lattice.liquid()[_GAP // 2 : _GAP // 2 + 2, 0, ::-1].mean(axis=0)
        times.append(lattice.steps / second)
        heights.append((crossing(middle) + 0.5) / radius * _RADIUS_M)
        lattice.run(20)
    return np.array(times), np.array(heights)
