"""The electrolyte of a volume as a network: conductances between voxels, a capacitance to the solid in each.

The solid stands at one potential. The first axis runs from the separator, a plane at one potential, to the
collector, which lets nothing through; the other two axes are periodic.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.physics.transport import Level, finest_level, level_of
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import Phase, Voxels

from .double_layer import DoubleLayer, Wetted, double_layer

F32 = NDArray[np.float32]
PERIODIC = (True, True)
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class CapacitiveNetwork:
    """Padded arrays (n0 + 2, n1 + 2, n2 + 2), ghosts included, as physics/transport has them."""

    across: tuple[F32, F32, F32]  # conductances of the faces over `siemens`
    mass_s: F32  # capacitance of each cell over `siemens`
    cells: NDArray[np.int64]  # (m,) flat indices of the cells that conduct
    siemens: float  # conductivity of free electrolyte times the voxel's edge
    area_m2: float  # of the separator
    wetted: Wetted

    @property
    def capacitance_f(self) -> float:
        """Of the whole volume."""
        return float(np.sum(self.mass_s, dtype=np.float64)) * self.siemens

    def level(self, shift_per_s: float) -> Level:
        """The grid of `conductance + shift capacitance`, for a multigrid cycle."""
        mass = self.mass_s * np.float32(shift_per_s) if shift_per_s > 0.0 else None
        return level_of(*self.across, PERIODIC, mass)


def reached_by_ions(voxels: Voxels) -> NDArray[np.bool_]:
    """Voxels (nx, ny, nz) that conduct ions and are joined to the separator."""
    phase = voxels.phase
    conducts = phase == Phase.PORE
    if voxels.cbd_nanoporosity > 0.0:
        conducts |= phase == Phase.CBD
    return reachable_from_top(conducts)


def capacitive_network(
    voxels: Voxels, layers: DoubleLayer, kappa_s_m: float, cbd_share: float
) -> CapacitiveNetwork:
    """The network of a volume; `cbd_share` is the conductivity in the carbon-binder over the electrolyte's.

    Raises PhysicsError where the separator touches no electrolyte, or the electrolyte no solid.
    """
    wet = reached_by_ions(voxels)
    if not wet.any():
        raise PhysicsError(
            "no pore opens to the separator at the far end of z: expected electrolyte there; check the "
            "labels, the order of the axes and which end is the collector"
        )
    wetted = double_layer(voxels, wet, layers)
    dry = len(Phase)
    label = _from_separator(np.where(wet, voxels.phase, np.uint8(dry)))
    share = np.zeros(dry + 1)
    share[Phase.PORE], share[Phase.CBD] = 1.0, cbd_share if voxels.cbd_nanoporosity > 0.0 else 0.0
    across = finest_level(label, share, PERIODIC).across
    across[0][-2] = 0.0  # the collector
    siemens = kappa_s_m * voxels.voxel_um * 1e-6
    mass = np.pad(_from_separator(wetted.capacitance_f) / np.float32(siemens), 1)
    if not mass.any():
        raise PhysicsError(
            "the electrolyte touches no surface with a capacitance: expected solids in the volume and "
            "capacitances above 0 F/m2"
        )
    nx, ny, _ = voxels.phase.shape
    return CapacitiveNetwork(
        across,
        mass,
        np.flatnonzero(np.pad(label != dry, 1)),
        siemens,
        nx * ny * (voxels.voxel_um * 1e-6) ** 2,
        wetted,
    )


def _from_separator(values: NDArray[_T]) -> NDArray[_T]:
    """(nx, ny, nz) from the collector on as (nz, nx, ny) from the separator on."""
    return np.ascontiguousarray(np.moveaxis(values, 2, 0)[::-1])
