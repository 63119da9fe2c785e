"""The voxel grid of a box: a whole number of cubic voxels along each edge."""

from dataclasses import dataclass

from simulation_server.schema.errors import PhysicsError

MAX_VOXELS = 2**28
"""Voxels above which a box is refused: about 0.3 GB for the phases alone."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Voxels on a box; `edges_um` are the sampling steps, all within half a voxel a side of `voxel_um`."""

    shape: tuple[int, int, int]
    voxel_um: float  # edge of the cube that every voxel stands for
    edges_um: tuple[float, float, float]  # the box's edges over the shape


def fit_grid(box_um: tuple[float, float], thickness_um: float, voxel_um: float) -> Grid:
    """The grid nearest to `voxel_um` that fills a box periodic in x and y.

    The edge is adjusted so that the periodic box holds a whole number of voxels (exactly for a square
    box; otherwise to the geometric mean of the two adjusted edges). The thickness is cut in
    `round(thickness / edge)` layers, so that z is stretched by half a voxel over the whole thickness at
    most: volume fractions are those of the true box, and lengths along z are within that stretch.
    """
    lengths = (*box_um, thickness_um)
    if not min(lengths) >= voxel_um > 0:
        raise PhysicsError(
            f"voxel edge {voxel_um:g} um on a box of {lengths[0]:g} x {lengths[1]:g} x {lengths[2]:g} um: "
            "expected a positive edge that fits in the box; choose a smaller simulation.voxel_um"
        )
    nx, ny = (round(length / voxel_um) for length in box_um)
    edge = (box_um[0] * box_um[1] / (nx * ny)) ** 0.5
    nz = max(1, round(thickness_um / edge))
    if nx * ny * nz > MAX_VOXELS:
        raise PhysicsError(
            f"{nx} x {ny} x {nz} voxels of {voxel_um:g} um: expected at most {MAX_VOXELS}; "
            "choose a larger simulation.voxel_um"
        )
    return Grid((nx, ny, nz), edge, (box_um[0] / nx, box_um[1] / ny, thickness_um / nz))
