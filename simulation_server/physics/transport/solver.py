"""Steady conduction or diffusion through a voxel volume: div(sigma grad phi) = 0 between two electrodes.

The seven-point finite-volume scheme on the cells that lead from end to end, solved by conjugate gradients
with a multigrid cycle as preconditioner.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .conductances import Level, finest_level
from .conjugate_gradients import Potential, conjugate_gradients, mismatch
from .links import Links, links_of
from .pace import Pace
from .percolation import Percolation, percolation

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Conduction:
    """A solved volume; fluxes are per unit potential over the volume, in units of conductivity."""

    conductivity: float  # effective, along the driven axis, from the dissipated power
    flux_in: float  # mean conductivity seen at the low electrode
    flux_out: float  # at the high electrode: equal to flux_in up to the solver's tolerance
    iterations: int
    potential: Potential  # (nx, ny, nz): 1 at the low electrode, 0 at the high one, nan where nothing flows
    connected_fraction: float  # share of the conducting cells that carry current
    error: float = 0.0  # left in the conductivity, relative, as estimated

    @property
    def flux_mismatch(self) -> float:
        """Difference of the fluxes at both ends over their mean."""
        return mismatch(self.flux_in, self.flux_out)


def solve_conduction(
    phase: NDArray[np.uint8],
    conductivity: NDArray[np.float64],
    *,
    axis: int = 2,
    periodic: bool | tuple[bool, bool] = True,
    tolerance: float = 1e-8,
    flux_tolerance: float = 0.01,
    max_iterations: int = 3000,
    name: str = "the conducting phase",
    voxel_um: float = 1.0,
) -> Conduction:
    """Effective conductivity along `axis` of a volume whose cell of phase m conducts `conductivity[m]`.

    `phase` is (nx, ny, nz); the other two axes are periodic, or closed where `periodic` is False: one word,
    or a pair in their order.
    `tolerance` bounds the relative error of the conductivity left by the iteration, and `flux_tolerance`
    the difference between the fluxes at both ends, which are linear in the error and settle later. `name`
    and `voxel_um` serve the message of the PhysicsError raised when nothing connects both ends. Threads are
    those that numba may use, or one where that is quicker; the result does not depend on it.
    """
    label = _checked(phase, conductivity, axis)
    lateral = periodic if isinstance(periodic, tuple) else (periodic, periodic)
    with Pace(label.size) as pace:
        conducts = np.asarray(conductivity > 0)[label]
        paths = percolation(conducts, lateral)
        if not paths.through.any():
            raise PhysicsError(_does_not_connect(name, "xyz"[axis], voxel_um, label.shape[0], paths))
        connected = np.count_nonzero(paths.through) / np.count_nonzero(conducts)
        del conducts
        level, scale = _level(label, conductivity, paths.through, lateral)
        solved = conjugate_gradients(level, paths.through, tolerance, flux_tolerance, max_iterations, pace)
    if not solved.converged:
        raise PhysicsError(
            f"conduction did not converge in {solved.iterations} iterations: error {solved.error:.1e} of the "
            f"conductivity, expected {tolerance:.0e}; allow more iterations or a lower contrast"
        )
    n0, n1, n2 = label.shape
    inside = solved.potential[1:-1, 1:-1, 1:-1]
    inside[~paths.through] = np.nan
    per_volume = scale * n0 / (n1 * n2)
    return Conduction(
        conductivity=solved.power * per_volume,
        flux_in=solved.flux_in * per_volume,
        flux_out=solved.flux_out * per_volume,
        iterations=solved.iterations,
        potential=np.moveaxis(inside, 0, axis),
        connected_fraction=connected,
        error=solved.error,
    )


def _level(
    label: NDArray[np.uint8], conductivity: F64, through: NDArray[np.bool_], periodic: tuple[bool, bool]
) -> tuple[Level | Links, float]:
    """The finest grid of the cells that lead through, and the conductivity that is one in it."""
    present = np.bincount(label.ravel(), minlength=len(conductivity)) > 0
    kinds = np.unique(conductivity[present & (conductivity > 0)])
    scale = float(kinds[-1])
    if len(kinds) == 1:
        return links_of(through, periodic), scale
    unconnected = np.uint8(conductivity.size)
    alive = np.where(through, label, unconnected)
    return finest_level(alive, np.append(conductivity / scale, 0.0), periodic), scale


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
