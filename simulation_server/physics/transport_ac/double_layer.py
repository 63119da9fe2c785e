"""Capacitance of the double layers in every voxel that holds electrolyte, from the area of its walls."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import Phase, Voxels

from .walls import add_walls, smoothed

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DoubleLayer:
    """Capacitances of what the electrolyte touches.

    Active material under carbon-binder is wetted through the nanopores: of any cut through a random porous
    body the pores take their share of the volume (Delesse 1847). `cbd_volume_f_m3` stands for the whole of
    the carbon-binder, its outer surface included; where it is None, or where there are no nanopores, the
    carbon-binder has its outer surface only.
    """

    am_f_m2: float
    cbd_f_m2: float
    cbd_volume_f_m3: float | None = None  # per volume of carbon-binder


@dataclass(frozen=True, slots=True)
class Wetted:
    """Capacitance of each voxel, and the surfaces behind it; only where electrolyte reaches."""

    capacitance_f: F32  # (nx, ny, nz)
    am_um2: float  # active material to pores
    am_under_cbd_um2: float  # active material to carbon-binder, of which the nanopores wet their share
    cbd_um2: float  # carbon-binder to pores
    cbd_um3: float  # carbon-binder with electrolyte in its nanopores


def double_layer(voxels: Voxels, wet: NDArray[np.bool_], layers: DoubleLayer) -> Wetted:
    """The capacitances of a volume whose `wet` voxels (nx, ny, nz), of pores or carbon-binder, conduct."""
    phase, edge_m = voxels.phase, voxels.voxel_um * 1e-6
    dry = len(Phase)
    solids = np.where(wet | (phase == Phase.AM), phase, np.uint8(dry))
    total = np.zeros(phase.shape, dtype=np.float32)
    worth = np.array([layers.am_f_m2, 0.0, layers.am_f_m2 * voxels.cbd_nanoporosity, 0.0])
    am = add_walls(solids, int(Phase.AM), smoothed(phase == Phase.AM), worth, total)
    inside = layers.cbd_volume_f_m3 if voxels.cbd_nanoporosity > 0.0 else None
    outer = np.where(wet | (phase != Phase.PORE), phase, np.uint8(dry))
    worth = np.array([layers.cbd_f_m2 if inside is None else 0.0, 0.0, 0.0, 0.0])
    cbd = add_walls(outer, int(Phase.CBD), smoothed(phase != Phase.PORE), worth, total)
    total *= np.float32(edge_m**2)
    soaked = wet & (phase == Phase.CBD)
    if inside is not None:
        total[soaked] += np.float32(inside * edge_m**3)
    face_um2 = voxels.voxel_um**2
    return Wetted(
        total,
        am_um2=float(am[Phase.PORE]) * face_um2,
        am_under_cbd_um2=float(am[Phase.CBD]) * face_um2,
        cbd_um2=float(cbd[Phase.PORE]) * face_um2,
        cbd_um3=float(np.count_nonzero(soaked)) * voxels.voxel_um**3,
    )
