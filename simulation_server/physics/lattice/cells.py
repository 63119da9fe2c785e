"""The list of lattice cells that are computed: only fluid, with neighbours by index.

Cells are numbered in three runs: bulk (collided), open (the outermost layer of a reservoir, set by the
boundary condition) and wall (solid cells that touch fluid; they hold only a phase value, for the wetting).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .lanes import padded, to_blocks
from .stencils import VELOCITIES


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbered cells of a lattice periodic in x and y, closed or open at its two z ends."""

    shape: tuple[int, int, int]
    sites: NDArray[np.int64]  # (bulk + open,) flat lattice site of each fluid cell
    bulk: int  # cells that collide
    outlet: NDArray[np.int32]  # (m,) open cells at z = 0
    inlet: NDArray[np.int32]  # (m,) open cells at the largest z
    neighbours: NDArray[
        np.uint32
    ]  # (18, bulk padded), blocked: cell at x + e_(k+1); numbers >= fluid are walls
    wall_starts: NDArray[np.int32]  # (walls + 1,) into wall_cells
    wall_cells: NDArray[np.int32]  # fluid cells round each wall cell
    wall_weights: NDArray[np.float32]  # their shares, 1 in sum for each wall cell

    @property
    def fluid(self) -> int:
        """Number of bulk and open cells."""
        return len(self.sites)

    @property
    def walls(self) -> int:
        """Number of wall cells."""
        return len(self.wall_starts) - 1


def number_cells(solid: NDArray[np.bool_], *, open_ends: bool = True) -> Cells:
    """Number the fluid cells of `solid` (nx, ny, nz); with `open_ends` the first and last z layer are open.

    Without `open_ends`, both z ends are walls.
    """
    if open_ends and (solid[:, :, 0].any() or solid[:, :, -1].any()):
        raise PhysicsError("the open end layers hold solid cells; expected fluid only: add reservoir layers")
    if not open_ends:
        solid = np.pad(solid, ((0, 0), (0, 0), (1, 1)), constant_values=True)
    shape = solid.shape
    is_open = np.zeros(shape, bool)
    if open_ends:
        is_open[:, :, 0] = is_open[:, :, -1] = True
    bulk_sites = np.flatnonzero(~solid & ~is_open)
    if len(bulk_sites) == 0:
        raise PhysicsError("the lattice has no fluid cell; expected an open pore: check the porosity")
    open_sites = np.flatnonzero(is_open)
    sites = np.concatenate([bulk_sites, open_sites])
    number = np.full(solid.size, -1, np.int32)
    number[sites] = np.arange(len(sites), dtype=np.int32)

    around = _sites_around(bulk_sites, shape)  # (18, bulk)
    wall_sites = np.unique(around[number[around] < 0])
    number[wall_sites] = len(sites) + np.arange(len(wall_sites), dtype=np.int32)
    starts, members, weights = _fluid_round_walls(wall_sites, shape, number, len(sites))
    table = np.full((18, padded(len(bulk_sites))), len(sites), np.uint32)
    table[:, : len(bulk_sites)] = number[around]
    end = number[open_sites]
    at_top = open_sites % shape[2] != 0
    return Cells(
        shape=shape,
        sites=sites,
        bulk=len(bulk_sites),
        outlet=end[~at_top],
        inlet=end[at_top],
        neighbours=to_blocks(table),
        wall_starts=starts,
        wall_cells=members,
        wall_weights=weights,
    )


def _sites_around(sites: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.int64]:
    x, y, z = np.unravel_index(sites, shape)
    ex, ey, ez = VELOCITIES[1:].T[:, :, None]
    # Only the walls of closed ends look past the first or last layer, where the clip repeats solid.
    beyond = np.clip(z + ez, 0, shape[2] - 1)
    return np.ravel_multi_index(((x + ex) % shape[0], (y + ey) % shape[1], beyond), shape)


def _fluid_round_walls(
    wall_sites: NDArray[np.int64], shape: tuple[int, ...], number: NDArray[np.int32], fluid: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Fluid cells round each wall cell as compressed rows; axis neighbours weigh twice the diagonals."""
    around = number[_sites_around(wall_sites, shape)].T  # (walls, 18)
    is_fluid = (around >= 0) & (around < fluid)
    share = np.where(np.arange(18) < 6, 2.0, 1.0) * is_fluid
    share /= share.sum(axis=1, keepdims=True)
    starts = np.concatenate([[0], np.cumsum(is_fluid.sum(axis=1))]).astype(np.int32)
    return starts, around[is_fluid].astype(np.int32), share[is_fluid].astype(np.float32)
