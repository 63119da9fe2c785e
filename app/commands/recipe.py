"""`mesonaut recipe`: the default recipe, or what a file's recipe comes to."""

from pathlib import Path
from typing import Annotated

import typer

from app.output import emit_json
from app.recipe_file import read_recipe
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import format_recipe


def recipe(
    file: Annotated[Path | None, typer.Argument(help="A recipe to complete with the defaults.")] = None,
    explain: Annotated[bool, typer.Option(help="Meaning, unit and range of each key, as comments.")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON instead of TOML.")] = False,
) -> None:
    """Prints a whole recipe as TOML, ready to be changed.

    Example: mesonaut recipe --explain > my.toml
    """
    whole = read_recipe(file) if file else Recipe()
    if json:
        emit_json(whole)
    else:
        typer.echo(format_recipe(whole, explain=explain), nl=False)
