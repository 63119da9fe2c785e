"""Local pore size: the diameter of the largest sphere that fits in the pores and covers a voxel.

The local thickness of Hildebrand and Ruegsegger (1997), on voxels periodic in x and y or not. The faces at
both ends of z, and of axes that are not periodic, do not limit a sphere: pores are seen as going on behind
them. Spheres are centred on a grid twice as fine, so that a pore of an odd number of voxels has one on its
axis too; a large volume has enough pores of each size without.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .distance_to_solid import distance_to_solid


@dataclass(frozen=True, slots=True)
class PoreSizes:
    """Volume-weighted distribution of the local pore diameter."""

    diameter_um: NDArray[np.float64]  # (k,) rising
    volume_share: NDArray[np.float64]  # (k,) of the pore volume at each diameter; sums to 1

    def quantile_um(self, share: float) -> float:
        """Diameter below which lies this share of the pore volume, interpolated between sizes."""
        middles = np.cumsum(self.volume_share) - 0.5 * self.volume_share
        return float(np.interp(share, middles, self.diameter_um))

    @property
    def median_um(self) -> float:
        """Volume-median pore diameter."""
        return self.quantile_um(0.5)


_LARGE = 8_000_000
"""Voxels above which spheres are centred on the voxels alone."""


def pore_sizes(pore: NDArray[np.bool_], voxel_um: float, *, periodic: bool = True) -> PoreSizes:
    """Distribution of the local diameter of the pores in `pore` (nx, ny, nz), True in pores."""
    if not pore.any():
        raise PhysicsError("no pore voxel in the volume: expected some room left by the solids")
    times = 1 if pore.size > _LARGE else 2
    fine = pore if times == 1 else pore.repeat(2, axis=0).repeat(2, axis=1).repeat(2, axis=2)
    distance = distance_to_solid(fine, periodic=periodic)
    if not np.isfinite(distance.max()):
        raise PhysicsError("no solid voxel in the volume: expected pores with walls")
    covered = np.zeros_like(distance)
    _paint_largest_spheres(distance, covered, periodic)
    radii, counts = np.unique(covered[fine], return_counts=True)
    return PoreSizes(radii.astype(np.float64) * (2.0 * voxel_um / times), counts / counts.sum())


@njit(cache=True, nogil=True)
def _inside_a_neighbours(distance: NDArray[np.float32], i: int, j: int, k: int, periodic: bool) -> bool:
    """Whether the sphere at a voxel lies wholly in that of a face neighbour, and so adds nothing."""
    nx, ny, nz = distance.shape
    larger = distance[i, j, k] + np.float32(1.0)
    return (
        ((periodic or i + 1 < nx) and distance[(i + 1) % nx, j, k] >= larger)
        or ((periodic or i > 0) and distance[(i - 1) % nx, j, k] >= larger)
        or ((periodic or j + 1 < ny) and distance[i, (j + 1) % ny, k] >= larger)
        or ((periodic or j > 0) and distance[i, (j - 1) % ny, k] >= larger)
        or (k + 1 < nz and distance[i, j, k + 1] >= larger)
        or (k > 0 and distance[i, j, k - 1] >= larger)
    )


@njit(cache=True, nogil=True)
def _paint_largest_spheres(
    distance: NDArray[np.float32], covered: NDArray[np.float32], periodic: bool
) -> None:
    """Writes to `covered` the largest `distance` among the voxels whose sphere reaches there."""
    nx, ny, nz = covered.shape
    for i in range(nx):
        for j in range(ny):
            for k in range(nz):
                reach = distance[i, j, k]
                if reach <= 0.0 or _inside_a_neighbours(distance, i, j, k, periodic):
                    continue
                square = reach * reach
                span = int(np.ceil(reach)) - 1
                for di in range(-span, span + 1):
                    if not periodic and not 0 <= i + di < nx:
                        continue
                    a = (i + di) % nx
                    for dj in range(-span, span + 1):
                        left = square - di * di - dj * dj
                        if left <= 0.0 or (not periodic and not 0 <= j + dj < ny):
                            continue
                        b = (j + dj) % ny
                        rise = int(np.ceil(np.sqrt(left))) - 1
                        for c in range(max(0, k - rise), min(nz, k + rise + 1)):
                            if covered[a, b, c] < reach:
                                covered[a, b, c] = reach
