"""`mesonaut impedance`: the blocking spectrum of a user's own segmented volume, or an electrode of ours."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import UserError

if TYPE_CHECKING:
    from simulation_server.performance.impedance import Measured

_VOLUME, _CELL, _MEASURED, _RUN = "The volume", "The cell", "A measured spectrum", "The run"


def impedance(
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
        typer.Option(min=0.0, max=0.9, help="Pore share inside the carbon-binder.", rich_help_panel=_VOLUME),
    ] = None,
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
    from app.impedance.settings import blocking_cell, frequencies_hz, label_values

    chosen_hz = frequencies_hz(frequencies)
    values = tuple(
        label_values(name, text) for name, text in (("--pore", pore), ("--active", active), ("--cbd", cbd))
    )
    spectrum = _measured(measured, area_cm2)

    from app.filling.files import make_folder
    from app.impedance.document import compare, drawn_over, points, summarise
    from app.impedance.files import write_files
    from app.impedance.table import impedance_table
    from simulation_server.performance.impedance import blocking_spectrum  # loads the physics
    from simulation_server.physics.carbon_binder import cbd as carbon_binder
    from simulation_server.volumes import Labels, read_volume

    read = read_volume(volume, voxel_um, labels=Labels(*values), dataset=dataset, axes=axes, flip=flip)
    cell = blocking_cell(read, kappa_s_m, capacitance_f_m2, cbd_capacitance_f_m2, carbon_surface_per_um)
    notes = read.notes if spectrum is None else (*read.notes, *spectrum.notes)
    if not quiet and notes:
        console.print("\n".join(notes))
    whose = volume.resolve().parent if volume.name == "electrode.h5" else volume.resolve()
    folder = out if out is not None else Path("out") / "impedance" / whose.stem
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
