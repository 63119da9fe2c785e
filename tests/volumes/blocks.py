"""A small electrode for the readers: each axis, and its direction, can be told apart."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import Phase

SHAPE = (6, 8, 10)
VOXEL_UM = 0.4


def block() -> NDArray[np.uint8]:
    """(nx, ny, nz): active material at low x and z, carbon-binder at one low corner, pores else."""
    phases = np.zeros(SHAPE, np.uint8)
    phases[:3, :, :5] = Phase.AM
    phases[0, 1, 2] = Phase.CBD
    return phases
