"""(A + shift M) x = right for a network's conductances A and capacitances M, at a real shift.

Conjugate gradients preconditioned by the multigrid cycle of physics/transport; all arrays padded.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from simulation_server.physics.transport import WCycle
from simulation_server.physics.transport.conductances import fill_ghosts
from simulation_server.schema.errors import PhysicsError

from .network import F32, PERIODIC, CapacitiveNetwork

F64 = NDArray[np.float64]

_MOST_ITERATIONS = 400
_LEFT_OVER = 1e-2
"""Of the start's error, in the square of its energy norm."""


@njit(cache=True, nogil=True, parallel=True, fastmath=True, error_model="numpy")
def _flow(
    g0: F32, g1: F32, g2: F32, mass: F32, shift: float, values: F64, result: F64, products: F64
) -> None:
    """The operator on `values` (ghosts filled) into `result`; the product of both by plane."""
    n0, n1, n2 = values.shape[0] - 2, values.shape[1] - 2, values.shape[2] - 2
    for i in prange(1, n0 + 1):
        product = 0.0
        for j in range(1, n1 + 1):
            for k in range(1, n2 + 1):
                here = values[i, j, k]
                flow = (
                    g0[i, j, k] * (here - values[i + 1, j, k])
                    + g0[i - 1, j, k] * (here - values[i - 1, j, k])
                    + g1[i, j, k] * (here - values[i, j + 1, k])
                    + g1[i, j - 1, k] * (here - values[i, j - 1, k])
                    + g2[i, j, k] * (here - values[i, j, k + 1])
                    + g2[i, j, k - 1] * (here - values[i, j, k - 1])
                    + shift * mass[i, j, k] * here
                )
                result[i, j, k] = flow
                product += here * flow
        products[i] = product


@njit(cache=True, nogil=True, parallel=True, fastmath=True)
def _advance(found: F64, residual: F64, direction: F64, flow: F64, step: float) -> None:
    for i in prange(1, found.shape[0] - 1):
        for j in range(1, found.shape[1] - 1):
            for k in range(1, found.shape[2] - 1):
                found[i, j, k] += step * direction[i, j, k]
                residual[i, j, k] -= step * flow[i, j, k]


@njit(cache=True, nogil=True, parallel=True, fastmath=True)
def _turn(direction: F64, corrected: F32, ratio: float) -> None:
    for i in prange(1, direction.shape[0] - 1):
        for j in range(1, direction.shape[1] - 1):
            for k in range(1, direction.shape[2] - 1):
                direction[i, j, k] = corrected[i, j, k] + ratio * direction[i, j, k]


def flow_of(network: CapacitiveNetwork, values: F64, shift_per_s: float = 0.0) -> F64:
    """(A + shift M) values; fills the ghosts of `values`."""
    fill_ghosts(values, PERIODIC)
    result = np.zeros_like(values)
    _flow(*network.across, network.mass_s, shift_per_s, values, result, np.zeros(values.shape[0]))
    return result


def solve_shifted(
    network: CapacitiveNetwork, shift_per_s: float, right: F64, start: F64, tolerance: float
) -> F64:
    """Solution from `start`, which is overwritten, to `tolerance` of its energy norm squared.

    A start that is good already is made ten times better, so that it brings something new.
    Raises PhysicsError where it does not converge.
    """
    cycle = WCycle(network.level(shift_per_s))
    residual = right - flow_of(network, start, shift_per_s)
    direction, flow, products = np.zeros_like(start), np.zeros_like(start), np.zeros(start.shape[0])
    first, previous = np.inf, np.inf
    for _ in range(_MOST_ITERATIONS):
        corrected, product = cycle.apply(residual)
        first = product if np.isinf(first) else first
        if product <= min(tolerance * float(np.vdot(right, start)), _LEFT_OVER * first):
            return start
        _turn(direction, corrected, product / previous)
        fill_ghosts(direction, PERIODIC)
        _flow(*network.across, network.mass_s, shift_per_s, direction, flow, products)
        curvature = float(products.sum())
        if not curvature > 0.0:
            break
        _advance(start, residual, direction, flow, product / curvature)
        previous = product
    raise PhysicsError(
        f"the potential in the electrolyte did not converge at {shift_per_s:.3g} 1/s in {_MOST_ITERATIONS} "
        "iterations; lower the contrast of conductivities or the highest frequency"
    )


def energy_of(network: CapacitiveNetwork, shift_per_s: float, residuals: list[F64]) -> float:
    """About the sum of r (A + shift M)^-1 r: the multigrid cycle stands for the inverse."""
    cycle = WCycle(network.level(shift_per_s))
    return sum(cycle.apply(residual)[1] for residual in residuals)
