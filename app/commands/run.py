"""`mesonaut run`: one recipe in batch, from slurry to discharge and filling."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.export import FORMATS
from app.output import console, emit_json, paper, progress_bar
from app.recipe_file import read_recipe, with_seed, with_sizes
from simulation_server.schema.errors import FileError, MachineError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction
from simulation_server.schema.states import FrontState, ParticleState


def run(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[RECIPE.toml]", help="The recipe; the default one when left out."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for everything the run leaves.")] = Path("out/run"),
    seed: Annotated[int | None, typer.Option(help="Seed instead of the recipe's.")] = None,
    sizes: Annotated[
        Path | None,
        typer.Option(
            metavar="POWDER.csv",
            help="Sizes of the active particles: columns diameter_um and count, instead of the recipe's.",
        ),
    ] = None,
    exports: Annotated[
        list[str] | None,
        typer.Option("--export", help=f"Write the electrode as {FORMATS} too; several with commas."),
    ] = None,
    pictures: Annotated[bool, typer.Option(help="Draw the electrode (needs OpenGL).")] = True,
    again: Annotated[
        bool, typer.Option("--again", help="Run even where the folder holds this very run.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print result.json on standard output too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar, no table.")] = False,
) -> None:
    """Makes an electrode, analyses, discharges and fills it; leaves its files and a report in --out.

    A folder that already holds this very run is left as it is, but for exports asked for.

    Example: mesonaut run my.toml --out out/mine --export vtk,gltf
    """
    whole = with_seed(read_recipe(file) if file else Recipe(), seed)
    if sizes is not None:
        whole = with_sizes(whole, sizes)
    formats = _formats(exports or [])

    from app.batch import (  # loads the physics, which a mistake in the recipe need not wait for
        read_result,
        run_batch,
    )
    from app.report import Findings, write_figures, write_report
    from app.report.terminal import result_table
    from simulation_server.learning.foreseeing import warm_up

    earlier = read_result(out)
    if earlier is not None and earlier.complete and earlier.recipe == whole and not again:
        if not quiet:
            console.print(f"{out} already holds this run; --again makes it anew")
        result = earlier
    else:
        if earlier is not None and earlier.recipe != whole:
            raise FileError(
                f"{out} holds the run of another recipe; choose another --out, or move that folder away"
            )
        camera = _Camera(whole, out / "pictures") if pictures else None
        with progress_bar(quiet=quiet) as bar:
            task = bar.add_task("compiling", total=1.0)
            for share, what in warm_up():
                bar.update(task, completed=share, description=f"compiling: {what}")
            bar.reset(task, total=1.0, description="making the electrode")
            prediction = _prediction(whole)
            chain, result = run_batch(
                whole,
                out,
                prediction,
                lambda share, stage: bar.update(task, completed=share, description=stage),
                camera.see if camera else lambda _: None,
            )
            bar.update(task, description="figures and report")
            taken = camera.finish() if camera else ()
            findings = Findings(whole, chain.outcome, prediction, chain.voxels, chain.history, taken)
            write_figures(findings, out / "figures")
            write_report(findings, out / "report.html")
        if not quiet:
            console.print(f"all in {out}; look at {out / 'report.html'}")
    if formats:
        _export(out, formats, quiet)
    if json:
        emit_json(result)
    elif not quiet:
        paper.print(result_table(result.outcome, result.prediction))


def _formats(asked: list[str]) -> tuple[str, ...]:
    """The formats by name: a mistake ends the command before the run, not after it."""
    if not asked:
        return ()
    from simulation_server.export import chosen_formats  # loads VTK

    return chosen_formats(asked)


def _export(out: Path, formats: tuple[str, ...], quiet: bool) -> None:
    from simulation_server.export import export
    from simulation_server.manufacturing.electrode_file import load_electrode

    written = export(load_electrode(out / "electrode.h5"), out, formats)
    if not quiet:
        console.print("exported: " + ", ".join(path.name for path in written))


def _prediction(recipe: Recipe) -> Prediction | None:
    from simulation_server.learning.surrogate import Surrogate

    try:
        return Surrogate.load().predict(recipe)
    except FileError as error:
        console.print(f"no prediction beside the results: {error}")
        return None


class _Camera:
    """Keeps the last state of each stage, and the front at a few saturations; draws them at the end."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self._recipe, self._folder = recipe, folder
        self._kept: dict[str, ParticleState | FrontState] = {}

    def see(self, state: object) -> None:
        if isinstance(state, ParticleState):
            self._kept[state.stage.value] = state
        elif isinstance(state, FrontState):
            self._kept[f"filling {min(int(state.saturation * 4.0), 3) * 25 + 25}"] = state

    def finish(self) -> tuple[Path, ...]:
        from app.pictures import Photographer

        try:
            photographer = Photographer(self._recipe, self._folder)
        except MachineError as error:
            console.print(f"no pictures: {error}")
            return ()
        try:
            return tuple(
                photographer.take(state, f"{number:02d}-{name.replace(' ', '-')}")
                for number, (name, state) in enumerate(self._kept.items(), start=1)
            )
        finally:
            photographer.close()
