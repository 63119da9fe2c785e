"""VTK files, as ParaView and PyVista open them: particles (.vtp) and voxels (.vti), lengths in um."""

from pathlib import Path

import numpy as np
import pyvista

from simulation_server.schema.recipe_toml import format_recipe
from simulation_server.whole_file import replacing

from .source import Source


def write_vtk(source: Source, folder: Path) -> list[Path]:
    """Writes `particles.vtp` (points with radius, phase, stress and cracking) and `voxels.vti` (phases)."""
    written = []
    for data, name in ((_particles(source), "particles.vtp"), (_voxels(source), "voxels.vti")):
        data.field_data["recipe"] = [format_recipe(source.saved.recipe)]
        with replacing(folder / name) as part:
            data.save(part)
        written.append(folder / name)
    return written


def _particles(source: Source) -> pyvista.PolyData:
    electrode = source.saved.electrode
    particles = electrode.particles
    points = pyvista.PolyData(particles.positions_um)
    points.point_data["radius_um"] = particles.radii_um
    points.point_data["phase"] = particles.phase
    points.point_data["stress_MPa"] = particles.stress_mpa
    if particles.cracking is not None:
        points.point_data["cracking"] = particles.cracking
    points.field_data["box_um"] = np.array([*particles.box_um, electrode.thickness_um])
    return points


def _voxels(source: Source) -> pyvista.ImageData:
    phase = source.voxels.phase
    block = pyvista.ImageData(dimensions=[n + 1 for n in phase.shape], spacing=source.edges_um)
    block.cell_data["phase"] = phase.ravel(order="F")
    return block
