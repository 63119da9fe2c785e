"""The files a filling leaves, each whole or not at all."""

from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np
import pyvista
from numpy.typing import NDArray

from app.report.figures import image
from app.report.filling_figure import filling_figure
from app.report.findings import Findings
from app.report.look import LOOKS
from simulation_server.schema.errors import MachineError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState
from simulation_server.whole_file import replacing

from .document import FilledVolume
from .figures import front_figure
from .watch import Watch

RESULT, CURVE, MAPS_VTK, MAPS_HDF5 = "result.json", "saturation.csv", "filling.vti", "filling.h5"
CURVE_FIGURE, FRONT_FIGURE = "saturation.png", "front.png"
FILES = (RESULT, CURVE, MAPS_VTK, MAPS_HDF5, CURVE_FIGURE, FRONT_FIGURE)
"""What is left in the folder."""
_MEANINGS = {
    "kind": "1: 0 pore, 1 active material, 2 carbon-binder, 3 foil, 4 separator",
    "filled_ms": "ms: when the front came, NaN where it has not",
    "liquid": "1/255: electrolyte's share of the cell, at the end",
    "trapped": "1: 1 where gas was cut off, at the end",
}


def make_folder(folder: Path) -> None:
    """Makes the folder, before the work: a place that cannot be written to is found out at once."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(
            f"cannot make the folder {folder}: {error.strerror}; choose another --out"
        ) from None


def write_files(
    folder: Path, result: FilledVolume, recipe: Recipe, watch: Watch, pictures: tuple[Path, ...]
) -> FilledVolume:
    """Writes everything and returns the result with the files' names.

    result.json comes last: where it is new, the rest is too.
    """
    last = watch.last
    assert last is not None
    kinds = watch.filling.kinds
    _write_curve(folder / CURVE, result)
    maps: dict[str, NDArray[Any]] = {
        "kind": kinds,
        "filled_ms": last.filled_ms,
        "liquid": last.liquid,
        "trapped": last.trapped.astype(np.uint8),
    }
    _write_vtk(folder / MAPS_VTK, maps, last)
    _write_hdf5(folder / MAPS_HDF5, maps, last, result.version)
    look = LOOKS["light"]
    outcome = msgspec.structs.replace(watch.filling.outcome(), forecast=result.forecast)
    curve = filling_figure(Findings(recipe, outcome), look)
    if curve is not None:
        _write_bytes(folder / CURVE_FIGURE, image(curve, "png"))
    cut = kinds[:, kinds.shape[1] // 2]
    front = front_figure(cut, last.lattice_um, watch.four_cuts(), look)
    _write_bytes(folder / FRONT_FIGURE, image(front, "png"))
    names = FILES if curve is not None else tuple(name for name in FILES if name != CURVE_FIGURE)
    result = msgspec.structs.replace(
        result, files=tuple(str(folder / name) for name in names) + tuple(map(str, pictures))
    )
    _write_bytes(folder / RESULT, msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result


def _write_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as part:
        part.write_bytes(content)


def _write_curve(path: Path, result: FilledVolume) -> None:
    rows = zip(result.curve.time_ms, result.curve.saturation, strict=True)
    lines = ["time_ms,saturation", *(f"{time:.6g},{share:.6g}" for time, share in rows)]
    _write_bytes(path, ("\n".join(lines) + "\n").encode())


def _write_vtk(path: Path, maps: dict[str, NDArray[Any]], last: FrontState) -> None:
    shape = last.solid.shape
    block = pyvista.ImageData(dimensions=[n + 1 for n in shape], spacing=(last.lattice_um,) * 3)
    for name, values in maps.items():
        block.cell_data[name] = values.ravel(order="F")
    with replacing(path) as part:
        block.save(part)


def _write_hdf5(path: Path, maps: dict[str, NDArray[Any]], last: FrontState, version: str) -> None:
    with replacing(path) as part, h5py.File(part, "w") as file:
        file.attrs["format"] = "mesonaut filling"
        file.attrs["mesonaut_version"] = version
        file.attrs["lattice_um"] = last.lattice_um
        file.attrs["time_ms"] = last.time_ms
        for name, values in maps.items():
            stored = file.create_dataset(name, data=values, chunks=True, compression="gzip", shuffle=True)
            stored.attrs["unit"] = _MEANINGS[name]
