"""A nonwoven separator on the electrode: straight fibres in the plane, resolved by the lattice.

Nonwovens of polymer fibres have pores of micrometres and a porosity of 45 to 60 % (reviews of separators,
e.g. Arora and Zhang 2004). The stretched films of most cells have pores of tens of nanometres, which no
lattice of the electrode's spacing resolves. Only the layer next to the electrode is made.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

THICKNESS_UM, POROSITY, FIBRE_UM = 12.0, 0.5, 3.0


def nonwoven(shape: tuple[int, int], lattice_um: float, seed: int) -> NDArray[np.bool_]:
    """Fibres (nx, ny, nz) on a lattice periodic in x and y, about THICKNESS_UM high."""
    layers = max(3, round(THICKNESS_UM / lattice_um))
    rng = np.random.default_rng(seed)
    edges = np.array([*shape, layers])
    axes = np.zeros(edges, bool)
    length = 2.0 * float(np.hypot(*shape))
    along = np.arange(0.0, length, 0.5)
    radius = 0.5 * FIBRE_UM / lattice_um
    fibres = np.zeros(edges, bool)
    while fibres.mean() < 1.0 - POROSITY:
        start, angle = rng.random(3) * edges, rng.uniform(0.0, np.pi)
        line = np.stack([start[0] + along * np.cos(angle), start[1] + along * np.sin(angle)])
        x, y = np.floor(line).astype(np.int64) % edges[:2, None]
        axes[x, y, int(start[2])] = True
        fibres = _thickened(axes, radius)
    return fibres


def _thickened(axes: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """Cells within `radius` of a cell of the fibres' axes, across the periodic sides too."""
    reach = int(np.ceil(radius))
    wrapped = np.pad(axes, ((reach, reach), (reach, reach), (0, 0)), mode="wrap")
    near = distance_transform_edt(~wrapped) <= radius
    result: NDArray[np.bool_] = near[reach:-reach, reach:-reach]
    return result
