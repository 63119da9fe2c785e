"""`mesonaut analyse`: what the structure of a user's own volume, or an electrode of ours, is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import MachineError

if TYPE_CHECKING:
    from simulation_server.performance.analysis.structure_of import Analysis
    from simulation_server.volumes import Volume

_VOLUME, _RUN = "The volume", "The run"


def analyse(
    volume: Annotated[
        Path,
        typer.Argument(
            metavar="VOLUME",
            help="Segmented volume (.tif, .npy, .h5, .vti, folder of .tif), or the folder of a run.",
        ),
    ],
    voxel_um: Annotated[
        float | None,
        typer.Option(help="Edge of a voxel; what the file says when left out.", rich_help_panel=_VOLUME),
    ] = None,
    pore: Annotated[
        str, typer.Option(help="Value of the pores, or several: 0,3.", rich_help_panel=_VOLUME)
    ] = "",
    active: Annotated[
        str, typer.Option(help="Value or values of the active material.", rich_help_panel=_VOLUME)
    ] = "",
    cbd: Annotated[
        str, typer.Option(help="Value or values of the carbon-binder.", rich_help_panel=_VOLUME)
    ] = "",
    dataset: Annotated[
        str | None,
        typer.Option(
            help="Which array of an HDF5 or VTI file, which series of a TIFF.", rich_help_panel=_VOLUME
        ),
    ] = None,
    axes: Annotated[
        str | None,
        typer.Option(
            help="The file's axes in order, z the thickness; zyx (TIFF) or xyz (others) when left out.",
            rich_help_panel=_VOLUME,
        ),
    ] = None,
    flip: Annotated[
        bool, typer.Option("--flip", help="The collector is at the far end of z.", rich_help_panel=_VOLUME)
    ] = False,
    cbd_nanoporosity: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            max=0.9,
            help="Pore share inside the carbon-binder; 0 makes it impermeable.",
            rich_help_panel=_VOLUME,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the files; out/analyse/VOLUME when left out.", rich_help_panel=_RUN),
    ] = None,
    pictures: Annotated[
        bool,
        typer.Option(help="Draw the stream lines in three dimensions (needs OpenGL).", rich_help_panel=_RUN),
    ] = True,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print result.json on standard output too.", rich_help_panel=_RUN),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar, no notes, no table.", rich_help_panel=_RUN)
    ] = False,
) -> None:
    """Measures shares, transport along each axis, surfaces, pore sizes and particle contacts of a volume.

    Without labels, 0 is pore, 1 (or what else there is) active material, the highest of three carbon-binder.

    Example: mesonaut analyse scan.tif --voxel-um 0.39 --json
    """
    from app.impedance.settings import label_values

    values = tuple(
        label_values(name, text) for name, text in (("--pore", pore), ("--active", active), ("--cbd", cbd))
    )
    from app.analysis.analyse import analyse_volume  # loads the physics
    from app.analysis.files import write_files
    from app.analysis.table import analysis_table
    from app.filling.files import make_folder
    from simulation_server.volumes import Labels, read_volume

    read = read_volume(volume, voxel_um, labels=Labels(*values), dataset=dataset, axes=axes, flip=flip)
    if not quiet and read.notes:
        console.print("\n".join(read.notes))
    whose = volume.resolve().parent if volume.name == "electrode.h5" else volume.resolve()
    folder = out if out is not None else Path("out") / "analyse" / whose.stem
    make_folder(folder)
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("compiling", total=1.0)

        def show(progress: float, words: str) -> None:
            bar.update(task, completed=progress, description=words)

        analysis, result = analyse_volume(str(volume), read, cbd_nanoporosity, show)
        taken = _pictures(analysis, read, folder) if pictures else ()
        result = write_files(folder, result, analysis, taken)
    if not quiet:
        for note in result.notes[len(read.notes) :]:
            console.print(note)
    if json:
        emit_json(result)
    elif not quiet:
        paper.print(analysis_table(result))
    if not quiet:
        console.print(f"all in {folder}")


def _pictures(analysis: "Analysis", volume: "Volume", folder: Path) -> tuple[Path, ...]:
    from app.analysis.pictures import take_pictures

    try:
        return take_pictures(analysis.fluxes, volume, folder)
    except MachineError as error:
        console.print(f"no pictures: {error}")
        return ()
