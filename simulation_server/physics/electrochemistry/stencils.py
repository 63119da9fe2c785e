"""Finite-volume operators on padded voxel fields, and the conductances of their faces."""

import numpy as np
from numba import njit

from simulation_server.physics.transport.conductances import fill_ghosts

from .lattice import F32, F64, PERIODIC, Faces


@njit(cache=True, nogil=True, fastmath=True)
def flow(g0: F32, g1: F32, g2: F32, mass: F64, values: F64, result: F64) -> float:
    """`mass * values` plus what leaves every cell; returns the product with `values`. Ghosts are filled."""
    product = 0.0
    for i in range(1, values.shape[0] - 1):
        for j in range(1, values.shape[1] - 1):
            for k in range(1, values.shape[2] - 1):
                here = values[i, j, k]
                leaving = (
                    mass[i, j, k] * here
                    + g0[i, j, k] * (here - values[i + 1, j, k])
                    + g0[i - 1, j, k] * (here - values[i - 1, j, k])
                    + g1[i, j, k] * (here - values[i, j + 1, k])
                    + g1[i, j - 1, k] * (here - values[i, j - 1, k])
                    + g2[i, j, k] * (here - values[i, j, k + 1])
                    + g2[i, j, k - 1] * (here - values[i, j, k - 1])
                )
                result[i, j, k] = leaving
                product += here * leaving
    return product


@njit(cache=True, nogil=True, fastmath=True)
def _join(value: F64, heights: F64, edge: float, scale: float, g0: F32, g1: F32, g2: F32) -> None:
    n0, n1, n2 = value.shape[0] - 2, value.shape[1] - 2, value.shape[2] - 2
    for i in range(1, n0 + 1):
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = value[i, j, k]
                if here <= 0.0:
                    g0[i, j, k] = g1[i, j, k] = g2[i, j, k] = np.float32(0)
                    continue
                above, next1, next2 = 0.0, value[i, j % n1 + 1, k], value[i, j, k % n2 + 1]
                if i < n0:
                    above = value[i + 1, j, k]
                g0[i, j, k] = np.float32(0)
                if above > 0.0:
                    ohm = heights[i - 1] / here + heights[i] / above
                    g0[i, j, k] = np.float32(scale * 2.0 * edge * edge / ohm)
                lateral = scale * 2.0 * here * heights[i - 1]
                g1[i, j, k] = np.float32(lateral * next1 / (here + next1))
                g2[i, j, k] = np.float32(lateral * next2 / (here + next2))


def join_cells(value: F64, heights_m: F64, edge_m: float, faces: Faces, scale: float = 1.0) -> None:
    """Writes into `faces` the conductances between cells that conduct `value` (padded) per length.

    Two cells in series between their centres: the harmonic mean. Both ends of the driven axis are closed.
    """
    g0, g1, g2 = faces
    _join(value, heights_m, edge_m, scale, g0, g1, g2)
    g0[0] = 0.0
    g1[:, 0, :] = g1[:, -2, :]
    g2[:, :, 0] = g2[:, :, -2]


def new_faces(shape: tuple[int, ...]) -> Faces:
    """Zero conductances of fields of the padded `shape`."""
    g0, g1, g2 = (np.zeros(shape, dtype=np.float32) for _ in range(3))
    return g0, g1, g2


def apply_flow(faces: Faces, mass: F64, values: F64, result: F64) -> float:
    """`flow` after the ghosts of `values` are filled across the periodic sides."""
    fill_ghosts(values, PERIODIC)
    return float(flow(*faces, mass, values, result))
