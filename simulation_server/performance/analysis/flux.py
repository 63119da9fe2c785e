"""Where ions and electrons flow through an electrode: local flux and stream lines, to be looked at."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.structure import (
    electrolyte_shares,
    electron_conduction,
    pore_diffusion,
    solid_conductivities,
)
from simulation_server.physics.transport import Conduction
from simulation_server.schema.states import FluxField, Voxels

from .face_fluxes import face_fluxes
from .stream_lines import stream_lines

LINES = 120
"""Stream lines of a field: enough to see every way through, few enough to see each."""


def ion_flux(voxels: Voxels) -> FluxField:
    """Diffusion in the electrolyte from the collector to the separator, also in the carbon-binder.

    Raises PhysicsError where the pores do not connect both.
    """
    return flux_field("ions", voxels, pore_diffusion(voxels), electrolyte_shares(voxels.cbd_nanoporosity))


def electron_flux(voxels: Voxels, am_s_m: float, cbd_s_m: float) -> FluxField:
    """Conduction in active material and carbon-binder of these conductivities, in S/m.

    Raises PhysicsError where the solids do not lead from the collector to their highest layer.
    """
    solved = electron_conduction(voxels, am_s_m, cbd_s_m)
    return flux_field("electrons", voxels, solved, solid_conductivities(am_s_m, cbd_s_m))


def flux_field(
    what: str,
    voxels: Voxels,
    solved: Conduction,
    bulk: NDArray[np.float64],
    *,
    periodic: bool = True,
    lines: int = LINES,
) -> FluxField:
    """The field of a volume solved with conductivities `bulk` by phase, on all of it or on its lower part."""
    solved_layers = solved.potential.shape[2]
    fluxes = face_fluxes(
        solved.potential, voxels.phase[:, :, :solved_layers], bulk, solved.conductivity, periodic
    )
    speed = np.full(voxels.phase.shape, np.nan, dtype=np.float32)
    speed[:, :, :solved_layers] = fluxes.speed(~np.isnan(solved.potential))
    points, starts, along = stream_lines(fluxes, lines)
    return FluxField(what, speed, voxels.voxel_um, points * np.float32(voxels.voxel_um), starts, along)
