"""A front that travels into a channel: how far it is, and what the law of capillary filling says.

Washburn (1921) with the inertia of Bosanquet (1923). The lattice's gas is as dense as the liquid and has a
viscosity, so both columns resist and both are set in motion:

    rho L u' = pull - weight h - (r_liquid h + r_gas (L - h)) u,    u = h'

per area of the channel: `pull` is the capillary pressure, `r` the flow resistance of a length of either
fluid (12 eta / gap^2 in a slit, 8 eta / radius^2 in a tube), L the whole length, rho 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase

from .lattice_shapes import ENDS, Solid

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Channel:
    """A slit or tube with its theory: `shape` is 2 / gap or 2 / radius, `drag` 12 / gap^2 or 8 / radius^2."""

    solid: Solid
    shape: float
    drag: float

    @property
    def length(self) -> int:
        """Cells from mouth to mouth."""
        return self.solid.shape[2] - 2 * ENDS

    def pull(self, fluids: Fluids, angle_deg: float) -> float:
        """Capillary pressure at a contact angle."""
        return self.shape * fluids.surface_tension * float(np.cos(np.radians(angle_deg)))

    def begun(self, fluids: Fluids, depth: int) -> TwoPhase:
        """A lattice filled down to `depth` from the inlet's mouth."""
        share = np.zeros(self.solid.shape)
        share[:, :, self.solid.shape[2] - ENDS - depth :] = 1.0
        return TwoPhase(self.solid, share, fluids)

    def depth(self, lattice: TwoPhase) -> float:
        """Liquid in the channel over its cross-section: mean depth of the front below the mouth."""
        inside = lattice.liquid()[:, :, ENDS:-ENDS]
        area = int((~self.solid[:, :, ENDS]).sum())
        return float(inside.sum(dtype=np.float64)) / area


def advance(
    channel: Channel, fluids: Fluids, start: float, times: Floats, pull: Callable[[float], float]
) -> Floats:
    """Depths (n,) of the front at `times` (n,) in steps, from rest at `start`, for a pull that may vary."""
    length = channel.length
    liquid, gas = channel.drag * fluids.liquid_viscosity, channel.drag * fluids.gas_viscosity
    weight = -fluids.gravity

    def rates(time: float, state: Floats) -> list[float]:
        depth, speed = state
        resistance = liquid * depth + gas * (length - depth)
        moved = length + 2 * ENDS
        return [speed, (pull(time) - weight * depth - resistance * speed) / moved]

    span = (float(times[0]), float(times[-1]))
    result = solve_ivp(rates, span, [start, 0.0], t_eval=times, method="LSODA", rtol=1e-8, atol=1e-10)
    return np.asarray(result.y[0])
