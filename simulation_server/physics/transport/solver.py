"""Steady conduction or diffusion through a voxel volume: div(sigma grad phi) = 0 between two electrodes.

Conjugate gradients on the seven-point finite-volume scheme, matrix-free, preconditioned by a multigrid cycle.
The error is known while it runs: the dissipated power exceeds that of the solution by the square of the
error's energy norm, which the preconditioned residual estimates.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .conductances import F32, Level, finest_level
from .multigrid import WCycle
from .percolation import Percolation, percolation

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Conduction:
    """A solved volume; fluxes are per unit potential over the volume, in units of conductivity."""

    conductivity: float  # effective, along the driven axis, from the dissipated power
    flux_in: float  # mean conductivity seen at the low electrode
    flux_out: float  # at the high electrode: equal to flux_in up to the solver's tolerance
    iterations: int
    potential: F64  # (nx, ny, nz): 1 at the low electrode, 0 at the high one, nan where no current can flow
    connected_fraction: float  # share of the conducting cells that carry current

    @property
    def flux_mismatch(self) -> float:
        """Difference of the fluxes at both ends over their mean."""
        return _mismatch(self.flux_in, self.flux_out)


def _mismatch(flux_in: float, flux_out: float) -> float:
    return 2.0 * abs(flux_in - flux_out) / abs(flux_in + flux_out)


@njit(cache=True, nogil=True, fastmath=True)
def _apply(g0: F32, g1: F32, g2: F32, values: F64, result: F64) -> float:
    """The operator on `values` (padded, ghosts filled); returns the product of both."""
    n0, n1, n2 = values.shape[0] - 2, values.shape[1] - 2, values.shape[2] - 2
    product = 0.0
    for i in range(1, n0 + 1):
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
                )
                result[i, j, k] = flow
                product += here * flow
    return product


@njit(cache=True, nogil=True, fastmath=True)
def _advance(potential: F64, residual: F64, direction: F64, flow: F64, step: float) -> None:
    for i in range(1, potential.shape[0] - 1):
        for j in range(1, potential.shape[1] - 1):
            for k in range(1, potential.shape[2] - 1):
                potential[i, j, k] += step * direction[i, j, k]
                residual[i, j, k] -= step * flow[i, j, k]


@njit(cache=True, nogil=True, fastmath=True)
def _turn(direction: F64, corrected: F32, ratio: float) -> None:
    for i in range(1, direction.shape[0] - 1):
        for j in range(direction.shape[1]):
            for k in range(direction.shape[2]):
                direction[i, j, k] = corrected[i, j, k] + ratio * direction[i, j, k]


def solve_conduction(
    phase: NDArray[np.uint8],
    conductivity: NDArray[np.float64],
    *,
    axis: int = 2,
    periodic: bool = True,
    tolerance: float = 1e-8,
    flux_tolerance: float = 0.01,
    max_iterations: int = 3000,
    name: str = "the conducting phase",
    voxel_um: float = 1.0,
) -> Conduction:
    """Effective conductivity along `axis` of a volume whose cell of phase m conducts `conductivity[m]`.

    `phase` is (nx, ny, nz); the other two axes are periodic, or closed where `periodic` is False.
    `tolerance` bounds the relative error of the conductivity left by the iteration, and `flux_tolerance`
    the difference between the fluxes at both ends, which are linear in the error and settle later. `name`
    and `voxel_um` serve the message of the PhysicsError raised when nothing connects both ends.
    """
    label = _checked(phase, conductivity, axis)
    lateral = (periodic, periodic)
    conducts = np.asarray(conductivity > 0)[label]
    paths = percolation(conducts, lateral)
    if not paths.through.any():
        raise PhysicsError(_does_not_connect(name, "xyz"[axis], voxel_um, label.shape[0], paths))
    unconnected = np.uint8(conductivity.size)
    label = np.where(paths.through, label, unconnected)
    scale = float(conductivity.max())
    level = finest_level(label, np.append(conductivity / scale, 0.0), lateral)
    potential, power, iterations = _conjugate_gradients(level, tolerance, flux_tolerance, max_iterations)
    n0, n1, n2 = label.shape
    flux_in, flux_out = _fluxes(level, potential)
    inside = np.where(paths.through, potential[1:-1, 1:-1, 1:-1], np.nan)
    per_volume = scale * n0 / (n1 * n2)
    return Conduction(
        conductivity=power * per_volume,
        flux_in=flux_in * per_volume,
        flux_out=flux_out * per_volume,
        iterations=iterations,
        potential=np.moveaxis(inside, 0, axis),
        connected_fraction=np.count_nonzero(paths.through) / np.count_nonzero(conducts),
    )


def _conjugate_gradients(
    level: Level, tolerance: float, flux_tolerance: float, max_iterations: int
) -> tuple[F64, float, int]:
    """Potential (padded), dissipated power at one unit of potential, iterations."""
    shape = level.weight.shape
    potential = np.empty(shape)
    potential[:] = np.clip((shape[0] - 1.5 - np.arange(shape[0])) / (shape[0] - 2), 0, 1)[:, None, None]
    flow = np.zeros(shape)
    _apply(*level.across, potential, flow)
    residual = np.negative(flow)
    power = _power_of_ramp(level)
    cycle = WCycle(level)
    direction = np.zeros(shape)
    previous = np.inf
    for iteration in range(max_iterations + 1):
        corrected, product = cycle.apply(residual)
        if product <= tolerance * power and _mismatch(*_fluxes(level, potential)) <= flux_tolerance:
            return potential, power, iteration
        if not product > 0.0:
            break
        _turn(direction, corrected, product / previous)
        curvature = _apply(*level.across, direction, flow)
        step = product / curvature
        _advance(potential, residual, direction, flow, step)
        power -= step * product
        previous = product
    raise PhysicsError(
        f"conduction did not converge in {iteration} iterations: error {product / power:.1e} of the "
        f"conductivity, expected {tolerance:.0e}; allow more iterations or a lower contrast"
    )


def _fluxes(level: Level, potential: F64) -> tuple[float, float]:
    """Currents out of the low and into the high electrode at one unit of potential."""
    into, out = level.across[0][0], level.across[0][-2]
    return (
        float(np.sum(into * (1.0 - potential[1]), dtype=np.float64)),
        float(np.sum(out * potential[-2], dtype=np.float64)),
    )


def _power_of_ramp(level: Level) -> float:
    """Dissipated power of a potential that falls by half a voxel's share to each electrode."""
    faces, layers = level.across[0][:, 1:-1, 1:-1], level.shape[0]
    drops = np.full(faces.shape[0], 1.0 / layers)
    drops[[0, -2]] /= 2.0
    return float(np.einsum("ijk,i->", faces, drops**2, dtype=np.float64))


def _checked(phase: NDArray[np.uint8], conductivity: F64, axis: int) -> NDArray[np.uint8]:
    """The labels with the driven axis first, contiguous; refuses what cannot be solved."""
    if phase.ndim != 3 or phase.dtype != np.uint8 or phase.size == 0:
        raise PhysicsError(
            f"phases of shape {phase.shape} and type {phase.dtype}: expected a volume (nx, ny, nz) of uint8"
        )
    if not (np.isfinite(conductivity).all() and (conductivity >= 0).all() and conductivity.any()):
        raise PhysicsError(
            f"conductivities {conductivity.tolist()}: expected finite values, none below 0 and one above"
        )
    if int(phase.max()) >= conductivity.size or conductivity.size > 255:
        raise PhysicsError(
            f"phase {int(phase.max())} in the volume but {conductivity.size} conductivities: "
            "expected one for each phase, 255 at most"
        )
    return np.ascontiguousarray(np.moveaxis(phase, axis, 0))


def _does_not_connect(name: str, axis: str, voxel_um: float, layers: int, paths: Percolation) -> str:
    low, high = paths.reach_low * voxel_um, (layers - paths.reach_high) * voxel_um
    return (
        f"{name} does not connect both ends along {axis}: from {axis} = 0 it reaches {low:.3g} um, from the "
        f"other end {high:.3g} um of {layers * voxel_um:.3g} um; change the formulation or press less"
    )
