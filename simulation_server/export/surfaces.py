"""Closed surfaces of the solids: marching cubes on the distance fields whose level sets are the voxels.

Spheres of their own (icospheres) would overlap wherever the press flattened a contact, count that volume
twice and enclose no single inside. The level set is what the voxels and so every computed quantity see:
one closed surface a solid with the solid's true volume, smooth because the distance to the spheres is
contoured rather than the voxels' steps, cut flat where the periodic box ends.
"""

import numpy as np
import pyvista
import trimesh
from numpy.typing import NDArray

from simulation_server.physics.voxels import distance_to_spheres_um
from simulation_server.schema.states import Electrode, Phase

Edges = tuple[float, float, float]

_BAND_EDGES = 8.0
"""Voxel edges beyond the spheres up to which distances are exact: levels lie within one or two."""
_VOLUME_TOLERANCE, _MOST_TRIES = 0.005, 8


def surfaces(electrode: Electrode, phase: NDArray[np.uint8], edges_um: Edges) -> dict[Phase, trimesh.Trimesh]:
    """The surface of each solid that has voxels in `phase` (nx, ny, nz); vertices in um."""
    found: dict[Phase, trimesh.Trimesh] = {}
    outside = np.full(phase.shape, -np.inf, dtype=np.float32)  # distance into what is already there
    for solid, volume_um3 in ((Phase.AM, electrode.am_volume_um3), (Phase.CBD, electrode.cbd_volume_um3)):
        if not (phase == solid).any():
            continue
        depth = _distance(electrode, solid, phase.shape, edges_um)
        level, closed = _levelled(depth, outside, float(depth[phase == solid].max()), volume_um3, edges_um)
        found[solid] = _triangles(closed)
        outside = np.maximum(outside, np.float32(level) - depth)
    return found


def _levelled(
    depth: NDArray[np.float32], outside: NDArray[np.float32], level: float, volume_um3: float, edges_um: Edges
) -> tuple[float, pyvista.PolyData]:
    """The level, near the one given, at which the surface encloses the volume, and the surface there.

    What is already there (`outside` above 0) is left out, so that solids share a boundary.
    """
    for _ in range(_MOST_TRIES):
        closed = _contour(np.maximum(depth - np.float32(level), outside), edges_um)
        missing = volume_um3 - closed.volume
        if abs(missing) <= _VOLUME_TOLERANCE * volume_um3:
            break
        level += missing / closed.area
    return level, closed


def _distance(
    electrode: Electrode, solid: Phase, shape: tuple[int, ...], edges_um: Edges
) -> NDArray[np.float32]:
    """Distance (nx, ny, nz) from voxel centres to the solid's spheres, cut off at a band around them."""
    particles = electrode.particles
    chosen = particles.phase == solid
    band = _BAND_EDGES * max(edges_um)
    nx, ny, nz = shape
    distance = distance_to_spheres_um(
        particles.positions_um[chosen], particles.radii_um[chosen], (nx, ny, nz), edges_um, band
    )
    return np.minimum(distance, np.float32(band))


def _contour(field: NDArray[np.float32], edges_um: Edges) -> pyvista.PolyData:
    """The closed surface where the field of voxel centres (nx, ny, nz) is zero, normals outwards.

    A layer of mirrored values of positive sign around the box makes the surface end at the box's faces.
    """
    padded = np.pad(field, 1, mode="edge")
    inside = np.zeros(padded.shape, dtype=bool)
    inside[1:-1, 1:-1, 1:-1] = True
    padded[~inside] = np.abs(padded[~inside])
    grid = pyvista.ImageData(
        dimensions=padded.shape, spacing=edges_um, origin=tuple(-0.5 * edge for edge in edges_um)
    )
    grid.point_data["distance"] = padded.ravel(order="F")
    return grid.contour([0.0], scalars="distance", method="flying_edges", compute_normals=False)


def _triangles(closed: pyvista.PolyData) -> trimesh.Trimesh:
    """The surface for trimesh, without the triangles that have shrunk to a line, normals outwards."""
    mesh = trimesh.Trimesh(np.asarray(closed.points, dtype=np.float64), closed.regular_faces, validate=True)
    if mesh.volume < 0.0:
        mesh.invert()
    return mesh
