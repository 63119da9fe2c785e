"""`mesonaut export`: the electrode of an earlier run in the formats of other tools."""

from pathlib import Path
from typing import Annotated

import typer

from app.output import console, emit_json
from simulation_server.schema.errors import FileError, UserError

FORMATS = "lammps, vtk, tiff, stl, gltf or all"


def export(
    electrode: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run, or its electrode.h5.")
    ],
    formats: Annotated[
        list[str], typer.Option("--as", help=f"{FORMATS}; several with commas, or by giving --as again.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files; the run's own when left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Writes an electrode made earlier for LAMMPS, ParaView, ImageJ, meshers or 3D viewers.

    Example: mesonaut export out/mine --as vtk,gltf
    """
    file = electrode / "electrode.h5" if electrode.is_dir() else electrode
    if not file.is_file():
        raise FileError(
            f"{electrode}: expected the folder of a run with its electrode.h5; `mesonaut run` makes one"
        )
    folder = out if out is not None else file.parent

    from simulation_server.export import chosen_formats  # loads VTK
    from simulation_server.export import export as write
    from simulation_server.manufacturing.electrode_file import load_electrode

    chosen = chosen_formats(formats)
    if not chosen:
        raise UserError(f"--as {','.join(formats)!r}: expected {FORMATS}")
    written = write(load_electrode(file), folder, chosen)
    if json:
        emit_json({"files": [{"path": str(path), "bytes": path.stat().st_size} for path in written]})
    elif not quiet:
        for path in written:
            console.print(str(path))
