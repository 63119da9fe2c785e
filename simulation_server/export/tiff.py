"""A TIFF stack of the phases, as ImageJ and image-based solvers open it."""

from pathlib import Path

import numpy as np
import tifffile

from simulation_server.schema.recipe_toml import format_recipe
from simulation_server.schema.states import Phase
from simulation_server.whole_file import replacing

from .source import Source


def write_tiff(source: Source, folder: Path) -> list[Path]:
    """Writes `voxels.tif`: uint8, 0 pore, 1 active material, 2 carbon-binder, pages in ImageJ's order.

    Page k is the k-th layer from the collector (z); in a page, rows run along y and columns along x, both
    upwards from 0. Voxel edges stand in the resolution tags (pixels per um) and in ImageJ's `spacing`.
    """
    path = folder / "voxels.tif"
    dx, dy, dz = source.edges_um
    pages = np.ascontiguousarray(source.voxels.phase.transpose(2, 1, 0))
    metadata = {
        "axes": "ZYX",
        "unit": "um",
        "spacing": dz,
        "min": float(Phase.PORE),
        "max": float(max(Phase)),
        "Info": format_recipe(source.saved.recipe),
    }
    with replacing(path) as part:
        tifffile.imwrite(
            part, pages, imagej=True, resolution=(1.0 / dx, 1.0 / dy), compression="zlib", metadata=metadata
        )
    return [path]
