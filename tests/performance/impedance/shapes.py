"""Structures whose spectrum is known, or that hold all there is."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import Phase, Voxels


def straight_slits(length: int, voxel_um: float = 0.5) -> Voxels:
    """Half pore, half active material: slits two voxels wide, so that nothing varies across them."""
    phase = np.full((4, 4, length), Phase.AM, np.uint8)
    phase[:2] = Phase.PORE
    return Voxels(phase, voxel_um)


def packing(edge: int = 30) -> NDArray[np.uint8]:
    """Spheres on a cubic grid (nx, ny, nz), with a skin of carbon-binder on their upper halves."""
    x, y, z = np.meshgrid(*[np.arange(edge) + 0.5] * 3, indexing="ij")
    half = edge / 6.0
    distance = np.sqrt(sum((axis % (2.0 * half) - half) ** 2 for axis in (x, y, z)))
    phase = np.zeros((edge, edge, edge), np.uint8)
    phase[distance < 0.96 * half] = Phase.AM
    phase[(distance >= 0.75 * half) & (phase == Phase.AM) & (z % (2.0 * half) > half)] = Phase.CBD
    return phase
