"""Whether a phase leads through a volume, and how far it gets where it does not."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.schema.errors import UserError
from simulation_server.schema.states import Phase

from .volume import Volume

Axis = Literal["x", "y", "z"]

_NAMES = {Phase.PORE: "pores", Phase.AM: "active material", Phase.CBD: "carbon-binder"}


@dataclass(frozen=True, slots=True)
class Way:
    """One phase along one axis, entered at the axis' far end; the other two axes are periodic."""

    connected_share: float  # of the phase, joined to the far end and the near one
    reached_layers: int  # that the phase gets into from the far end
    layers: int

    @property
    def leads_through(self) -> bool:
        """Whether any path joins the ends."""
        return self.connected_share > 0.0


def way(mask: NDArray[np.bool_], axis: Axis = "z") -> Way:
    """How far the cells of `mask` (nx, ny, nz) lead along an axis, through faces of voxels."""
    turned = np.moveaxis(mask, "xyz".index(axis), 2)
    reached = reachable_from_top(turned)
    deep = np.flatnonzero(reached.any(axis=(0, 1)))
    layers = turned.shape[2]
    got = 0 if deep.size == 0 else layers - int(deep[0])
    share = 0.0
    if got == layers:
        through = reached & reachable_from_top(turned[:, :, ::-1])[:, :, ::-1]
        share = float(np.count_nonzero(through)) / float(np.count_nonzero(mask))
    return Way(share, got, layers)


def ways(volume: Volume, axis: Axis = "z") -> dict[Phase, Way]:
    """The way of each phase that is there."""
    present = [phase for phase in Phase if (volume.labels == phase).any()]
    return {phase: way(volume.labels == phase, axis) for phase in present}


def require_way(volume: Volume, phase: Phase = Phase.PORE, axis: Axis = "z", least_share: float = 0.0) -> Way:
    """The phase's way through the volume. Raises UserError, with the depth reached, where there is none.

    least_share: of the phase that must be joined to both ends.
    """
    found = way(volume.labels == phase, axis)
    edge = volume.voxel_um
    remedy = "check the labels (--pore), the order of the axes (--axes) and the segmentation"
    if not found.leads_through:
        raise UserError(
            f"the {_NAMES[phase]} do not connect through the volume along {axis}: from {axis} = "
            f"{found.layers * edge:g} um they lead through {found.reached_layers} of {found.layers} layers, "
            f"to {axis} = {(found.layers - found.reached_layers) * edge:g} um; {remedy}"
        )
    if found.connected_share < least_share:
        raise UserError(
            f"only {found.connected_share:.0%} of the {_NAMES[phase]} lead through the volume along {axis}, "
            f"expected {least_share:.0%}: the rest are closed or dead ends; {remedy}"
        )
    return found
