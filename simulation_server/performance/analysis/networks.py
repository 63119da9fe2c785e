"""Pores, electrolyte and solids as networks along each axis."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.structure import electrolyte_shares, solid_conductivities
from simulation_server.physics.transport import Conduction, solve_conduction
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import Phase, Voxels

from .report import Transport

AXES = "xyz"
TOLERANCE = 1e-5
"""Relative, of a conductivity: a hundredth of what one voxel's staircase brings."""


@dataclass(frozen=True, slots=True)
class Network:
    """What conducts, and how much volume it holds."""

    name: str
    words: str
    bulk: NDArray[np.float64]  # conductivity by phase
    volume_share: float | None  # over which a tortuosity factor is meant; None: none is


def networks(voxels: Voxels, am_s_m: float, cbd_s_m: float) -> tuple[Network, ...]:
    """Those of a volume: the resolved pores, the electrolyte in all pores, the solids."""
    shares = np.bincount(voxels.phase.ravel(), minlength=len(Phase)) / voxels.phase.size
    pores, cbd = float(shares[Phase.PORE]), float(shares[Phase.CBD])
    total = pores + voxels.cbd_nanoporosity * cbd
    solid = solid_conductivities(am_s_m, cbd_s_m)
    found = [Network("pores", "the pores", electrolyte_shares(0.0), pores)]
    if cbd > 0.0 and voxels.cbd_nanoporosity > 0.0:
        words = "the pore space (pores and carbon-binder nanopores)"
        found.append(Network("electrolyte", words, electrolyte_shares(voxels.cbd_nanoporosity), total))
    else:
        found.append(Network("electrolyte", "the pores", electrolyte_shares(0.0), pores))
    found.append(Network("solid", "the solid network (active material and carbon-binder)", solid, None))
    return tuple(found)


def along(network: Network, voxels: Voxels, axis: int, periodic: bool) -> tuple[Transport, Conduction | None]:
    """One network along one axis. A volume that is `periodic` is so in x and y, never in z."""
    joined = (periodic and axis != 0, periodic and axis != 1, False)
    others = [joined[other] for other in range(3) if other != axis]
    try:
        solved = solve_conduction(
            voxels.phase,
            network.bulk,
            axis=axis,
            periodic=(others[0], others[1]),
            tolerance=TOLERANCE,
            name=network.words,
            voxel_um=voxels.voxel_um,
        )
    except PhysicsError as error:
        return Transport(0.0, None, None, None, str(error).split("; ")[0]), None
    factor = None if network.volume_share is None else network.volume_share / solved.conductivity
    return (
        Transport(float(solved.connected_fraction), solved.conductivity, factor, solved.flux_mismatch),
        solved,
    )


def every_way(
    found: tuple[Network, ...], voxels: Voxels, periodic: bool
) -> Iterator[tuple[Network, int, Transport, Conduction | None]]:
    """Each network along each axis, as it is solved."""
    for network in found:
        for axis in (2, 0, 1):
            yield network, axis, *along(network, voxels, axis, periodic)
