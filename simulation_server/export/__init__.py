"""Electrodes in the formats of other tools."""

from collections.abc import Callable, Iterable
from pathlib import Path

from simulation_server.manufacturing.electrode_file import SavedElectrode
from simulation_server.schema.errors import MachineError, UserError

from .lammps import write_lammps
from .meshes import write_gltf, write_stl
from .source import Source
from .tiff import write_tiff
from .vtk import write_vtk

WRITERS: dict[str, Callable[[Source, Path], list[Path]]] = {
    "lammps": write_lammps,
    "vtk": write_vtk,
    "tiff": write_tiff,
    "stl": write_stl,
    "gltf": write_gltf,
}
"""By the name a user gives."""


def chosen_formats(asked: Iterable[str]) -> tuple[str, ...]:
    """The formats in lists such as ("vtk,tiff", "stl") or ("all",), each once. Raises UserError."""
    names = [name.strip().lower() for words in asked for name in words.split(",") if name.strip()]
    for name in names:
        if name not in (*WRITERS, "all"):
            raise UserError(f"export format {name!r}: expected {', '.join(WRITERS)} or all")
    return tuple(WRITERS) if "all" in names else tuple(dict.fromkeys(names))


def export(saved: SavedElectrode, folder: Path, formats: Iterable[str]) -> list[Path]:
    """Writes the electrode into `folder` in each of the formats, each file whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"cannot make the folder {folder}: {error.strerror}; choose another") from None
    source = Source(saved)
    return [path for name in chosen_formats(formats) for path in WRITERS[name](source, folder)]
