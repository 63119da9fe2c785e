"""Steady flow of one fluid driven through a channel or an array by a pressure at its ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.schema.errors import PhysicsError

from .lattice_shapes import Solid

DRIVE = 0.002
"""Pressure at the inlet, lattice units: the equations have no inertia, so its size does not count."""
_LOOK, _MOST_STEPS, _SETTLED = 200, 20_000, 5e-5


@dataclass(frozen=True, slots=True)
class SteadyFlow:
    """Flow towards -z in lattice units."""

    speed: NDArray[np.float32]  # (nx, ny, nz) along -z
    pressure: NDArray[np.float64]  # (nz,) mean over the fluid of each layer
    viscosity: float

    def rate(self, layer: int) -> float:
        """Volume through a layer in a step."""
        return float(self.speed[:, :, layer].sum())

    def gradient(self, first: int, last: int) -> float:
        """Pressure gained from layer to layer, over the layers between two."""
        return float((self.pressure[last] - self.pressure[first]) / (last - first))


def steady_flow(solid: Solid, viscosity: float) -> SteadyFlow:
    """The flow through `solid` once it no longer changes. Raises PhysicsError where it goes on changing."""
    fluids = Fluids(
        surface_tension=0.0, liquid_viscosity=viscosity, gas_viscosity=viscosity, inlet_pressure=DRIVE
    )
    lattice = TwoPhase(solid, np.ones(solid.shape), fluids)
    before = 0.0
    while lattice.steps < _MOST_STEPS:
        lattice.run(_LOOK)
        speed = -lattice.velocity()[2]
        now = float(speed[:, :, solid.shape[2] // 2].sum())
        if abs(now - before) < _SETTLED * abs(now):
            free = np.maximum((~solid).sum(axis=(0, 1)), 1)
            pressure = lattice.pressure().sum(axis=(0, 1), dtype=np.float64) / free
            return SteadyFlow(speed, pressure, viscosity)
        before = now
    raise PhysicsError(f"the flow still changed by {now / before - 1:.1g} after {_MOST_STEPS} steps")
