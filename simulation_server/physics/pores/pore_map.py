"""What a segmentation of the pore space says: pores, and the throats between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Throats:
    """Where two regions touch, or where a pore opens at one end: t of them."""

    pores: Ints  # (t, 2); for openings (t, 1)
    area_um2: Floats  # (t,)
    radius_um: Floats  # (t,) of the largest sphere that passes
    square_um4: Floats  # (t,) distance to the wall squared, integrated over the area: carries the flow
    centre_um: Floats  # (t, 3); across a periodic side it may lie outside the box


@dataclass(frozen=True, slots=True)
class PoreMap:
    """Pores of a volume that is periodic in x and y, the inlet at the last z layer and the vent at the first.

    `labels` is 0 in solids and k + 1 in pore k.
    """

    labels: NDArray[np.int32]  # (nx, ny, nz)
    lattice_um: float
    distance_um: NDArray[np.float32]  # (nx, ny, nz) from a pore cell's centre to the wall
    volume_um3: Floats  # (n,)
    radius_um: Floats  # (n,) of the largest sphere inside
    square_um2: Floats  # (n,) mean of the squared distance to the wall
    centre_um: Floats  # (n, 3) of volume
    low_um: Floats  # (n,) height of the lowest cell's lower face
    high_um: Floats  # (n,) height of the highest cell's upper face
    throats: Throats
    inlet: Throats
    vent: Throats

    @property
    def count(self) -> int:
        """Number of pores."""
        return len(self.volume_um3)

    @property
    def edges_um(self) -> Floats:
        """Edges (3,) of the volume."""
        return np.array(self.labels.shape) * self.lattice_um

    @property
    def depth_um(self) -> Floats:
        """Distance (n,) of the pores' centres from the inlet."""
        depth: Floats = self.edges_um[2] - self.centre_um[:, 2]
        return depth

    @property
    def coordination(self) -> Ints:
        """Throats of each pore (n,), the ends not counted."""
        counts: Ints = np.bincount(self.throats.pores.ravel(), minlength=self.count)
        return counts

    def between_um(self, first: Floats, second: Floats) -> Floats:
        """Vectors (k, 3) from `first` to the nearest periodic image of `second`."""
        apart = second - first
        edges = self.edges_um[:2]
        apart[:, :2] -= edges * np.round(apart[:, :2] / edges)
        return apart
