"""The cells that are computed: fluid ones, numbered column by column, and the walls round them.

Only fluid cells hold populations. Cells of one column (x, y) are numbered in the order of z, so that cells in
a row have neighbours in a row.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .grid import FRONT, fill_ring, grid_size, inner, offsets
from .lanes import padded
from .pieces import Pieces, find_pieces, origins
from .stencils import VELOCITIES

KIND_SHIFT = 18
"""A wall's kind stands in its mask above the bits of the eighteen directions."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbered cells of a lattice periodic in x and y, closed or open at its two z ends."""

    shape: tuple[int, int, int]
    fluid: int  # cells with populations
    grid_sites: NDArray[np.int32]  # (fluid padded,) place of each in the padded grid
    pieces: Pieces  # where the neighbours of each block of cells are
    outlet: NDArray[np.int32]  # (m,) open cells at z = 0
    inlet: NDArray[np.int32]  # (m,) open cells at the largest z
    ends: NDArray[np.int32]  # (2 m,) both in order: outlet and inlet of each column in turn
    end_origins: NDArray[np.int32]  # (2 m, 2, 18) origins of each, and of the cell inside it
    wall_sites: NDArray[np.int32]  # (walls,) solid cells that touch fluid, in the padded grid
    wall_masks: NDArray[np.uint32]  # (walls,) bit k - 1: fluid in direction k; above: the kind

    @property
    def sites(self) -> NDArray[np.int64]:
        """(fluid,) flat lattice site of each fluid cell."""
        return self.lattice_sites(self.grid_sites[: self.fluid])

    def lattice_sites(self, grid_sites: NDArray[np.int32]) -> NDArray[np.int64]:
        """Flat lattice sites of places in the padded grid."""
        _, ny, nz = self.shape
        column, z = np.divmod(grid_sites.astype(np.int64) - FRONT, nz)
        x, y = np.divmod(column, ny + 2)
        return ((x - 1) * ny + y - 1) * nz + z

    @property
    def wall_kinds(self) -> NDArray[np.uint8]:
        """(walls,) kind of each wall cell."""
        return (self.wall_masks >> KIND_SHIFT).astype(np.uint8)


def number_cells(kinds: NDArray[np.uint8], *, open_ends: bool = True) -> Cells:
    """Number the fluid cells (kind 0) of `kinds` (nx, ny, nz); the first and last z layer may be open."""
    solid = kinds != 0
    if open_ends and (solid[:, :, 0].any() or solid[:, :, -1].any()):
        raise PhysicsError("the open end layers hold solid cells; expected fluid only: add reservoir layers")
    shape = kinds.shape
    per_column = (~solid).sum(axis=2, dtype=np.int64).ravel()
    fluid = int(per_column.sum())
    if fluid - 2 * open_ends * shape[0] * shape[1] <= 0:
        raise PhysicsError("the lattice has no fluid cell; expected an open pore: check the porosity")
    if grid_size(shape) >= 2**31:
        raise PhysicsError(f"a lattice of {shape}; expected fewer than {2**31} cells: take a coarser lattice")
    starts = np.concatenate([[0], np.cumsum(per_column)]).astype(np.int32)  # first cell of each column
    outlet, inlet = (starts[:-1], starts[1:] - np.int32(1)) if open_ends else (starts[:0], starts[:0])
    ends = np.stack([outlet, inlet], axis=1).ravel()

    number = np.full(grid_size(shape), -1, np.int32)
    inner(number, shape)[~solid] = np.arange(fluid, dtype=np.int32)
    fill_ring(number, *shape)
    places = np.arange(FRONT, len(number) - FRONT, dtype=np.int32).reshape(shape[0] + 2, shape[1] + 2, -1)
    places = places[1:-1, 1:-1]
    grid_sites = np.zeros(padded(fluid), np.int32)
    grid_sites[:fluid] = places[~solid]

    steps, climbs = offsets(shape), VELOCITIES[:, 2].astype(np.int32)
    first_two = grid_sites[np.stack([ends, ends + np.tile([1, -1], len(outlet))], axis=1)]
    solid_places = places[solid]
    wall_masks = np.zeros(len(solid_places), np.uint32)
    _mark(wall_masks, solid_places, number, steps, climbs, shape[2])
    touching = wall_masks != 0
    wall_masks |= kinds[solid].astype(np.uint32) << KIND_SHIFT
    return Cells(
        shape=shape,
        fluid=fluid,
        grid_sites=grid_sites,
        pieces=find_pieces(number, grid_sites, fluid, steps, climbs, shape[2]),
        outlet=outlet,
        inlet=inlet,
        ends=ends,
        end_origins=origins(number, first_two.ravel(), steps, climbs, shape[2]).reshape(-1, 2, 18),
        wall_sites=solid_places[touching],
        wall_masks=wall_masks[touching],
    )


@njit(cache=True, nogil=True)
def _mark(mask, sites, number, steps, climbs, nz):  # type: ignore[no-untyped-def]
    """Set the bits of the directions in which there is fluid; nothing lies beyond the first and last z."""
    for c in range(len(sites)):
        z = (sites[c] - FRONT) % nz
        for k in range(1, 19):
            if 0 <= z + climbs[k] < nz and number[sites[c] + steps[k]] >= 0:
                mask[c] |= np.uint32(1 << (k - 1))
