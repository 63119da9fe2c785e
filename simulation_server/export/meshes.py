"""The solids' surfaces as STL (for meshers and printers) and glTF (for viewers and browsers)."""

from pathlib import Path

import numpy as np
import pyvista
import trimesh
from trimesh.visual.material import PBRMaterial

from simulation_server.schema.states import Phase
from simulation_server.whole_file import replacing

from .source import Source

NAMES = {Phase.AM: "active_material", Phase.CBD: "carbon_binder"}

MAGNIFICATION = 1000.0
"""glTF counts in metres, in which an electrode would be too small for most viewers: 1 um is shown as 1 mm."""

MOST_TRIANGLES = 500_000
"""Of a solid in a glTF file, about 14 MB: what a browser or a headset shows with ease. STL keeps them all."""

_LOOKS = {
    Phase.AM: {"baseColorFactor": [139, 152, 168, 255], "metallicFactor": 0.1, "roughnessFactor": 0.55},
    Phase.CBD: {"baseColorFactor": [43, 39, 37, 255], "metallicFactor": 0.0, "roughnessFactor": 0.9},
}
_Z_UP_TO_Y_UP = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]], dtype=np.float64)


def write_stl(source: Source, folder: Path) -> list[Path]:
    """Writes a binary STL a solid; STL knows no unit: one of its units is 1 um."""
    written = []
    for solid, surface in source.surfaces.items():
        path = folder / f"{NAMES[solid]}.stl"
        with replacing(path) as part:
            surface.export(part, file_type="stl")
        written.append(path)
    return written


def write_gltf(source: Source, folder: Path) -> list[Path]:
    """Writes `electrode.glb`: a coloured mesh a solid, magnified so that 1 um is 1 mm, y upwards.

    The meshes keep their coordinates in um and z upwards; the nodes turn and scale them.
    """
    scene = trimesh.Scene()
    placed = trimesh.transformations.scale_matrix(1e-6 * MAGNIFICATION) @ _Z_UP_TO_Y_UP
    for solid, surface in source.surfaces.items():
        shown = _thinned(surface)
        material = PBRMaterial(name=NAMES[solid], **_LOOKS[solid])
        shown.visual = trimesh.visual.TextureVisuals(material=material)
        scene.add_geometry(shown, node_name=NAMES[solid], geom_name=NAMES[solid], transform=placed)
    path = folder / "electrode.glb"
    with replacing(path) as part:
        part.write_bytes(scene.export(file_type="glb", include_normals=True))
    return [path]


def _thinned(surface: trimesh.Trimesh) -> trimesh.Trimesh:
    """A copy of at most so many triangles, flat parts losing theirs first (Garland and Heckbert 1997)."""
    if len(surface.faces) <= MOST_TRIANGLES:
        return surface.copy()
    full = pyvista.PolyData.from_regular_faces(surface.vertices, surface.faces)
    less = full.decimate(1.0 - MOST_TRIANGLES / len(surface.faces), volume_preservation=True)
    return trimesh.Trimesh(np.asarray(less.points, dtype=np.float64), less.regular_faces)
