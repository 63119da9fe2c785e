"""Triangle surfaces on show, and the lattices they are made from."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Triangles in electrode coordinates (um) with outward normals."""

    vertices_um: NDArray[np.float32]  # (n, 3)
    normals: NDArray[np.float32]  # (n, 3)
    triangles: NDArray[np.uint32]  # (m, 3)


@dataclass(frozen=True, slots=True, eq=False)
class FrontLattice:
    """A moment of filling; z is the last axis, 0 at the collector. `solid` is one object for a filling."""

    liquid: NDArray[np.uint8]  # (nx, ny, nz) 0 gas .. 255 electrolyte
    solid: NDArray[np.bool_]  # (nx, ny, nz)
    filled_ms: NDArray[np.float32]  # (nx, ny, nz) when the front came; NaN where it has not
    trapped: NDArray[np.bool_]  # (nx, ny, nz) gas that has no way out any more
    lattice_um: float
    time_ms: float
    saturation: float
    progress: float
    step_id: int


def separator(front: FrontLattice, coating_um: float) -> NDArray[np.bool_]:
    """(nx, ny, nz) solid that lies on the coating: no particle reaches there, so it is the separator's."""
    lies_on = front.solid.copy()
    lies_on[:, :, : math.ceil(coating_um / front.lattice_um + 0.25)] = False
    return lies_on


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The filling as the geometry alone lets expect it, on the lattice of the filling."""

    filled_ms: NDArray[np.float32]  # (nx, ny, nz) when the front is expected; NaN where it never comes
    time_ms: NDArray[np.float64]  # (m,)
    saturation: NDArray[np.float64]  # (m,)
    until_ms: float  # the latest of `filled_ms`
    step_id: int


@dataclass(frozen=True, slots=True, eq=False)
class VoxelGrid:
    """The segmented electrode."""

    phase: NDArray[np.uint8]  # (nx, ny, nz) Phase
    voxel_um: float
    step_id: int


@dataclass(slots=True)
class SurfaceLayer:
    """A surface as drawn; `generation` rises when it is replaced."""

    surface: Surface | None = None
    generation: int = 0

    def show(self, surface: Surface | None) -> None:
        """Replaces the surface."""
        self.surface = surface
        self.generation += 1
