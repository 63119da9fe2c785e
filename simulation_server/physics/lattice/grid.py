"""The padded grid of the phase field C: every lattice site, with a ring of copies round x and y.

C stands on the whole lattice, solids included (wall cells hold the value the wetting gives them), so that
its gradient is a stencil of constant offsets. Site (x, y, z) is at `FRONT + ((x + 1) (ny + 2) + y + 1) nz +
z`; the ring repeats the far side, which makes the lattice periodic.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .stencils import VELOCITIES

FRONT = 16
"""Spare values before the first and after the last site, so that a stencil never leaves the array."""


def grid_size(shape: tuple[int, int, int]) -> int:
    """Length of the flat padded grid of a lattice (nx, ny, nz)."""
    nx, ny, nz = shape
    return (nx + 2) * (ny + 2) * nz + 2 * FRONT


def offsets(shape: tuple[int, int, int]) -> NDArray[np.int32]:
    """(19,) distance in the flat grid to the neighbour in each direction."""
    _, ny, nz = shape
    steps: NDArray[np.int32] = (VELOCITIES @ np.array([(ny + 2) * nz, nz, 1])).astype(np.int32)
    return steps


def inner(grid: NDArray[np.generic], shape: tuple[int, int, int]) -> NDArray[np.generic]:
    """View (nx, ny, nz) of the flat grid's own sites."""
    nx, ny, nz = shape
    return grid[FRONT:-FRONT].reshape(nx + 2, ny + 2, nz)[1:-1, 1:-1]


@njit(cache=True, nogil=True)
def fill_ring(grid, nx, ny, nz):  # type: ignore[no-untyped-def]
    """Copy the sides of the flat `grid` into its ring."""
    plane = (ny + 2) * nz
    for x in range(1, nx + 1):
        row = FRONT + x * plane
        grid[row : row + nz] = grid[row + ny * nz : row + (ny + 1) * nz]
        grid[row + (ny + 1) * nz : row + plane] = grid[row + nz : row + 2 * nz]
    last = FRONT + nx * plane
    grid[FRONT : FRONT + plane] = grid[last : last + plane]
    first = FRONT + plane
    grid[last + plane : last + 2 * plane] = grid[first : first + plane]
