"""`mesonaut infiltrate`: electrolyte into a user's own segmented volume, or an electrode of ours."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.output import console, emit_json, paper, progress_bar
from app.recipe_file import read_recipe
from simulation_server.schema.errors import MachineError, UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

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
    from app.filling.watch import Watch
    from simulation_server.volumes import Volume

_FILLING, _RUN = "The filling, over what a recipe says", "The run"


def infiltrate(
    volume: VolumePath,
    voxel_um: VoxelUm = None,
    pore: Pore = "",
    active: Active = "",
    cbd: Cbd = "",
    dataset: Dataset = None,
    axes: Axes = None,
    flip: Flip = False,
    cbd_nanoporosity: CbdNanoporosity = None,
    recipe: Annotated[
        Path | None,
        typer.Option(
            metavar="RECIPE.toml", help="Take the infiltration of a recipe.", rich_help_panel=_FILLING
        ),
    ] = None,
    electrolyte: Annotated[
        str | None, typer.Option(help="LP30, LP40, LP57, EMC or custom.", rich_help_panel=_FILLING)
    ] = None,
    viscosity_mpa_s: Annotated[
        float | None, typer.Option(help="Of a custom electrolyte.", rich_help_panel=_FILLING)
    ] = None,
    surface_tension_mn_m: Annotated[
        float | None, typer.Option(help="Of a custom electrolyte.", rich_help_panel=_FILLING)
    ] = None,
    contact_angle_deg: Annotated[
        float | None, typer.Option(help="On the active material.", rich_help_panel=_FILLING)
    ] = None,
    cbd_angle_deg: Annotated[
        float | None, typer.Option(help="On the carbon-binder.", rich_help_panel=_FILLING)
    ] = None,
    foil_angle_deg: Annotated[
        float | None, typer.Option(help="On the collector.", rich_help_panel=_FILLING)
    ] = None,
    separator_angle_deg: Annotated[
        float | None, typer.Option(help="On the separator.", rich_help_panel=_FILLING)
    ] = None,
    entry: Annotated[
        str | None, typer.Option(help="Where it enters: top or side.", rich_help_panel=_FILLING)
    ] = None,
    separator: Annotated[
        str | None,
        typer.Option(help="What lies on the coating: none or nonwoven.", rich_help_panel=_FILLING),
    ] = None,
    inlet_pressure_kpa: Annotated[
        float | None, typer.Option(help="Of the electrolyte, absolute.", rich_help_panel=_FILLING)
    ] = None,
    gas_pressure_kpa: Annotated[
        float | None, typer.Option(help="Of the gas in the pores before.", rich_help_panel=_FILLING)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of the separator's fibres.", rich_help_panel=_FILLING)
    ] = None,
    lattice_um: Annotated[
        float | None,
        typer.Option(
            help="Spacing of the lattice; a voxel when left out, or what makes 2 million cells.",
            rich_help_panel=_RUN,
        ),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.0, help="Stop after so long.", rich_help_panel=_RUN)
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many lattice steps.", rich_help_panel=_RUN)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the files; out/infiltrate/VOLUME when left out.", rich_help_panel=_RUN),
    ] = None,
    pictures: Annotated[
        bool, typer.Option(help="Draw the front in three dimensions (needs OpenGL).", rich_help_panel=_RUN)
    ] = True,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print result.json on standard output too.", rich_help_panel=_RUN),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar, no notes, no table.", rich_help_panel=_RUN)
    ] = False,
) -> None:
    """Lets electrolyte into a volume and leaves saturation, filling times and trapped gas in --out.

    Without labels, 0 is pore, 1 (or what else there is) active material, the highest of three carbon-binder.

    Example: mesonaut infiltrate scan.tif --voxel-um 0.4 --electrolyte LP30 --minutes 5 --json
    """
    settings = _settings(
        electrolyte=electrolyte,
        viscosity_mpa_s=viscosity_mpa_s,
        surface_tension_mn_m=surface_tension_mn_m,
        contact_angle_deg=contact_angle_deg,
        cbd_contact_angle_deg=cbd_angle_deg,
        foil_contact_angle_deg=foil_angle_deg,
        separator_contact_angle_deg=separator_angle_deg,
        entry=entry,
        separator=separator,
        inlet_pressure_kpa=inlet_pressure_kpa,
        gas_pressure_kpa=gas_pressure_kpa,
    )
    if seed is not None:
        settings["simulation.seed"] = seed
    base = read_recipe(recipe) if recipe else None
    changed(base or Recipe(), settings)  # a mistake is said before the volume is read
    how = reading(voxel_um, pore, active, cbd, dataset, axes, flip, cbd_nanoporosity)

    from app.filling.files import make_folder, write_files
    from app.filling.fill import fill  # loads the physics
    from app.filling.lattice import spacing_um
    from app.filling.table import filling_table

    read = how.open(volume)
    whole = changed(base or read.recipe or Recipe(), settings)
    spacing, why = spacing_um(read, lattice_um)
    notes = (*read.notes, why)
    if not quiet:
        console.print("\n".join(notes))
    folder = out if out is not None else Path("out") / "infiltrate" / folder_name(volume)
    make_folder(folder)
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("compiling", total=1.0)

        def show(progress: float, words: str) -> None:
            bar.update(task, completed=progress, description=words)

        def say(words: str) -> None:
            if not quiet:
                console.print(words)

        watch, result = fill(
            str(volume),
            read,
            whole,
            spacing,
            cbd_nanoporosity,
            notes,
            steps=steps,
            minutes=minutes,
            show=show,
            note=say,
        )
        bar.update(task, description="figures and pictures")
        taken = _pictures(watch, read, whole, folder) if pictures else ()
        result = write_files(folder, result, whole, watch, taken)
    if json:
        emit_json(result)
    elif not quiet:
        paper.print(filling_table(result))
    if not quiet:
        early = f"; stopped {result.stopped}" if result.stopped and watch.failure is None else ""
        console.print(f"all in {folder}{early}")
    if watch.failure is not None:
        raise watch.failure


def _settings(**given: float | str | None) -> dict[str, Any]:
    """The options given, by their paths in a recipe; values of a custom electrolyte choose it."""
    settings = {f"infiltration.{key}": value for key, value in given.items() if value is not None}
    own = [key for key in ("viscosity_mpa_s", "surface_tension_mn_m") if given[key] is not None]
    if own and given["electrolyte"] not in (None, "custom"):
        raise UserError(
            f"--{own[0].replace('_', '-')} with --electrolyte {given['electrolyte']}: expected it with "
            "a custom electrolyte only; leave one of the two out"
        )
    if own:
        settings["infiltration.electrolyte"] = "custom"
    return settings


def _pictures(watch: "Watch", volume: "Volume", recipe: Recipe, folder: Path) -> tuple[Path, ...]:
    from app.filling.pictures import take_pictures

    try:
        return take_pictures(watch.quarters, volume, recipe, folder / "pictures")
    except MachineError as error:
        console.print(f"no pictures: {error}")
        return ()
