"""Channels, sphere arrays and packings on the lattice, for the checks of infiltration. True is solid."""

import numpy as np
from numpy.typing import NDArray

Solid = NDArray[np.bool_]

ENDS = 3
"""Layers of open fluid before and behind a channel."""


def slit(gap: int, length: int) -> Solid:
    """Two plates `gap` cells apart, (gap + 1, 1, length + 2 ENDS): one solid layer is both."""
    solid = np.zeros((gap + 1, 1, length + 2 * ENDS), bool)
    solid[0, :, ENDS:-ENDS] = True
    return solid


def tube(radius: float, length: int) -> Solid:
    """A round tube along z, (n, n, length + 2 ENDS)."""
    edge = int(np.ceil(2 * radius)) + 2
    x, y = np.indices((edge, edge)) - (edge - 1) / 2
    solid = np.zeros((edge, edge, length + 2 * ENDS), bool)
    solid[:, :, ENDS:-ENDS] = (x * x + y * y > radius * radius)[:, :, None]
    return solid


def round_radius(solid: Solid) -> float:
    """Radius of the circle with the area of a tube's cells."""
    return float(np.sqrt((~solid[:, :, solid.shape[2] // 2]).sum() / np.pi))


def simple_cubic(edge: int, solid_share: float) -> Solid:
    """One sphere in a cube of `edge` cells, (edge, edge, edge), whose cells come to the solid share."""
    x, y, z = np.indices((edge,) * 3) - (edge - 1) / 2
    squares = x * x + y * y + z * z
    cells = round(solid_share * edge**3)
    # Cells come in shells of one distance; the cut lies at the one that misses the share least.
    return squares <= np.sort(squares.ravel())[cells - 1]


def packing(edge: int, porosity: float, seed: int, radii: tuple[float, float] = (3.0, 7.0)) -> Solid:
    """Overlapping spheres at random places, (edge, edge, edge), periodic in x and y."""
    random = np.random.default_rng(seed)
    grid = np.indices((edge,) * 3).reshape(3, -1).T
    solid = np.zeros(len(grid), bool)
    while solid.mean() < 1.0 - porosity:
        apart = np.abs(grid - random.random(3) * edge)
        apart[:, :2] = np.minimum(apart[:, :2], edge - apart[:, :2])
        solid |= (apart**2).sum(axis=1) < random.uniform(*radii) ** 2
    return solid.reshape((edge,) * 3)
