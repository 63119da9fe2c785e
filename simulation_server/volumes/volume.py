"""A volume as the physics takes it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Particles, Phase, Voxels


@dataclass(frozen=True, slots=True)
class Volume:
    """A segmented electrode; z is the last axis, 0 at the collector."""

    labels: NDArray[np.uint8]  # (nx, ny, nz) Phase
    voxel_um: float
    notes: tuple[str, ...] = ()  # what was taken for granted, to be said to the user
    recipe: Recipe | None = None  # of an electrode that Mesonaut made
    particles: Particles | None = None  # of the same
    cbd_nanoporosity: float | None = None  # None where the file does not say

    def share(self, phase: Phase) -> float:
        """Volume share of a phase."""
        return float(np.count_nonzero(self.labels == phase)) / self.labels.size

    def voxels(self, cbd_nanoporosity: float) -> Voxels:
        """The same for the chain; what the file says of the carbon-binder's nanopores goes first."""
        known = self.cbd_nanoporosity
        return Voxels(self.labels, self.voxel_um, cbd_nanoporosity if known is None else known)
