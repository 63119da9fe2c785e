"""The two-phase lattice: liquid and gas of one density, moving through a fixed solid.

Chosen over two-component Shan-Chen: one momentum set (D3Q19) and one phase set (D3Q7) are 26 populations a
cell instead of 38; surface tension, viscosities and contact angle are set one by one instead of through one
coupling constant; the interface is two to three cells wide and trapped gas hardly dissolves, which pores
of two to four cells need. Both phases have density 1: electrolyte in pores of a few um moves by capillarity
against viscosity (Reynolds number below 1), so inertia is left out.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .boundaries import set_open, set_open_phase
from .cells import number_cells
from .collision import collide, gather_phase
from .lanes import from_blocks, padded, to_blocks
from .stencils import PHASE_WEIGHTS, VELOCITIES, WEIGHTS
from .wetting import set_walls, wall_pull


@dataclass(frozen=True, slots=True)
class Fluids:
    """Settings in lattice units (cell, step, density 1)."""

    contact_angle_deg: float = 50.0  # in the liquid
    surface_tension: float = 0.1
    liquid_viscosity: float = 0.05  # kinematic
    gas_viscosity: float = 0.02
    sharpness: float = 0.8  # beta: the interface is tanh(beta x)-shaped
    solubility: float = 1e-3  # share of each phase the other can hold in its bulk
    inlet_pressure: float = 0.0
    outlet_pressure: float = 0.0


_SPEED_LIMIT = 0.5  # lattice units; the equilibrium is an expansion in the velocity
_CELLS_A_THREAD = 20_000  # below, waiting for the other threads costs more than they save


class TwoPhase:
    """State of the lattice and its stepping.

    `solid` is (nx, ny, nz), `liquid_share` the initial C of the same shape. With `open_ends` the first z
    layer is the outlet and the last the inlet, both free of solid.
    """

    def __init__(
        self,
        solid: NDArray[np.bool_],
        liquid_share: NDArray[np.floating],
        fluids: Fluids | None = None,
        *,
        open_ends: bool = True,
    ) -> None:
        self.fluids = fluids or Fluids()
        self.solid = solid
        self.steps = 0
        self._open_ends = open_ends
        self.cells = number_cells(solid, open_ends=open_ends)
        cells = self.cells
        if not open_ends:
            liquid_share = np.pad(liquid_share, ((0, 0), (0, 0), (1, 1)))
        room = padded(cells.fluid + cells.walls + 1)
        self._liquid = np.zeros(room, np.float32)
        self._liquid[: cells.fluid] = liquid_share.ravel()[cells.sites]
        self._f = np.zeros(padded(cells.fluid) * 19, np.float32)
        self._f_new = np.zeros_like(self._f)
        self._mass = np.zeros(padded(cells.fluid), np.float32)
        self._excess = np.zeros_like(self._mass)
        self._g = to_blocks((PHASE_WEIGHTS[:, None] * self._liquid[: padded(cells.fluid)]).astype(np.float32))
        number = np.full(int(np.prod(cells.shape)), -1, np.int32)
        number[cells.sites] = np.arange(cells.fluid, dtype=np.int32)
        self._above_outlet = number[cells.sites[cells.outlet] + 1]
        self._below_inlet = number[cells.sites[cells.inlet] - 1]
        self._velocities = VELOCITIES.astype(np.float32)
        self._weights = WEIGHTS.astype(np.float32)

    def run(self, steps: int) -> None:
        """Advance by `steps`; on a flow that blows up, raise PhysicsError and go back to the state before."""
        allowed = numba.get_num_threads()
        numba.set_num_threads(min(allowed, 1 + self.cells.bulk // _CELLS_A_THREAD))
        try:
            self._run(steps)
        finally:
            numba.set_num_threads(allowed)

    def _run(self, steps: int) -> None:
        kept = self._f.copy(), self._g.copy(), self._liquid.copy(), self._excess.copy(), self.steps
        cells, fluids = self.cells, self.fluids
        gamma, beta = np.float32(fluids.surface_tension), np.float32(fluids.sharpness)
        solubility = np.float32(fluids.solubility)
        nu_liquid, nu_gas = np.float32(fluids.liquid_viscosity), np.float32(fluids.gas_viscosity)
        pull = 2.0 * fluids.sharpness * wall_pull(fluids.contact_angle_deg)
        strength = np.full(cells.walls, pull, np.float32)
        walls = cells.wall_starts, cells.wall_cells, cells.wall_weights
        lattice = self._velocities, self._weights
        fluid = np.uint32(cells.fluid)
        for _ in range(steps):
            gather_phase(self._g, cells.neighbours, self._liquid, self._mass, self._excess, fluid)
            if self._open_ends:
                set_open_phase(self._liquid, cells.inlet, cells.outlet, self._above_outlet)
            set_walls(self._liquid, cells.fluid, *walls, strength)
            collide(
                self._f,
                self._f_new,
                self._g,
                cells.neighbours,
                self._liquid,
                self._mass,
                self._excess,
                fluid,
                gamma,
                beta,
                solubility,
                nu_liquid,
                nu_gas,
            )
            self._f, self._f_new = self._f_new, self._f
            if self._open_ends:
                for end, inner, pressure in (
                    (cells.inlet, self._below_inlet, fluids.inlet_pressure),
                    (cells.outlet, self._above_outlet, fluids.outlet_pressure),
                ):
                    set_open(self._f, self._g, self._liquid, end, inner, np.float32(pressure), *lattice)
            self.steps += 1
        speed = self._peak_speed()
        if not speed < _SPEED_LIMIT:  # also true for NaN
            broke_at = self.steps
            self._f, self._g, self._liquid, self._excess, self.steps = kept
            raise PhysicsError(
                f"the flow reached a speed of {speed:.3g} cells a step by step {broke_at}, expected below "
                f"{_SPEED_LIMIT}; the state of step {self.steps} is kept: lower the surface tension or the "
                "inlet pressure, or raise the viscosity"
            )

    def _rows(self) -> NDArray[np.float32]:
        return from_blocks(self._f, 19, self.cells.fluid)

    def _peak_speed(self) -> float:
        with np.errstate(all="ignore"):
            momentum = self._velocities.T @ self._rows()
            return float(np.sqrt((momentum**2).sum(axis=0).max()))

    def _on_lattice(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        out = np.zeros((*values.shape[:-1], int(np.prod(self.cells.shape))), np.float32)
        out[..., self.cells.sites] = values
        out = out.reshape(*values.shape[:-1], *self.cells.shape)
        return out if self._open_ends else out[..., 1:-1]

    def liquid_mass(self) -> float:
        """Mass of the liquid on the lattice, in full cells of the reference pressure."""
        return float(from_blocks(self._g, 7, self.cells.fluid).sum(dtype=np.float64))

    def shares(self) -> NDArray[np.float32]:
        """Liquid share of the fluid cells in the order of `cells.sites` (a view)."""
        return self._liquid[: self.cells.fluid]

    def liquid(self) -> NDArray[np.float32]:
        """Liquid share (nx, ny, nz), 0 in solids."""
        return self._on_lattice(self.shares())

    def pressure(self) -> NDArray[np.float32]:
        """Pressure above the reference (nx, ny, nz), lattice units."""
        return self._on_lattice(self._rows().sum(axis=0) / np.float32(3))

    def velocity(self) -> NDArray[np.float32]:
        """Velocity (3, nx, ny, nz), cells a step."""
        return self._on_lattice(self._velocities.T @ self._rows())
