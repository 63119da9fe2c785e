"""The faces between active material and electrolyte, each with its share of the true surface.

Voxel faces overstate an inclined surface (a sphere's by one half). Each face is therefore weighted by
|n.e|, n the normal of the smoothed active material there and e the face's own: the projection that turns the
staircase back into the surface it stands for. What smoothing loses at contacts and narrow gaps is put
back by one factor, so that the sum is the surface that structure analysis measures (Crofton's formula,
voxels/surface_area.py).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulation_server.physics.voxels.surface_area import interface_areas

from .lattice import ACTIVE, F64, Lattice, Part

_SMOOTHING_VOXELS = 0.7
_WET = (Part.PORE, Part.CBD, Part.COUNTER_PORE)
"""Parts whose electrolyte reacts with active material; a separator's fibres keep their distance."""


class Surface(NamedTuple):
    """Faces (n,), as kernels take them; cells are indices of padded, raveled fields."""

    solid: NDArray[np.int64]  # cell of active material
    liquid: NDArray[np.int64]  # cell of electrolyte
    area_m2: NDArray[np.float64]  # true surface
    reach_m: NDArray[np.float64]  # from the active cell's centre to the surface
    crowd_m2: NDArray[np.float64]  # true surface of the active cell, all its faces together
    material: NDArray[np.int64]  # number of the active material


def reaction_surface(
    lattice: Lattice, reacts: NDArray[np.bool_], wet: NDArray[np.bool_]
) -> tuple[Surface, float]:
    """The faces between cells that react (n0, n1, n2) and wet ones, and how far the weights are corrected.

    The second value is the true area over the weights' own; 1 where smoothing loses nothing.
    """
    parts = [_faces(lattice, number, part) for number, part in enumerate(ACTIVE)]
    corrections = [correction for _, correction in parts if correction > 0.0]
    found = [np.concatenate(columns) for columns in zip(*(faces for faces, _ in parts), strict=True)]
    order = np.argsort(found[0], kind="stable")
    solid, liquid, area, reach, material = (column[order] for column in found)
    keep = np.pad(reacts, 1).ravel()[solid] & np.pad(wet, 1).ravel()[liquid]
    solid, liquid, area, reach, material = (column[keep] for column in (solid, liquid, area, reach, material))
    _, cell = np.unique(solid, return_inverse=True)
    crowd = np.asarray(np.bincount(cell, weights=area)[cell] if cell.size else area, dtype=np.float64)
    return Surface(solid, liquid, area, reach, crowd, material), corrections[0] if corrections else 1.0


def gathered(cells: NDArray[np.int64], values: NDArray[np.float64], shape: tuple[int, ...]) -> F64:
    """Sums the faces' `values` (n,) in the cells they belong to; a padded field of `shape`."""
    total = np.bincount(cells, weights=values, minlength=int(np.prod(shape)))
    return np.asarray(total, dtype=np.float64).reshape(shape)


def _faces(lattice: Lattice, number: int, part: Part) -> tuple[list[NDArray[np.generic]], float]:
    """Columns solid, liquid, area, reach, material of one material's faces, and the correction."""
    active = lattice.part == part
    wet = np.isin(lattice.part, _WET)
    smooth = gaussian_filter(
        active.astype(np.float32), _SMOOTHING_VOXELS, mode=("nearest", "wrap", "wrap"), truncate=3.0
    )
    slope = _gradient(smooth)
    length = np.sqrt(sum(component**2 for component in slope))
    index = np.arange(np.prod([n + 2 for n in active.shape])).reshape([n + 2 for n in active.shape])
    inner = index[1:-1, 1:-1, 1:-1]
    columns: list[list[NDArray[np.generic]]] = [[], [], []]
    for axis in range(3):
        for towards in (1, -1):
            liquid = np.roll(wet, -towards, axis)
            if axis == 0:
                liquid[-1 if towards > 0 else 0] = False
            here = active & liquid
            both = slope[axis] + np.roll(slope[axis], -towards, axis)
            steep = length + np.roll(length, -towards, axis)
            weight = np.abs(both)[here] / np.maximum(steep[here], 1e-9)
            columns[0].append(inner[here])
            columns[1].append(np.roll(inner, -towards, axis)[here])
            columns[2].append(np.minimum(weight, 1.0))
    solid, liquid_cell = (np.concatenate(column) for column in columns[:2])
    weight = np.concatenate(columns[2]).astype(np.float64)
    if weight.size == 0:
        return [solid, liquid_cell, weight, weight, solid], 0.0
    area = interface_areas(np.ascontiguousarray(np.moveaxis(lattice.part, 0, 2)), len(Part))[part]
    true_faces = float(sum(area[list(_WET)])) * lattice.part.size
    correction = true_faces / float(weight.sum())
    edge = lattice.edge_m
    return [
        solid, liquid_cell, weight * (correction * edge**2), weight * (0.5 * edge),
        np.full(solid.size, number),
    ], correction  # fmt: skip


def _gradient(smooth: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Central differences (times two), periodic but along the first axis."""
    ends = np.pad(smooth, ((1, 1), (0, 0), (0, 0)), mode="edge")
    slopes = [ends[2:] - ends[:-2]]
    slopes += [np.roll(smooth, -1, axis) - np.roll(smooth, 1, axis) for axis in (1, 2)]
    return slopes
