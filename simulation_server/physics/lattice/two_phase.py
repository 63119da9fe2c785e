"""The two-phase lattice: liquid and gas of one density, moving through a fixed solid.

Chosen over two-component Shan-Chen: one momentum set (D3Q19) and a phase field with its flux are 23 numbers
a cell instead of 38; surface tension, viscosities and contact angle are set one by one instead of through one
coupling constant; the interface is two to three cells wide and trapped gas hardly dissolves, which pores
of two to four cells need. Both phases have density 1: electrolyte in pores of a few um moves by capillarity
against viscosity (Reynolds number below 1), so inertia is left out.
"""

import time
from typing import TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.pacing import Pacing
from simulation_server.schema.errors import PhysicsError

from .boundaries import set_open_phase
from .cells import number_cells
from .fluids import Fluids, check
from .grid import FRONT, fill_ring, grid_size, offsets
from .kept import Kept, find_velocities, peak_speed
from .lanes import LANES, rows_of
from .parts import share_out
from .rows import ROWS
from .stairs import slopes
from .stencils import VELOCITIES, WEIGHTS
from .sweep import sweep
from .transport import move_liquid, rounded
from .uptake import EVERY, Uptake, check_rate
from .wetting import set_walls, wall_pull

Scalar = TypeVar("Scalar", bound=np.generic)

_SPEED_LIMIT = 0.5  # lattice units; the equilibrium is an expansion in the velocity
_CELLS_A_THREAD = 20_000  # below, waiting for the other threads costs more than they save
_VELOCITIES = VELOCITIES.astype(np.float32)
_WEIGHTS = WEIGHTS.astype(np.float32)


class TwoPhase:
    """State of the lattice and its stepping.

    `kinds` (nx, ny, nz) is 0 in pores and k in walls of kind k, which meet the liquid at the k-th contact
    angle (True is kind 1, and so are closed ends); `liquid_share` is the initial C of the same shape. With
    `open_ends` the first z layer is the outlet and the last the inlet, both free of solid.

    `uptake` (nx, ny, nz) is how many cells of liquid each wall cell can soak up, `uptake_rate` the cells a
    step that one in touch with liquid takes.
    """

    def __init__(
        self,
        kinds: NDArray[np.uint8] | NDArray[np.bool_],
        liquid_share: NDArray[np.floating],
        fluids: Fluids | None = None,
        *,
        open_ends: bool = True,
        uptake: NDArray[np.floating] | None = None,
        uptake_rate: float = 0.0,
    ) -> None:
        self.steps = 0
        self._crew, self._pacing = 1, Pacing(1)
        self.peak_speed = 0.0  # cells a step, at the end of the last run
        self._open_ends = open_ends
        kinds = self._with_ends(kinds.astype(np.uint8), 1)
        self.cells = number_cells(kinds, open_ends=open_ends)
        self._largest_kind = int(kinds.max(initial=1))
        self._slopes = slopes(self.cells)
        self.fluids = fluids or Fluids()
        self.uptake_rate = uptake_rate
        cells = self.cells
        self._uptake = None
        self._room = np.zeros(0, np.float32)
        if uptake is not None:
            self._uptake = Uptake(cells, self._with_ends(uptake.astype(np.float32), 0).ravel())
            self._room = self._uptake.room

        self._steps_to = offsets(cells.shape)
        room = len(cells.grid_sites)
        self._liquid = np.zeros(grid_size(cells.shape), np.float32)
        start = self._with_ends(liquid_share, 0).ravel()[cells.sites].astype(np.float32)
        self._liquid[cells.grid_sites[: cells.fluid]] = rounded(start)
        fill_ring(self._liquid, *cells.shape)
        self._f = rows_of(19, room)
        self._turned = False
        self._mass = self._liquid[cells.grid_sites]
        self._excess = np.zeros(room, np.float32)
        self._flux = rows_of(3, FRONT + room)
        self._wall_values = np.zeros(len(cells.wall_sites), np.float32)
        self._parts = share_out(cells)
        parts = self._parts.blocks[1:]
        self._work = rows_of(len(parts), ROWS * LANES)
        self._speeds = np.zeros(len(parts), np.float32)
        self._kept = Kept(room, len(self._room))
        self._keep()

    @property
    def fluids(self) -> Fluids:
        """Settings of both fluids; may be replaced between runs."""
        return self._fluids

    @fluids.setter
    def fluids(self, fluids: Fluids) -> None:
        check(fluids, self._largest_kind)
        self._fluids = fluids
        angles = np.array(fluids.angles_deg(self._largest_kind))
        tension = fluids.surface_tension / fluids.liquid_viscosity
        gas_share = fluids.gas_viscosity / fluids.liquid_viscosity
        pull = 2.0 * fluids.sharpness * wall_pull(angles, tension, gas_share)
        self._strength = self._slopes * pull.astype(np.float32)[self.cells.wall_kinds - 1]

    @property
    def uptake_rate(self) -> float:
        """Cells of liquid a step that a wall with room takes where it touches liquid; may be changed."""
        return self._uptake_rate

    @uptake_rate.setter
    def uptake_rate(self, rate: float) -> None:
        check_rate(rate)
        self._uptake_rate = rate

    def _with_ends(self, values: NDArray[Scalar], ends: int) -> NDArray[Scalar]:
        """`values` (nx, ny, nz) with a layer of `ends` beyond each closed end."""
        if self._open_ends:
            return values
        return np.pad(values, ((0, 0), (0, 0), (1, 1)), constant_values=ends)

    def run(self, steps: int) -> None:
        """Advance by `steps`; on a flow that blows up, raise PhysicsError and go back to the state before."""
        allowed = numba.get_num_threads()
        crew = min(allowed, 1 + self.cells.fluid // _CELLS_A_THREAD)
        if crew != self._crew:
            self._crew, self._pacing = crew, Pacing(crew)
        try:
            while steps:
                threads, now = self._pacing.choose(steps)
                numba.set_num_threads(threads)
                began = time.perf_counter()
                for _ in range(now):
                    self._step()
                self._pacing.learn(threads, now, time.perf_counter() - began)
                steps -= now
            self._check()
        finally:
            numba.set_num_threads(allowed)

    def _step(self) -> None:
        cells, parts, fluids = self.cells, self._parts, self._fluids
        sites = cells.grid_sites
        set_walls(
            self._liquid,
            cells.wall_sites,
            cells.wall_masks,
            self._steps_to,
            self._strength,
            self._wall_values,
        )
        fill_ring(self._liquid, *cells.shape)
        sweep(
            self._f, self._turned, cells.pieces, self._steps_to, self._liquid, sites, self._flux, self._mass,
            self._excess, self._work, parts.blocks, parts.first_ends, cells.ends, cells.end_origins,
            np.float32(fluids.inlet_pressure), np.float32(fluids.outlet_pressure), _VELOCITIES, _WEIGHTS,
            np.float32(fluids.surface_tension), np.float32(fluids.sharpness), np.float32(fluids.solubility),
            np.float32(fluids.liquid_viscosity), np.float32(fluids.gas_viscosity), np.float32(fluids.gravity),
        )  # fmt: skip
        self._turned = not self._turned
        move_liquid(
            self._flux, self._mass, self._excess, self._liquid, cells.pieces, sites, cells.fluid, self._work,
            parts.blocks,
        )  # fmt: skip
        if self._open_ends:
            set_open_phase(self._liquid, sites, cells.inlet, cells.outlet)
        fill_ring(self._liquid, *cells.shape)
        self.steps += 1
        if self._uptake is not None and self._uptake_rate > 0 and self.steps % EVERY == 0:
            self._uptake.take(self._uptake_rate * EVERY, self._f, self._mass, self._liquid, sites)

    def _check(self) -> None:
        speed = self.peak_speed = float(peak_speed(self._f, self._speeds))
        if speed < _SPEED_LIMIT:
            self._keep()
            return
        broke_at = self.steps
        self.steps = self._kept.go_back(self._f, self._fields, self.cells.grid_sites)
        self._flux[:] = 0.0
        self._turned = True
        raise PhysicsError(
            f"the flow reached a speed of {speed:.3g} cells a step by step {broke_at}, expected below "
            f"{_SPEED_LIMIT}; the state of step {self.steps} is kept: lower the surface tension or the "
            "inlet pressure, or raise the viscosity"
        )

    @property
    def _fields(self) -> tuple[NDArray[np.float32], ...]:
        return self._liquid, self._mass, self._excess, self._room

    def _keep(self) -> None:
        self._kept.keep(self._f, self._turned, self._fields, self.cells.grid_sites, self.steps)

    def _on_lattice(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        out = np.zeros((*values.shape[:-1], int(np.prod(self.cells.shape))), np.float32)
        out[..., self.cells.sites] = values
        out = out.reshape(*values.shape[:-1], *self.cells.shape)
        return out if self._open_ends else out[..., 1:-1]

    def liquid_mass(self) -> float:
        """Mass of the liquid on the lattice, in full cells of the reference pressure."""
        return float(self._mass[: self.cells.fluid].sum(dtype=np.float64))

    def shares(self) -> NDArray[np.float32]:
        """Liquid share of the fluid cells in the order of `cells.sites`."""
        return self._liquid[self.cells.grid_sites[: self.cells.fluid]]

    def liquid(self) -> NDArray[np.float32]:
        """Liquid share (nx, ny, nz), 0 in solids."""
        return self._on_lattice(self.shares())

    def pressure(self) -> NDArray[np.float32]:
        """Pressure above the reference (nx, ny, nz), lattice units."""
        return self._on_lattice(self._excess[: self.cells.fluid] / np.float32(3))

    def velocity(self) -> NDArray[np.float32]:
        """Velocity (3, nx, ny, nz), cells a step."""
        cells = self.cells
        velocity = np.empty((3, len(cells.grid_sites)), np.float32)
        find_velocities(self._f, self._turned, velocity)
        # Gravity acts in the middle of a step: half of it is still to come, or is in excess once collided.
        half = np.float32(0.5 if self._turned else -0.5) * np.float32(self._fluids.gravity)
        velocity[2, : cells.fluid] += half * self.shares()
        velocity[:, cells.inlet] = velocity[:, cells.inlet - 1]
        velocity[:, cells.outlet] = velocity[:, cells.outlet + 1]
        return self._on_lattice(velocity[:, : cells.fluid])

    def soaked(self) -> tuple[float, NDArray[np.float32]]:
        """Cells of liquid that walls have soaked up: in all and of each cell (nx, ny, nz)."""
        taken = np.zeros(int(np.prod(self.cells.shape)), np.float32)
        if self._uptake is not None:
            taken = self._uptake.soaked(self.cells)
        each = taken.reshape(self.cells.shape)
        return float(taken.sum(dtype=np.float64)), each if self._open_ends else each[..., 1:-1]

    @property
    def memory_bytes(self) -> int:
        """Bytes of all arrays that the lattice holds."""
        cells = [getattr(of, name) for of in (self.cells, self._parts) for name in of.__slots__]
        cells += self.cells.pieces
        soaking = vars(self._uptake) if self._uptake else {}
        arrays = [*vars(self).values(), *cells, *vars(self._kept).values(), *soaking.values()]
        return sum({id(a): a.nbytes for a in arrays if isinstance(a, np.ndarray)}.values())
