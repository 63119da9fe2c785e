"""`mesonaut impedance`: the blocking spectrum of a user's own segmented volume, or an electrode of ours."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import UserError

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
    from simulation_server.performance.impedance import Measured

_CELL, _MEASURED, _RUN = "The cell", "A measured spectrum", "The run"


def impedance(
    volume: VolumePath,
    voxel_um: VoxelUm = None,
    pore: Pore = "",
    active: Active = "",
    cbd: Cbd = "",
    dataset: Dataset = None,
    axes: Axes = None,
    flip: Flip = False,
    cbd_nanoporosity: CbdNanoporosity = None,
    kappa_s_m: Annotated[
        float, typer.Option(help="Conductivity of the electrolyte.", rich_help_panel=_CELL)
    ] = 1.0,
    capacitance_f_m2: Annotated[
        float, typer.Option(help="Double layer on the solids.", rich_help_panel=_CELL)
    ] = 0.1,
    cbd_capacitance_f_m2: Annotated[
        float | None,
        typer.Option(help="On carbon black and binder, where it is another.", rich_help_panel=_CELL),
    ] = None,
    carbon_surface_per_um: Annotated[
        float | None,
        typer.Option(
            help="Carbon surface inside the carbon-binder, per its volume; the formulation's when left out, "
            "0 for its outer surface only.",
            rich_help_panel=_CELL,
        ),
    ] = None,
    frequencies: Annotated[
        str | None,
        typer.Option(
            metavar="LOW:HIGH:POINTS",
            help="In Hz, log-spaced; 36 around the electrode's own when left out.",
            rich_help_panel=_CELL,
        ),
    ] = None,
    measured: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Spectrum to compare: CSV, or an instrument's export as text.",
            rich_help_panel=_MEASURED,
        ),
    ] = None,
    area_cm2: Annotated[
        float | None,
        typer.Option(help="Electrode area, where the file is in Ohm.", rich_help_panel=_MEASURED),
    ] = None,
    electrodes: Annotated[
        int,
        typer.Option(
            min=1, max=2, help="In series in what was measured: 2 in a symmetric cell.",
            rich_help_panel=_MEASURED,
        ),
    ] = 2,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the files; out/impedance/VOLUME when left out.", rich_help_panel=_RUN),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print result.json on standard output too.", rich_help_panel=_RUN),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar, no notes, no table.", rich_help_panel=_RUN)
    ] = False,
) -> None:  # fmt: skip
    """Computes the spectrum of an electrode in a blocking symmetric cell, its R_ion and tortuosity.

    Without labels, 0 is pore, 1 (or what else there is) active material, the highest of three carbon-binder.

    Example: mesonaut impedance scan.tif --voxel-um 0.4 --kappa-s-m 0.04 --measured cell.csv --area-cm2 0.95
    """
    from app.impedance.settings import blocking_cell, frequencies_hz

    chosen_hz = frequencies_hz(frequencies)
    how = reading(voxel_um, pore, active, cbd, dataset, axes, flip, cbd_nanoporosity)
    spectrum = _measured(measured, area_cm2)

    from app.filling.files import make_folder
    from app.impedance.document import compare, drawn_over, points, summarise
    from app.impedance.files import write_files
    from app.impedance.table import impedance_table
    from simulation_server.performance.impedance import blocking_spectrum  # loads the physics
    from simulation_server.physics.carbon_binder import cbd as carbon_binder

    read = how.open(volume)
    cell = blocking_cell(read, kappa_s_m, capacitance_f_m2, cbd_capacitance_f_m2, carbon_surface_per_um)
    notes = read.notes if spectrum is None else (*read.notes, *spectrum.notes)
    if not quiet and notes:
        console.print("\n".join(notes))
    folder = out if out is not None else Path("out") / "impedance" / folder_name(volume)
    make_folder(folder)
    began = time.perf_counter()
    voxels = read.voxels(carbon_binder().nanoporosity if cbd_nanoporosity is None else cbd_nanoporosity)
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("compiling", total=1.0)

        def show(progress: float, words: str) -> None:
            bar.update(task, completed=progress, description=words)

        found = blocking_spectrum(voxels, cell, chosen_hz, show=show)
        beside = None if spectrum is None else compare(str(measured), spectrum, electrodes, found)
        show(1.0, "figures")
        wall_s = round(time.perf_counter() - began, 2)
        result = summarise(
            str(volume), read, voxels.cbd_nanoporosity, read.notes, cell, found, beside, wall_s
        )
        ours = None if spectrum is None or beside is None else points(drawn_over(found, beside, spectrum))
        result = write_files(folder, result, ours)
    if json:
        emit_json(result)
    elif not quiet:
        paper.print(impedance_table(result))
    if not quiet:
        console.print(f"all in {folder}")


def _measured(path: Path | None, area_cm2: float | None) -> "Measured | None":
    """The measured spectrum, read before the work: a mistake in it is found out at once."""
    if path is None:
        return None
    if area_cm2 is not None and not 0.0 < area_cm2 < 1e6:
        raise UserError(f"--area-cm2 {area_cm2:g}: expected the electrode's area, above 0 cm2")
    from simulation_server.performance.impedance import read_spectrum

    return read_spectrum(path, area_cm2)
