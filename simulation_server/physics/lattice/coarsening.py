"""A segmented volume on a lattice of another spacing, with the same porosity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coarse:
    """Kind of each lattice cell, 0 a pore, and the spacing that fits whole cells into the first edge."""

    kinds: NDArray[np.uint8]  # (nx, ny, nz)
    lattice_um: float

    @property
    def solid(self) -> NDArray[np.bool_]:
        """Where the lattice is not pore (nx, ny, nz)."""
        return self.kinds != 0


def coarsen(kinds: NDArray[np.uint8] | NDArray[np.bool_], voxel_um: float, lattice_um: float) -> Coarse:
    """Cells of about `lattice_um`: the fullest of solid are solid, as many as keep the porosity.

    `kinds` (nx, ny, nz) is 0 in pores; a solid cell takes the kind that fills most of it. Each edge is cut
    into a whole number of cells (so the lattice stays periodic), which changes the spacing by at most half a
    cell over the edge.
    """
    shape = tuple(max(1, round(n * voxel_um / lattice_um)) for n in kinds.shape)
    overlaps = [_overlaps(fine, cells) for fine, cells in zip(kinds.shape, shape, strict=True)]
    share = np.zeros(shape)
    largest = np.zeros(shape)
    majority = np.zeros(shape, np.uint8)
    for kind in (k for k in np.unique(kinds) if k != 0):
        filled = _shares(kinds == kind, overlaps)
        share += filled
        majority[filled > largest] = kind
        np.maximum(largest, filled, out=largest)
    wanted = round(float((kinds != 0).mean()) * share.size)
    fullest = np.argsort(-share.ravel(), kind="stable")[:wanted]
    coarse = np.zeros(share.size, np.uint8)
    coarse[fullest] = majority.ravel()[fullest]
    return Coarse(coarse.reshape(shape), kinds.shape[0] * voxel_um / shape[0])


def _shares(inside: NDArray[np.bool_], overlaps: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Share of each coarse cell that `inside` (fine) fills."""
    share = inside.astype(np.float64)
    for axis, overlap in enumerate(overlaps):
        share = np.moveaxis(np.tensordot(overlap, share, axes=(1, axis)), 0, axis)
    return share


def _overlaps(fine: int, coarse: int) -> NDArray[np.float64]:
    """Share of each coarse cell (rows) that each fine voxel (columns) covers."""
    edges = np.linspace(0.0, fine, coarse + 1)
    voxels = np.arange(fine)
    low = np.maximum(edges[:-1, None], voxels)
    high = np.minimum(edges[1:, None], voxels + 1)
    return np.clip(high - low, 0.0, None) * (coarse / fine)
