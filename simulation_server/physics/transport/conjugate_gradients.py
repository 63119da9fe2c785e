"""Conjugate gradients between the two electrodes, preconditioned by a multigrid cycle.

The error is known while it runs: the dissipated power exceeds that of the solution by the square of the
error's energy norm. The preconditioned residual is in proportion to it; what the power has fallen since
earlier iterations says in which (after Strakos and Tichy 2002). Vectors are float32 and sums float64; the
residual is taken anew from the potential before its rounding matters. Sums are taken plane by plane, so that
the result does not depend on the number of threads.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .conductances import Level, fill_ghosts
from .cycle_kernels import take_flow
from .links import Links
from .multigrid import WCycle
from .pace import Pace
from .power import fluxes, power
from .stencil import flow_row

_SAFETY = 2.0
"""Of the estimated error: what the power will yet fall is not known."""
_LOOK_BACK = 6
"""Iterations from whose falls of power the error is estimated."""

Potential = NDArray[np.float32] | NDArray[np.float64]

_SINGLE = 1e-7
"""Least tolerance at which a float32 potential is held: its rounding dissipates a tenth of that."""
_ROUNDED = 1e-8
"""Of what the residual was when last taken from the potential: below it, rounding has gathered."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Potential (padded), power at one unit of potential, fluxes at both ends, iterations, error left."""

    potential: Potential
    power: float
    flux_in: float
    flux_out: float
    iterations: int
    error: float  # estimated, of the power
    converged: bool


@njit(cache=True, nogil=True, parallel=True, fastmath=True, error_model="numpy")
def _apply(links, g0, g1, g2, mass, values, result, product):  # type: ignore[no-untyped-def]
    """The operator on `values` (padded, ghosts filled); `product` (n0 + 2,) is that of both, by planes."""
    n0, n1, n2 = values.shape[0] - 2, values.shape[1] - 2, values.shape[2] - 2
    for i in prange(1, n0 + 1):
        row = np.empty(n2, dtype=np.float32)
        total = 0.0
        for j in range(1, n1 + 1):
            flow_row(
                links, g0, g1, g2, mass, i, j, values[i, j], values[i - 1, j], values[i + 1, j],
                values[i, j - 1], values[i, j + 1], row,
            )  # fmt: skip
            here, out = values[i, j, 1 : n2 + 1], result[i, j, 1 : n2 + 1]
            for k in range(n2):
                out[k] = row[k]
                total += here[k] * np.float64(row[k])
        product[i] = total


@njit(cache=True, nogil=True, parallel=True, fastmath=True)
def _advance(potential, residual, direction, flow, step):  # type: ignore[no-untyped-def]
    n1, n2 = potential.shape[1] - 2, potential.shape[2] - 2
    less = np.float32(step)
    for i in prange(1, potential.shape[0] - 1):
        for j in range(1, n1 + 1):
            a, b = potential[i, j, 1 : n2 + 1], direction[i, j, 1 : n2 + 1]
            c, d = residual[i, j, 1 : n2 + 1], flow[i, j, 1 : n2 + 1]
            for k in range(n2):
                a[k] += less * b[k]
                c[k] -= less * d[k]


@njit(cache=True, nogil=True, parallel=True, fastmath=True)
def _turn(direction, corrected, ratio):  # type: ignore[no-untyped-def]
    keep = np.float32(ratio)
    for i in prange(1, direction.shape[0] - 1):
        for j in range(direction.shape[1]):
            a, b = direction[i, j], corrected[i, j]
            for k in range(len(a)):
                a[k] = b[k] + keep * a[k]


def conjugate_gradients(
    level: Level | Links,
    conducts: NDArray[np.bool_],
    tolerance: float,
    flux_tolerance: float,
    max_iterations: int,
    pace: Pace,
) -> Solved:
    """Solves for the potential of the cells that conduct (n0, n1, n2), 1 at the low end, 0 at the high one.

    Ends when the power is known to `tolerance` and the fluxes at both ends agree within `flux_tolerance`;
    `pace` chooses the threads of each iteration.
    """
    potential = _ramp(level, conducts, np.float32 if tolerance >= _SINGLE else np.float64)
    residual, direction = (np.zeros(potential.shape, dtype=np.float32) for _ in range(2))
    operator, cycle = level.arrays[:-1], WCycle(level)
    product_by_plane = np.zeros(potential.shape[0])
    take_flow(*operator, potential, residual)
    estimate = power(level, potential)
    previous = at_first = np.inf
    history: list[tuple[float, float]] = []
    for iteration in range(max_iterations + 1):
        pace.next()
        corrected, product = cycle.apply(residual)
        ends = fluxes(level, potential)
        history.append((product, estimate))
        error = _error(history)
        done = error <= tolerance * estimate and mismatch(*ends) <= flux_tolerance
        if done or not product > 0.0 or iteration == max_iterations:
            break
        if np.isinf(previous):
            at_first = product
        _turn(direction, corrected, product / previous)
        _apply(*operator, direction, corrected, product_by_plane)
        step = product / product_by_plane[1:-1].sum()
        _advance(potential, residual, direction, corrected, step)
        estimate -= step * product
        previous = product
        if product < _ROUNDED * at_first:
            fill_ghosts(potential, level.periodic)
            residual[:] = 0.0
            take_flow(*operator, potential, residual)
            previous = np.inf
    fill_ghosts(potential, level.periodic)
    found = power(level, potential)
    return Solved(potential, found, *ends, iteration, error / found, done)


def _error(history: list[tuple[float, float]]) -> float:
    """Of the power, from the preconditioned residual's product and the power at each iteration so far."""
    product, power_now = history[-1]
    ratio = 1.0
    for before, power_before in history[-1 - _LOOK_BACK : -1]:
        if before > product:
            ratio = max(ratio, (power_before - power_now) / (before - product))
    return _SAFETY * ratio * product


def mismatch(flux_in: float, flux_out: float) -> float:
    """Difference of two fluxes over their mean."""
    return 2.0 * abs(flux_in - flux_out) / abs(flux_in + flux_out)


def _ramp(level: Level | Links, conducts: NDArray[np.bool_], kind: type[np.floating]) -> Potential:
    """A potential (padded) that falls evenly from the low electrode to the high one, whose ghosts are set."""
    layers = conducts.shape[0]
    potential = np.zeros(tuple(n + 2 for n in conducts.shape), dtype=kind)
    fall = ((layers - np.arange(layers) - 0.5) / layers).astype(kind)
    np.multiply(conducts, fall[:, None, None], out=potential[1:-1, 1:-1, 1:-1])
    # a face to an electrode conducts twice: with links, the ghost has to count twice itself
    potential[0] = 2.0 if isinstance(level, Links) else 1.0
    fill_ghosts(potential, level.periodic)
    return potential
