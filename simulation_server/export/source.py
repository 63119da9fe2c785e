"""What is exported: an electrode with its voxels and surfaces, each made once and when first asked for."""

from dataclasses import dataclass
from functools import cached_property

import trimesh

from simulation_server.manufacturing.electrode_file import SavedElectrode
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.states import Phase, Voxels

from .surfaces import surfaces


@dataclass(frozen=True)
class Source:
    """A saved electrode as the writers want it; lengths in um, z upwards from the collector at 0."""

    saved: SavedElectrode

    @cached_property
    def voxels(self) -> Voxels:
        """The voxels it was saved with, else those its recipe asks for."""
        if self.saved.voxels is not None:
            return self.saved.voxels
        return voxelise(self.saved.electrode, self.saved.recipe.simulation.voxel_um)

    @property
    def edges_um(self) -> tuple[float, float, float]:
        """Edges of a voxel such that the block of them fills the electrode's box exactly."""
        electrode = self.saved.electrode
        nx, ny, nz = self.voxels.phase.shape
        lx, ly = electrode.particles.box_um
        return lx / nx, ly / ny, electrode.thickness_um / nz

    @cached_property
    def surfaces(self) -> dict[Phase, trimesh.Trimesh]:
        """The closed surface of each solid that is there."""
        return surfaces(self.saved.electrode, self.voxels.phase, self.edges_um)
