"""Surfaces out of lattices, by VTK. Pure functions; slow (tens of ms): see mesher.py for where they run.

VTK is used through its modules: importing all of PyVista would take the helper process seconds.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, uniform_filter
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

from simulation_server.schema.states import Phase

from .surfaces import Surface

GROWTH = 3
"""Lattice steps by which the liquid is continued into solids, so that the surface ends inside them."""


def isosurface(
    values: NDArray[np.floating], level: float, spacing_um: float, *, closed: bool = True
) -> Surface:
    """The surface where `values` (nx, ny, nz), z last, fall through `level`; normals point to lower values.

    Values belong to cell centres. Outside the lattice counts as 0 when `closed`, so that bodies end at its
    faces, else as its outermost cells.
    """
    padded = np.pad(np.asarray(values, np.float32), 1, mode="constant" if closed else "edge")
    image = vtkImageData()
    image.SetDimensions(*padded.shape)
    image.SetSpacing(spacing_um, spacing_um, spacing_um)
    image.SetOrigin(*(-0.5 * spacing_um,) * 3)
    flat = np.ascontiguousarray(padded.transpose(2, 1, 0)).ravel()
    image.GetPointData().SetScalars(numpy_to_vtk(flat))
    contour = vtkFlyingEdges3D()
    contour.SetInputData(image)
    contour.SetValue(0, level)
    contour.ComputeNormalsOn()
    contour.Update()
    found = contour.GetOutput()
    if not found.GetNumberOfPolys():
        return Surface(
            np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.uint32)
        )
    vertices = vtk_to_numpy(found.GetPoints().GetData()).astype(np.float32)
    normals = vtk_to_numpy(found.GetPointData().GetNormals()).astype(np.float32)
    triangles = vtk_to_numpy(found.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.uint32)
    return Surface(vertices, normals, triangles)


def front_surface(liquid: NDArray[np.uint8], solid: NDArray[np.bool_], lattice_um: float) -> Surface:
    """The electrolyte's surface: liquid (nx, ny, nz) 0 to 255, continued into the solid (nx, ny, nz).

    Only the menisci then show between the particles; where liquid meets a particle its own surface does.
    """
    share = np.where(solid, 0.0, liquid / 255.0).astype(np.float32)
    known = (~solid).astype(np.float32)
    for _ in range(GROWTH):
        weight = uniform_filter(known, 3, mode="nearest")
        spread = uniform_filter(share * known, 3, mode="nearest")
        fresh = (known == 0.0) & (weight > 1e-6)
        share[fresh] = (spread[fresh] / weight[fresh]).astype(np.float32)
        known[fresh] = 1.0
    return isosurface(gaussian_filter(share, 0.7, mode="nearest"), 0.5, lattice_um)


def body_surface(body: NDArray[np.bool_], lattice_um: float) -> Surface:
    """Bodies (nx, ny, nz) such as trapped gas, smoothed so little that one of a single cell is still seen."""
    return isosurface(gaussian_filter(body.astype(np.float32), 0.5, mode="nearest"), 0.35, lattice_um)


def pore_surface(phase: NDArray[np.uint8], voxel_um: float) -> Surface:
    """The walls of the pores of segmented voxels (nx, ny, nz), smoothed within about a voxel."""
    pore = (phase == Phase.PORE).astype(np.float32)
    return isosurface(gaussian_filter(pore, 0.9, mode="nearest"), 0.5, voxel_um, closed=False)
