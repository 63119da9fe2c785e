"""Liquid that nanoporous walls soak up.

The carbon-binder's pores, some tens of nm wide, fill by capillarity in microseconds, far sooner than the
front passes, but are too tight to let a flow through; so their walls are closed to flow and take liquid
from the cells round them until they are full. What a wall takes leaves the liquid's mass and the total, so
that the pressure sinks there and liquid from the reservoir follows.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .cells import Cells
from .grid import fill_ring, grid_size, offsets
from .stencils import WEIGHTS

EVERY = 4
"""Steps between two uptakes: fewer and larger ones round less."""
MOST_RATE = 0.01
"""Cells a step; a faster uptake pulls the pressure down by more than capillarity."""
_WEIGHTS = WEIGHTS.astype(np.float32)


def check_rate(rate: float) -> None:
    """Refuse a rate the lattice cannot follow."""
    if not 0.0 <= rate <= MOST_RATE:
        raise PhysicsError(
            f"uptake rate (cells a step) is {rate:.4g}; the lattice is stable from 0 to {MOST_RATE:g}: "
            "lower it"
        )


class Uptake:
    """The walls that soak, and the room each has left."""

    def __init__(self, cells: Cells, capacity: NDArray[np.float32]) -> None:
        """`capacity` (lattice sites,) is in cells of liquid."""
        capacities = capacity[cells.lattice_sites(cells.wall_sites)]
        walls = np.flatnonzero(capacities > 0)
        self._sites = cells.wall_sites[walls]
        self._starts, self._round = _cells_round(cells, walls)
        self._capacity = capacities[walls]
        self.room = self._capacity.copy()  # (n,) cells of liquid

    def take(
        self,
        amount: float,
        populations: NDArray[np.float32],
        mass: NDArray[np.float32],
        liquid: NDArray[np.float32],
        grid_sites: NDArray[np.int32],
    ) -> None:
        """Let each wall that touches liquid take `amount` (cells) or what it has room for."""
        _take(
            np.float32(amount),
            self.room,
            self._starts,
            self._round,
            populations,
            mass,
            liquid,
            grid_sites,
            _WEIGHTS,
        )

    def soaked(self, cells: Cells) -> NDArray[np.float32]:
        """Cells of liquid soaked up at each lattice site (sites,)."""
        taken = np.zeros(int(np.prod(cells.shape)), np.float32)
        taken[cells.lattice_sites(self._sites)] = self._capacity - self.room
        return taken


def _cells_round(cells: Cells, walls: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Fluid cells round each wall, but those of the open ends, as compressed rows."""
    number = np.full(grid_size(cells.shape), -1, np.int32)
    number[cells.grid_sites[: cells.fluid]] = np.arange(cells.fluid, dtype=np.int32)
    number[cells.grid_sites[cells.inlet]] = -1
    number[cells.grid_sites[cells.outlet]] = -1
    fill_ring(number, *cells.shape)
    around = number[cells.wall_sites[walls][:, None] + offsets(cells.shape)[None, 1:]]
    bits = cells.wall_masks[walls][:, None] >> np.arange(18, dtype=np.uint32) & 1
    is_fluid = (bits == 1) & (around >= 0)
    starts = np.concatenate([[0], np.cumsum(is_fluid.sum(axis=1))]).astype(np.int32)
    return starts, around[is_fluid]


@njit(cache=True, nogil=True, fastmath=True)
def _take(amount, room, starts, members, f, mass, liquid, grid_sites, weights):  # type: ignore[no-untyped-def]
    for wall in range(len(room)):
        if room[wall] <= 0:
            continue
        touched = 0
        for m in range(starts[wall], starts[wall + 1]):
            touched += liquid[grid_sites[members[m]]] > np.float32(0.5)
        if touched == 0:
            continue
        taken = min(amount, room[wall])
        room[wall] -= taken
        each = taken / np.float32(touched)
        for m in range(starts[wall], starts[wall + 1]):
            cell = members[m]
            if liquid[grid_sites[cell]] > np.float32(0.5):
                mass[cell] -= each
                for i in range(19):
                    f[i, cell] -= each * weights[i]
