"""Implicit diffusion on voxels: conjugate gradients for `mass dc + flow(dc) = residual`."""

from collections.abc import Callable

import numpy as np
from numba import njit

from simulation_server.schema.errors import PhysicsError

from .lattice import F64, INNER, Faces
from .stencils import apply_flow

Precondition = Callable[[F64], tuple[F64, float]]
"""Takes a residual (padded), returns its approximate solution (padded) and the product of both."""

_MOST_ITERATIONS = 500


@njit(cache=True, nogil=True, fastmath=True)
def diagonal(g0, g1, g2, mass, result):  # type: ignore[no-untyped-def]
    """One over the diagonal of the operator, zero in cells that hold nothing."""
    for i in range(1, mass.shape[0] - 1):
        for j in range(1, mass.shape[1] - 1):
            for k in range(1, mass.shape[2] - 1):
                total = (
                    mass[i, j, k] + g0[i, j, k] + g0[i - 1, j, k] + g1[i, j, k] + g1[i, j - 1, k]
                    + g2[i, j, k] + g2[i, j, k - 1]
                )  # fmt: skip
                result[i, j, k] = 1.0 / total if total > 0.0 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _scale(weight: F64, right: F64, result: F64) -> float:
    product = 0.0
    for i in range(1, right.shape[0] - 1):
        for j in range(1, right.shape[1] - 1):
            for k in range(1, right.shape[2] - 1):
                result[i, j, k] = weight[i, j, k] * right[i, j, k]
                product += result[i, j, k] * right[i, j, k]
    return product


@njit(cache=True, nogil=True, fastmath=True)
def advance(values: F64, residual: F64, direction: F64, leaving: F64, step: float) -> float:
    """One step of the conjugate gradients; returns the 1-norm of the new residual."""
    norm = 0.0
    for i in range(1, values.shape[0] - 1):
        for j in range(1, values.shape[1] - 1):
            for k in range(1, values.shape[2] - 1):
                values[i, j, k] += step * direction[i, j, k]
                residual[i, j, k] -= step * leaving[i, j, k]
                norm += abs(residual[i, j, k])
    return norm


@njit(cache=True, nogil=True, fastmath=True)
def turn(direction: F64, corrected, ratio: float) -> None:  # type: ignore[no-untyped-def]
    """The next direction: `corrected + ratio * direction`."""
    for i in range(1, direction.shape[0] - 1):
        for j in range(1, direction.shape[1] - 1):
            for k in range(1, direction.shape[2] - 1):
                direction[i, j, k] = corrected[i, j, k] + ratio * direction[i, j, k]


def jacobi(faces: Faces, mass: F64) -> Precondition:
    """The operator's diagonal as preconditioner: enough where little diffuses out of a cell in a step."""
    weight = np.zeros_like(mass)
    diagonal(*faces, mass, weight)
    result = np.zeros_like(mass)
    return lambda right: (result, float(_scale(weight, right, result)))


def increment(
    faces: Faces, mass: F64, residual: F64, precondition: Precondition, norm: float, name: str
) -> F64:
    """The increment (padded) that leaves less than `norm` (1-norm) of `residual`, which is overwritten."""
    found = np.zeros_like(residual)
    if float(np.abs(residual[INNER]).sum()) <= norm:
        return found
    direction, leaving = np.zeros_like(residual), np.zeros_like(residual)
    previous = np.inf
    for _ in range(_MOST_ITERATIONS):
        corrected, product = precondition(residual)
        turn(direction, corrected, product / previous)
        curvature = apply_flow(faces, mass, direction, leaving)
        if not curvature > 0.0:
            break
        if advance(found, residual, direction, leaving, product / curvature) <= norm:
            return found
        previous = product
    raise PhysicsError(f"{name} did not converge: the time step is too long or a value is not finite")
