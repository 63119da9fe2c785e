"""A user's own segmented volume as the electrode of a cell."""

from pathlib import Path

import numpy as np

from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.structure import (
    conductivities,
    electron_conduction,
    pore_diffusion,
    total_porosity,
)
from simulation_server.physics.carbon_binder import cbd
from simulation_server.physics.voxels import active_surface_per_um
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Phase
from simulation_server.volumes import Volume

from .source import Made, Show, plain


def made_volume(path: Path, read: Volume, cbd_nanoporosity: float | None, recipe: Recipe, show: Show) -> Made:
    """The volume `read` from `path` with the recipe's active material and carbon-binder, periodic in x and y.

    Raises FileError for an electrode of ours, PhysicsError where it does not conduct.
    """
    if read.recipe is not None:
        raise FileError(f"{path}: an electrode of Mesonaut's; give it without options of a volume")
    formulation = recipe.formulation
    if cbd_nanoporosity is None:
        cbd_nanoporosity = cbd(formulation.binder, formulation.binder_share_wt_pct).nanoporosity
    voxels = read.voxels(cbd_nanoporosity)
    show(0.3, "analysing the volume")
    porosity = total_porosity(voxels)
    structure = CellStructure(
        thickness_um=voxels.phase.shape[2] * voxels.voxel_um,
        porosity=porosity,
        am_fraction=np.count_nonzero(voxels.phase == Phase.AM) / voxels.phase.size,
        active_surface_per_um=active_surface_per_um(voxels),
        pore_tortuosity=porosity / pore_diffusion(voxels).conductivity,
        electronic_conductivity_s_m=electron_conduction(voxels, *conductivities(formulation)).conductivity,
    )
    said = "; ".join((*read.notes, f"active material: {formulation.active_material}, periodic in x and y"))
    return Made(recipe, plain(structure), None, lambda _: voxels, f"volume: {path}; {said}")
