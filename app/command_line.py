"""The `mesonaut` command: wires the commands together and turns errors into one line and an exit code."""

import sys
from typing import Annotated

import typer

from app.commands import (
    analyse,
    calibrate,
    campaign,
    cell,
    demo,
    doctor,
    export,
    impedance,
    infiltrate,
    predict,
    recipe,
    run,
    scene,
    serve,
    train,
    validate,
    view,
    vr,
)
from app.output import console
from simulation_server.schema.errors import MesonautError
from simulation_server.version import __version__

cli = typer.Typer(
    name="mesonaut",
    help="A live virtual laboratory for battery electrodes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@cli.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """A live virtual laboratory for battery electrodes. Start with `mesonaut demo`."""


cli.command()(demo.demo)
cli.command()(serve.serve)
cli.command()(view.view)
cli.command()(vr.vr)
cli.command()(run.run)
cli.command()(infiltrate.infiltrate)
cli.command()(analyse.analyse)
cli.command()(cell.cell)
cli.command()(impedance.impedance)
cli.command()(export.export)
cli.command()(predict.predict)
cli.command()(recipe.recipe)
cli.command()(scene.scene)
cli.command()(campaign.campaign)
cli.command()(train.train)
cli.command()(calibrate.calibrate)
cli.command()(validate.validate)
cli.command()(doctor.doctor)


def main() -> None:
    """Runs the command; a MesonautError becomes one line on standard error and its exit code."""
    try:
        cli()
    except MesonautError as error:
        console.print(f"[bold red]mesonaut:[/] {_plain(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        console.print("stopped")
        sys.exit(130)


def _plain(text: str) -> str:
    """One line, with brackets kept from being read as markup."""
    return " ".join(text.split()).replace("[", r"\[")
