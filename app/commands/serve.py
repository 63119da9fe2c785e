"""`mesonaut serve`: the simulation server alone, for viewers elsewhere on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from app.output import console, emit_json
from app.recipe_file import read_recipe, with_seed
from simulation_server.schema.recipe import Recipe


def serve(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[RECIPE.toml]", help="The recipe; the default one when left out."),
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where to listen; port 0 takes any free one.")
    ] = "tcp://127.0.0.1:5780",
    seed: Annotated[int | None, typer.Option(help="Seed instead of the recipe's.")] = None,
    json: Annotated[bool, typer.Option("--json", help='Print {"address": ...} once it listens.')] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
    until_stdin_closes: Annotated[
        bool,
        typer.Option(
            "--until-stdin-closes", help="End when standard input closes (for programs that start it)."
        ),
    ] = False,
) -> None:
    """Makes an electrode live and streams it to viewers.

    Example: mesonaut serve my.toml, then in another terminal mesonaut view tcp://127.0.0.1:5780
    """
    whole = with_seed(read_recipe(file) if file else Recipe(), seed)

    from simulation_server.streaming.server import serve as serve_until_ended

    def ready(actual: str) -> None:
        if json:
            emit_json({"address": actual})
        if not quiet:
            console.print(f"listening on {actual}; look with: mesonaut view {actual}   (Ctrl-C ends)")

    serve_until_ended(address, whole, on_ready=ready, until_stdin_closes=until_stdin_closes)
