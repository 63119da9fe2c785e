"""Capillary rise against gravity: the published case Omega = 1.

Gruending et al. (2020), Appl. Math. Model. 86, 142: a slit 10 mm wide, liquid of 83.1 kg/m3, 10 mPa s and
40 mN/m at 30 degrees under 4.17 m/s2, with a gas that weighs nothing. Of the published courses only the
height at rest is compared. On the way they swing past it by a quarter, which is no measure for this model:

- Their walls let the liquid slip. The law of rise meets the course to 0.14 mm (0.39 mm with Bosanquet's loss
  at the mouth) with a slip length of 0.5 mm (1.5 mm) and 3 mm of liquid that moves along below the mouth;
  without slip Bosanquet's law swings past by 7 %. The authors report that the swing dies out with less slip.
  Walls of the lattice let nothing slip.
- On the lattice the gas is as dense as the liquid and moves along: no column grows from half of its mass.
- Inertia of the flow itself is left out (physics/lattice/collision).

The filling of channels without gravity is compared over its whole course in capillary_rise. The lattice's
density stands for that with which its whole column, from mouth to mouth, has the mass of the liquid column at
its rest height.
"""

from collections.abc import Iterator

import numpy as np

from simulation_server.physics.lattice.fluids import Fluids

from .check import Check, relative
from .filling_front import Channel, Floats
from .lattice_settings import FILLING
from .lattice_shapes import ENDS, slit
from .menisci import crossing
from .reference_data import reference_file

BAR = 0.05
_RADIUS_M, _DENSITY, _VISCOSITY, _TENSION, _GRAVITY, _ANGLE_DEG = 5e-3, 83.1, 0.01, 0.04, 4.17, 30.0
_START, _END_S, _LOOK = 2.0, 0.65, 20  # height at the start in radii; s; steps
_GAP, _LENGTH, _LATTICE_VISCOSITY = 20, 54, 0.06
# The law has no gas; of the shares for which contact angles were measured this is the least.
_GAS_SHARE = FILLING.gas_viscosity / FILLING.liquid_viscosity
_SOURCE = "Gruending et al. (2020), Omega = 1, mean of the last swing; the swing needs walls that slip"
_LAW = "Jurin (1718), less the meniscus above its lowest point"


def rise() -> Iterator[Check]:
    """The height at rest."""
    published = np.loadtxt(reference_file("capillary_rise_omega1/Omega-1.csv"), delimiter=",")
    channel, fluids, second = _case()
    found = _at_rest(*_followed(channel, fluids, _END_S * second)) / (0.5 * _GAP) * _RADIUS_M
    measured = _at_rest(*published[published[:, 0] <= _END_S].T)
    yield relative("capillary rise at Omega 1: height at rest, published", found, measured, BAR, "m", _SOURCE)
    yield relative("capillary rise at Omega 1: height at rest, law", found, _law_m(), BAR, "m", _LAW)


def _law_m() -> float:
    """Lowest point of a round meniscus at rest, of which the mean height is Jurin's."""
    lean = np.cos(np.radians(_ANGLE_DEG))
    mean = _TENSION * lean / (_DENSITY * _GRAVITY * _RADIUS_M)
    # Mean height of an arc of radius R / lean over its lowest point, over R.
    arc = 1.0 / lean - 0.5 * (np.sin(np.radians(_ANGLE_DEG)) / lean + np.arcsin(lean) / lean**2)
    return float(mean - arc * _RADIUS_M)


def _at_rest(times: Floats, heights: Floats) -> float:
    """Mean over the last two fifths, about a swing."""
    last = times > 0.6 * times[-1]
    return float(np.trapezoid(heights[last], times[last]) / (times[last][-1] - times[last][0]))


def _case() -> tuple[Channel, Fluids, float]:
    """The slit and its fluids on the lattice, and the steps a second."""
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
    return Channel(slit(_GAP, _LENGTH), 2.0 / _GAP, 12.0 / _GAP**2), fluids, second


def _followed(channel: Channel, fluids: Fluids, end: float) -> tuple[Floats, Floats]:
    """Steps (n,), and the lowest point of the meniscus (n,) above the inlet, where the pressure is held."""
    lattice = channel.begun(fluids, round(_START * 0.5 * _GAP))
    steps, heights = [], []
    while lattice.steps <= end:
        middle = lattice.liquid()[_GAP // 2 : _GAP // 2 + 2, 0, ::-1].mean(axis=0)
        steps.append(float(lattice.steps))
        heights.append(crossing(middle) + 0.5)
        lattice.run(_LOOK)
    return np.array(steps), np.array(heights)
