"""Triangle surfaces on show, and the lattices they are made from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Surface:
    """Triangles in electrode coordinates (um) with outward normals."""

    vertices_um: NDArray[np.float32]  # (n, 3)
    normals: NDArray[np.float32]  # (n, 3)
    triangles: NDArray[np.uint32]  # (m, 3)


@dataclass(frozen=True, slots=True)
class FrontLattice:
    """The newest moment of filling; z is the last axis, 0 at the collector."""

    liquid: NDArray[np.uint8]  # (nx, ny, nz) 0 gas .. 255 electrolyte
    solid: NDArray[np.bool_]  # (nx, ny, nz)
    lattice_um: float
    time_ms: float
    saturation: float
    progress: float
    step_id: int


@dataclass(frozen=True, slots=True)
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
