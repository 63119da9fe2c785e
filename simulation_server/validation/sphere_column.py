"""A column of equal spheres that just overlap: the resolved electrode nearest to what a DFN assumes."""

import numpy as np

from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.structure import electron_conduction, pore_diffusion, total_porosity
from simulation_server.physics.material_files import material
from simulation_server.physics.voxels import active_surface_per_um
from simulation_server.schema.states import Phase, Voxels

OVERLAP = 1.04
"""Diameter over the distance of neighbours: the necks conduct electrons, the pores stay open."""


def sphere_column(spheres: int, spacing_um: float, voxels_apart: int) -> Voxels:
    """So many spheres on top of each other, `spacing_um` apart in all three directions (x, y periodic)."""
    cell = (np.arange(voxels_apart) + 0.5) / voxels_apart - 0.5
    x, y, z = np.meshgrid(cell, cell, cell, indexing="ij")
    inside = x**2 + y**2 + z**2 <= (0.5 * OVERLAP) ** 2
    phase = np.where(np.tile(inside, (1, 1, spheres)), Phase.AM, Phase.PORE).astype(np.uint8)
    return Voxels(phase, spacing_um / voxels_apart)


def homogenised(voxels: Voxels, active_material: str) -> CellStructure:
    """The column as the DFN sees it: measured porosity, surface, tortuosity and conductivity."""
    porosity = total_porosity(voxels)
    conductivity = material(active_material)["electronic_conductivity_s_m"]
    return CellStructure(
        thickness_um=voxels.phase.shape[2] * voxels.voxel_um,
        porosity=porosity,
        am_fraction=np.count_nonzero(voxels.phase == Phase.AM) / voxels.phase.size,
        active_surface_per_um=active_surface_per_um(voxels),
        pore_tortuosity=porosity / pore_diffusion(voxels).conductivity,
        electronic_conductivity_s_m=electron_conduction(voxels, conductivity, 1.0).conductivity,
    )
