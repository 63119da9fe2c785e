"""`mesonaut cell`: an electrode in a half or full cell, or the cell of a BPX file, in one dimension."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

if TYPE_CHECKING:
    from app.cell.document import CellResult
    from app.cell.source import Show

_CELL, _AGEING, _RUN, _BPX = "The cell, over what a recipe says", "The anode's SEI", "The run", "Other tools"
_MOST_RATE, _MOST_CYCLES, _MOST_DAYS = 50.0, 5000, 20000.0


def cell(
    electrode: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RUN|RECIPE.toml|electrode.h5]",
            help="A run's folder, an electrode file, or a recipe, which is made; else the default one.",
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
    """Discharges an electrode in a cell: curves, rate capability, Ragone plot, and an anode's SEI.

    Example: mesonaut cell out/mine --counter graphite --rates --sei "solvent-diffusion limited" --cycles 100
    """
    wanted = _rates(c_rate, rates)
    given = {"counter": counter, "np_ratio": np_ratio, "sei": sei, "lower_cutoff_v": lower_cutoff_v}
    settings = {f"cell.{key}": value for key, value in given.items() if value is not None}
    changed(Recipe(), settings)  # a mistake is said before anything is loaded or made
    if cycles > _MOST_CYCLES or storage_days > _MOST_DAYS:
        raise UserError(
            f"--cycles {cycles}, --storage-days {storage_days:g}: "
            f"expected at most {_MOST_CYCLES} and {_MOST_DAYS:g}"
        )
    if bpx is not None and (electrode or settings or cycles or storage_days or bpx_out or size_distribution):
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

        if bpx is not None:
            result, more = _of_bpx(bpx, wanted, show)
        else:
            asked = (wanted, size_distribution, cycles, storage_days)
            result, more = _of_electrode(electrode, settings, asked, bpx_out, show)
        show(1.0, "figures")
        result = write_files(folder, result, more)
    if not quiet:
        console.print("\n".join(result.notes))
    if json:
        emit_json(result)
    elif not quiet:
        from app.cell.table import cell_table

        paper.print(cell_table(result))
    if not quiet:
        console.print(f"all in {folder}")


def _rates(c_rate: list[float] | None, capability: bool) -> tuple[float, ...]:
    for rate in c_rate or []:
        if not 0.0 < rate <= _MOST_RATE:
            raise UserError(f"--c-rate {rate:g}: expected a rate above 0 and up to {_MOST_RATE:g} (1/h)")
    if not capability:
        return tuple(c_rate or [1.0])
    from app.cell.document import CAPABILITY

    return (*CAPABILITY, *(c_rate or []))


def _name(path: Path | None) -> str:
    if path is None:
        return "default"
    whole = path.resolve()
    return whole.parent.name if path.name == "electrode.h5" else whole.stem


def _of_bpx(path: Path, rates: tuple[float, ...], show: "Show") -> tuple["CellResult", tuple[Path, ...]]:
    from app.cell.compute import cell_of_bpx
    from simulation_server.performance.bpx import read_bpx

    return cell_of_bpx(read_bpx(path), rates, show), ()


def _of_electrode(
    path: Path | None,
    settings: dict[str, Any],
    asked: tuple[tuple[float, ...], bool, int, float],
    bpx_out: Path | None,
    show: "Show",
) -> tuple["CellResult", tuple[Path, ...]]:
    from app.cell.compute import Asked, cell_of, check_asked
    from app.cell.source import made_electrode, recipe_of
    from simulation_server.performance.bpx import bpx_document, write_bpx

    recipe = changed(recipe_of(path), settings)
    check_asked(recipe, Asked(*asked), bpx_out is not None)
    made = made_electrode(path, show)
    result = cell_of(made, recipe, Asked(*asked), show)
    if bpx_out is None:
        return result, ()
    write_bpx(bpx_out, bpx_document(made.structure, recipe, result.curves))
    return result, (bpx_out,)
