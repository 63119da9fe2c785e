"""Stepped walls: how much less each of their cells pulls.

Where a wall slopes across the lattice, its steps have more surface than the smooth wall they stand for, in
the ratio |n_x| + |n_y| + |n_z| of its normal n: 1.41 at 45 degrees. Part of that surplus pulls. If each wall
cell pulled as one of a flat plate does, capillary pressure would be too high by some 5 to 15 % in tubes, on
round rods and in tilted slits alike. So the pull is divided by 1 + EXCESS (|n_x| + |n_y| + |n_z| - 1). The
normal is that of the solid smoothed over some cells.

Found on 2026-11-23 on plugs at rest, angles of 30, 45, 60 and 75 degrees, tension over viscosity 1 and a gas
of a third of the viscosity. Capillary pressure over that of the smooth shape, without and with it:

    tubes of radius 5 to 10.5        1.10 to 1.17    0.98 to 1.07
    tubes of radius 2.5 to 4.5       1.01 to 1.15    0.88 to 1.10
    tilted tubes, radius 3 to 6      1.03 to 1.19    0.90 to 1.04
    rods of radius 2.5 to 6          1.03 to 1.10    0.93 to 1.03
    slits of 8 tilted by 18 to 63    0.98 to 1.22    0.92 to 1.05
    slits of 3.5 to 5, tilted        1.00 to 1.14    0.86 to 1.07

What is left in the narrow ones has a sign that turns with the angle: the interface is as wide as the pore. A
correction by each cell's distance from the fluid along the normal did as well in wide tubes, but left rods
and tilted slits up to 30 % short.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .cells import Cells

EXCESS = 0.35
"""Share of the steps' surplus surface that pulls."""
SMOOTHING = 1.5
"""Standard deviation of the smoothing, cells."""
_CLEAR = 0.06
"""Gradient of the smoothed solid (1/cell) at which a normal is trusted in full; 0.25 at a plate."""
_MOST = np.sqrt(2.0) - 1.0
"""Surplus beyond which no more is taken off: that of steps along one axis."""


def slopes(cells: Cells) -> NDArray[np.float32]:
    """What each wall cell's pull (walls,) is multiplied by; 1 where the wall lies along the lattice."""
    normal, trust = _normals(cells)
    surplus = np.minimum(np.abs(normal).sum(axis=1) - 1.0, _MOST)
    return (1.0 / (1.0 + EXCESS * trust * surplus)).astype(np.float32)


def _normals(cells: Cells) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Normals (walls, 3) of the wall cells towards the fluid, and how far (walls,) they can be trusted."""
    solid = np.ones(int(np.prod(cells.shape)), np.float32)
    solid[cells.sites] = 0.0
    smooth = ndimage.gaussian_filter(
        solid.reshape(cells.shape), SMOOTHING, mode=("wrap", "wrap", "nearest"), truncate=2.0
    )
    at = np.array(np.unravel_index(cells.lattice_sites(cells.wall_sites), cells.shape))
    normal = np.empty((len(cells.wall_sites), 3))
    for axis, size in enumerate(cells.shape):
        before, after = at.copy(), at.copy()
        before[axis] -= 1
        after[axis] += 1
        if axis < 2:
            before[axis] %= size
            after[axis] %= size
        else:
            before[axis], after[axis] = before[axis].clip(0), after[axis].clip(None, size - 1)
        normal[:, axis] = 0.5 * (smooth[tuple(before)] - smooth[tuple(after)])
    steepness = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(steepness, 1e-6)[:, None]
    return normal, np.minimum(1.0, steepness / _CLEAR)
