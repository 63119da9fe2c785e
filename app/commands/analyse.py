"""`mesonaut analyse`: what the structure of a user's own volume, or an electrode of ours, is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import MachineError

from .volume_options import (
    Active,
    Axes,
    Cbd,
    CbdNanoporosity,
    Dataset,
    Flip,
    Pore,
    VolumePath,
    VoxelUm,
    folder_name,
    reading,
)

if TYPE_CHECKING:
    from simulation_server.performance.analysis.structure_of import Analysis
    from simulation_server.volumes import Volume

_RUN = "The run"


def analyse(
    volume: VolumePath,
    voxel_um: VoxelUm = None,
    pore: Pore = "",
    active: Active = "",
    cbd: Cbd = "",
    dataset: Dataset = None,
    axes: Axes = None,
    flip: Flip = False,
    cbd_nanoporosity: CbdNanoporosity = None,
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
    how = reading(voxel_um, pore, active, cbd, dataset, axes, flip, cbd_nanoporosity)
    from app.analysis.analyse import analyse_volume  # loads the physics
    from app.analysis.files import write_files
    from app.analysis.table import analysis_table
    from app.filling.files import make_folder

    read = how.open(volume)
    if not quiet and read.notes:
        console.print("\n".join(read.notes))
    folder = out if out is not None else Path("out") / "analyse" / folder_name(volume)
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
