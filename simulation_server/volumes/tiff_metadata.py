"""Voxel edges as ImageJ and OME write them into a TIFF."""

import re
from xml.etree import ElementTree

import tifffile

from .stored import Edges

_UM: dict[str, float] = {
    "um": 1.0, "µm": 1.0, "μm": 1.0, "micron": 1.0, "microns": 1.0, "micrometer": 1.0, "micrometre": 1.0,
    "nm": 1e-3, "mm": 1e3, "cm": 1e4, "m": 1e6,
}  # fmt: skip
"""Lengths in um of the units that ImageJ and OME write."""


def voxel_edges_um(file: tifffile.TiffFile) -> Edges | None:
    """Edges along x, y, z that ImageJ or OME wrote; what others call resolution is of print."""
    if file.is_ome and file.ome_metadata:
        return _from_ome(file.ome_metadata)
    if file.is_imagej and file.imagej_metadata:
        return _from_imagej(file)
    return None


def _from_ome(text: str) -> Edges | None:
    for element in ElementTree.fromstring(text).iter():
        if element.tag.endswith("}Pixels"):
            sizes = [element.get(f"PhysicalSize{axis}") for axis in "XYZ"]
            units = [_UM.get(element.get(f"PhysicalSize{axis}Unit", "µm")) for axis in "XYZ"]
            if None in sizes or None in units:
                return None
            x, y, z = (float(size) * (unit or 0.0) for size, unit in zip(sizes, units, strict=True) if size)
            return x, y, z
    return None


def _from_imagej(file: tifffile.TiffFile) -> Edges | None:
    about = file.imagej_metadata or {}
    unit = _UM.get(re.sub(r"\\u00[bB]5", "µ", str(about.get("unit", ""))).strip())
    if unit is None:
        return None
    across = []
    for name in ("XResolution", "YResolution"):
        tag = file.pages.first.tags.get(name)
        if tag is None or not tag.value[0]:
            return None
        across.append(unit * tag.value[1] / tag.value[0])
    return across[0], across[1], unit * float(about.get("spacing", 1.0))
