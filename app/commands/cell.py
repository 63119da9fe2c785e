"""`mesonaut cell`: an electrode in a half or full cell, or a BPX file's, in one dimension or in three."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import PhysicsError, UserError
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
    Reading,
    VoxelUm,
    folder_name,
    reading,
)

if TYPE_CHECKING:
    from app.cell.document import CellResult
    from app.cell.source import Show
    from app.cell.watch import Watch

_CELL, _AGEING, _RUN, _BPX = "The cell, over what a recipe says", "The anode's SEI", "The run", "Other tools"
_RESOLVED, _VOLUME = "In three dimensions", "The volume"
_VOLUMES = (".tif", ".tiff", ".npy", ".vti")
"""What is a volume without a word; HDF5 files and folders are where their voxels' edge is given."""
_MOST_RATE, _MOST_CYCLES, _MOST_DAYS = 50.0, 5000, 20000.0


def cell(
    electrode: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RUN|RECIPE.toml|electrode.h5|VOLUME]",
            help="A run's folder, an electrode file, a recipe, which is made (the default one when left "
            "out), or a segmented volume (.tif, .npy, .h5, .vti).",
        ),
    ] = None,
    c_rate: Annotated[
        list[float] | None,
        typer.Option(
            "--c-rate",
            help="Rate in 1/h; several times for several (1 when left out).",
            rich_help_panel=_CELL,
        ),
    ] = None,
    rates: Annotated[
        bool,
        typer.Option(
            "--rates", help="Rate capability: C/20 to 5C, with a Ragone plot.", rich_help_panel=_CELL
        ),
    ] = False,
    counter: Annotated[
        str | None,
        typer.Option(
            help="What stands against it: lithium, graphite or graphite-siox.", rich_help_panel=_CELL
        ),
    ] = None,
    np_ratio: Annotated[
        float | None,
        typer.Option(help="Capacity of the anode over that of the cathode.", rich_help_panel=_CELL),
    ] = None,
    lower_cutoff_v: Annotated[
        float | None,
        typer.Option(help="Where a layered oxide against lithium ends.", rich_help_panel=_CELL),
    ] = None,
    size_distribution: Annotated[
        bool,
        typer.Option(
            "--size-distribution",
            help="Particles of every size, each with its own lithium; ten times slower.",
            rich_help_panel=_CELL,
        ),
    ] = False,
    resolved: Annotated[
        bool,
        typer.Option(
            "--resolved",
            help="Resolve the discharge at one rate in space: lithium in every particle, salt in every "
            "pore; minutes to an hour.",
            rich_help_panel=_RESOLVED,
        ),
    ] = False,
    cell_um: Annotated[
        float | None,
        typer.Option(help="Edge of its voxels, over what a recipe says.", rich_help_panel=_RESOLVED),
    ] = None,
    voxel_um: VoxelUm = None,
    pore: Pore = "",
    active: Active = "",
    cbd: Cbd = "",
    dataset: Dataset = None,
    axes: Axes = None,
    flip: Flip = False,
    cbd_nanoporosity: CbdNanoporosity = None,
    material: Annotated[
        str | None,
        typer.Option(
            help="Its active material, NMC111 when left out.",
            rich_help_panel=_VOLUME,
        ),
    ] = None,
    sei: Annotated[
        str | None,
        typer.Option(
            help='"solvent-diffusion limited", "reaction limited", "ec reaction limited" or none.',
            rich_help_panel=_AGEING,
        ),
    ] = None,
    cycles: Annotated[
        int, typer.Option(min=0, help="Charge and discharge so often at 1C.", rich_help_panel=_AGEING)
    ] = 0,
    storage_days: Annotated[
        float, typer.Option(min=0.0, help="Store the charged cell for so long.", rich_help_panel=_AGEING)
    ] = 0.0,
    bpx: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.json", help="Discharge the cell of a BPX file instead.", rich_help_panel=_BPX
        ),
    ] = None,
    bpx_out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help="Write the full cell as a BPX file.", rich_help_panel=_BPX),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the files; out/cell/NAME when left out.", rich_help_panel=_RUN),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print result.json on standard output too.", rich_help_panel=_RUN)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar, no notes, no table.", rich_help_panel=_RUN)
    ] = False,
) -> None:
    """Discharges an electrode in a cell: curves, rate capability, Ragone plot, an anode's SEI, 3D fields.

    Example: mesonaut cell out/mine --counter graphite --rates --sei "solvent-diffusion limited" --cycles 100

    Example: mesonaut cell out/mine --resolved --c-rate 1
    """
    wanted = _rates(c_rate, rates)
    given = {"counter": counter, "np_ratio": np_ratio, "sei": sei, "lower_cutoff_v": lower_cutoff_v}
    settings = {f"cell.{key}": value for key, value in given.items() if value is not None}
    _check_resolved(resolved, cell_um, wanted)
    how = reading(voxel_um, pore, active, cbd, dataset, axes, flip, cbd_nanoporosity)
    own = electrode is not None and (how != Reading() or electrode.suffix.lower() in _VOLUMES)
    _check_own(electrode, own, cell_um, material)
    if cell_um is not None:
        settings["simulation.cell_um"] = cell_um
    if material is not None:
        settings["formulation.active_material"] = material
    changed(Recipe(), settings)  # a mistake is said before anything is loaded or made
    if cycles > _MOST_CYCLES or storage_days > _MOST_DAYS:
        raise UserError(
            f"--cycles {cycles}, --storage-days {storage_days:g}: "
            f"expected at most {_MOST_CYCLES} and {_MOST_DAYS:g}"
        )
    others = (
        electrode,
        settings,
        cycles,
        storage_days,
        bpx_out,
        size_distribution,
        resolved,
        how != Reading(),
    )
    if bpx is not None and any(others):
        raise UserError(
            "--bpx brings a whole cell: expected only --c-rate, --rates, --out, --json and --quiet with it"
        )

    from app.cell.files import write_files  # loads the physics
    from app.filling.files import make_folder

    folder = out if out is not None else Path("out") / "cell" / _name(bpx or electrode)
    make_folder(folder)
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("loading", total=1.0)

        def show(share: float, words: str) -> None:
            bar.update(task, completed=share, description=words)

        watch = None
        if bpx is not None:
            result, more = _of_bpx(bpx, wanted, show)
        else:
            asked = (wanted, size_distribution, cycles, storage_days, resolved)
            result, more, watch = _of_electrode(
                electrode, how if own else None, settings, asked, bpx_out, show
            )
        show(1.0, "figures")
        result = write_files(folder, result, more, watch)
    if not quiet:
        console.print("\n".join(result.notes))
    if json:
        emit_json(result)
    elif not quiet:
        from app.cell.table import cell_table

        paper.print(cell_table(result))
    if not quiet:
        console.print(f"all in {folder}")
    if result.resolved is not None and not result.resolved.complete:
        raise PhysicsError(result.resolved.ended)


def _check_resolved(resolved: bool, cell_um: float | None, rates: tuple[float, ...]) -> None:
    if cell_um is not None and not resolved:
        raise UserError(f"--cell-um {cell_um:g}: expected --resolved with it; give both")
    if resolved and len(rates) > 1:
        raise UserError(
            f"--resolved at {len(rates)} rates: expected one --c-rate with it; run it once a rate"
        )


def _check_own(electrode: Path | None, own: bool, cell_um: float | None, material: str | None) -> None:
    if own and cell_um is not None:
        raise UserError(f"--cell-um {cell_um:g} with a volume: its own voxels are taken; leave it out")
    if not own and material is not None:
        raise UserError(
            f"--material {material}: expected a volume with it; an electrode knows what it is made of"
        )
    if own and electrode is not None and (electrode.suffix.lower() == ".toml" or _is_run(electrode)):
        raise UserError(
            f"{electrode} is no volume: expected none of --voxel-um, --pore, --active, --cbd, --dataset, "
            "--axes, --flip, --cbd-nanoporosity with it; leave them out"
        )


def _is_run(path: Path) -> bool:
    return (path / "electrode.h5").is_file()


def _rates(c_rate: list[float] | None, capability: bool) -> tuple[float, ...]:
    for rate in c_rate or []:
        if not 0.0 < rate <= _MOST_RATE:
            raise UserError(f"--c-rate {rate:g}: expected a rate above 0 and up to {_MOST_RATE:g} (1/h)")
    if not capability:
        return tuple(c_rate or [1.0])
    from app.cell.document import CAPABILITY

    return (*CAPABILITY, *(c_rate or []))


def _name(path: Path | None) -> str:
    return "default" if path is None else folder_name(path)


def _of_bpx(path: Path, rates: tuple[float, ...], show: "Show") -> tuple["CellResult", tuple[Path, ...]]:
    from app.cell.compute import cell_of_bpx
    from simulation_server.performance.bpx import read_bpx

    return cell_of_bpx(read_bpx(path), rates, show), ()


def _of_electrode(
    path: Path | None,
    how: Reading | None,
    settings: dict[str, Any],
    asked: tuple[tuple[float, ...], bool, int, float, bool],
    bpx_out: Path | None,
    show: "Show",
) -> tuple["CellResult", tuple[Path, ...], "Watch | None"]:
    """Result, files written beside, and what a resolved discharge showed; `how` a volume is read."""
    from app.cell.compute import Asked, cell_of, check_asked
    from app.cell.source import made_electrode, recipe_of
    from app.cell.volume import made_volume
    from simulation_server.performance.bpx import bpx_document, write_bpx

    recipe = changed(recipe_of(path) if how is None else Recipe(), settings)
    check_asked(recipe, Asked(*asked), bpx_out is not None)
    if how is not None and path is not None:
        show(0.0, "reading the volume")
        made = made_volume(path, how.open(path), how.cbd_nanoporosity, recipe, show)
    else:
        made = made_electrode(path, show)
    result, watch = cell_of(made, recipe, Asked(*asked), show), None
    if Asked(*asked).resolved:
        from app.cell.resolved import resolve

        voxels = made.voxels(recipe.simulation.cell_um)
        watch, resolved = resolve(voxels, recipe, asked[0][0], show)
        result = replace(result, resolved=resolved, notes=(*result.notes, *resolved.notes))
    if bpx_out is None:
        return result, (), watch
    write_bpx(bpx_out, bpx_document(made.structure, recipe, result.curves))
    return result, (bpx_out,), watch
