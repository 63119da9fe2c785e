"""VTK image data (.vti), as ParaView writes it: cells or points on a regular grid, spacing taken as um."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkObject
from vtkmodules.vtkIOXML import vtkXMLImageDataReader

from simulation_server.schema.errors import FileError

from .stored import Stored, broken, check_shape

_UNIT_SPACING = (1.0, 1.0, 1.0)
_EXPECTED = "VTK image data in XML (.vti)"


def read_vti(path: Path, dataset: str | None = None) -> Stored:
    """Reads the only array, or the one named; a spacing of 1 along every axis is taken as not stated."""
    reader = vtkXMLImageDataReader()
    with _quiet():
        if not reader.CanReadFile(str(path)):
            raise broken(path, "not of this kind", _EXPECTED)
        reader.SetFileName(str(path))
        reader.UpdateInformation()
        _check_extent(path, reader)
        reader.Update()
        image = reader.GetOutput()
    if image.GetNumberOfPoints() == 0:
        raise broken(path, "cut short or damaged", _EXPECTED)
    array, on_cells = _chosen(path, image, dataset)
    points = image.GetDimensions()
    shape = tuple(n - 1 for n in points) if on_cells else points
    values = vtk_to_numpy(array)
    if values.ndim != 1:
        raise FileError(f"{path}: array {array.GetName()!r} holds vectors, expected one label a voxel")
    check_shape(path, shape, values.dtype)
    spacing = tuple(float(edge) for edge in image.GetSpacing())
    edges = None if spacing == _UNIT_SPACING else (spacing[0], spacing[1], spacing[2])
    return Stored(values.reshape(shape, order="F"), "xyz", edges)


def _check_extent(path: Path, reader: Any) -> None:
    key = reader.GetExecutive().WHOLE_EXTENT()
    information = reader.GetOutputInformation(0)
    if not information.Has(key):
        raise broken(path, "cut short or damaged", _EXPECTED)
    extent = information.Get(key)
    points = [extent[2 * axis + 1] - extent[2 * axis] + 1 for axis in range(3)]
    check_shape(path, points, np.dtype(np.uint8))


def _chosen(path: Path, image: Any, dataset: str | None) -> tuple[Any, bool]:
    """The array and whether it is of cells."""
    found = {}
    for data, on_cells in ((image.GetPointData(), False), (image.GetCellData(), True)):
        for number in range(data.GetNumberOfArrays()):
            array = data.GetArray(number)
            if array is not None:
                found[str(array.GetName())] = (array, on_cells)
    listed = ", ".join(sorted(found)) or "none"
    if dataset is not None and dataset not in found:
        raise FileError(f"{path}: no array {dataset!r}; arrays in it: {listed}")
    if dataset is None and len(found) != 1:
        raise FileError(f"{path}: {len(found)} arrays in it ({listed}), expected one; name it with --dataset")
    return found[dataset if dataset is not None else next(iter(found))]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without VTK's own lines on standard error: what matters is raised."""
    was = vtkObject.GetGlobalWarningDisplay()
    vtkObject.GlobalWarningDisplayOff()
    try:
        yield
    finally:
        vtkObject.SetGlobalWarningDisplay(was)
