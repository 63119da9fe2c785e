"""Stepped walls: how far their fluid lies along the wall's normal.

Where a wall slopes across the lattice its steps have more surface than the smooth wall they stand for, and
if each wall cell pulled as one of a flat plate does, the wall would pull too strongly. The wetting condition
holds for the gradient along the normal, so a wall cell's pull counts for the distance along the normal from
it to the mean of its fluid neighbours: 1 at plates along the lattice, 0.79 (first cells) and 1.41 (those
behind) at 45 degrees. The normal is that of the solid smoothed over some cells.

That takes away some 55 % of the excess; GAIN, most of the rest. Found on 2026-11-22 on plugs at rest. The
cosine of the pressure jump over the one set, without and with it: round tubes of radius 5 to 8, 1.09 to 1.14
and 0.99 to 1.05 (1.07 in radius 5 at 30 degrees); plates tilted by 27 to 63 degrees, 1.07 to 1.27 and 0.91
to 1.04; plates tilted by 18 degrees, 0.95 to 1.05 and some 10 % less. In tubes of radius 3 to 4 the interface
is as wide as the pore, the jump falls short by itself, and this takes off some percent more.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .cells import Cells
from .stencils import VELOCITIES

GAIN = 1.8
"""Share of a distance's departure from 1 that the pull departs."""
SMOOTHING = 1.5
"""Standard deviation of the smoothing, cells."""
_CLEAR = 0.06
"""Gradient of the smoothed solid (1/cell) at which a normal is trusted in full; 0.25 at a plate."""
_LEAST, _MOST = 0.6, np.sqrt(2.0)


def slopes(cells: Cells) -> NDArray[np.float32]:
    """What each wall cell's pull (walls,) is multiplied by; 1 where the wall lies along the lattice."""
    normal, trust = _normals(cells)
    along = np.zeros(len(trust))
    weights = np.zeros(len(trust))
    for direction, velocity in enumerate(VELOCITIES[1:]):  # axis neighbours weigh twice, as in set_walls
        weight = (cells.wall_masks >> np.uint32(direction) & np.uint32(1)) * (2.0 if direction < 6 else 1.0)
        along += weight * np.abs(normal @ velocity)  # both sides of a wall of one cell count
        weights += weight
    distance = np.clip(along / weights, _LEAST, _MOST)
    return (1.0 + GAIN * trust * (distance - 1.0)).astype(np.float32)


def _normals(cells: Cells) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Normals (walls, 3) of the wall cells towards the fluid, and how far (walls,) they can be trusted."""
    solid = np.ones(int(np.prod(cells.shape)), np.float32)
    solid[cells.sites] = 0.0
    smooth = ndimage.gaussian_filter(
        solid.reshape(cells.shape), SMOOTHING, mode=("wrap", "wrap", "nearest"), truncate=3.0
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
