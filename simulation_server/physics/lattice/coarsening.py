"""A segmented volume on a lattice of another spacing, with the same porosity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coarse:
    """Solid on the lattice (nx, ny, nz) and the spacing that fits whole cells into the first edge."""

    solid: NDArray[np.bool_]
    lattice_um: float


def coarsen(solid: NDArray[np.bool_], voxel_um: float, lattice_um: float) -> Coarse:
    """Cells of about `lattice_um`: the fullest of solid are solid, as many as keep the porosity.

    Each edge is cut into a whole number of cells (so the lattice stays periodic), which changes the spacing
    by at most half a cell over the edge.
    """
    shape = tuple(max(1, round(n * voxel_um / lattice_um)) for n in solid.shape)
    share = solid.astype(np.float64)
    for axis, cells in enumerate(shape):
        overlap = _overlaps(solid.shape[axis], cells)
        share = np.moveaxis(np.tensordot(overlap, share, axes=(1, axis)), 0, axis)
    wanted = round(float(solid.mean()) * share.size)
    coarse = np.zeros(share.size, bool)
    coarse[np.argsort(-share.ravel(), kind="stable")[:wanted]] = True
    return Coarse(coarse.reshape(shape), solid.shape[0] * voxel_um / shape[0])


def _overlaps(fine: int, coarse: int) -> NDArray[np.float64]:
    """Share of each coarse cell (rows) that each fine voxel (columns) covers."""
    edges = np.linspace(0.0, fine, coarse + 1)
    voxels = np.arange(fine)
    low = np.maximum(edges[:-1, None], voxels)
    high = np.minimum(edges[1:, None], voxels + 1)
    return np.clip(high - low, 0.0, None) * (coarse / fine)
