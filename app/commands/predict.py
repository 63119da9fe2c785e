"""`mesonaut predict`: what the surrogate expects of a recipe, at once."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.output import emit_json, paper
from app.recipe_file import read_recipe
from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction
from simulation_server.version import __version__


def predict(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[RECIPE.toml]", help="The recipe; the default one when left out."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model made by `mesonaut train`; the shipped one when left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Predicts an electrode's structure and performance from its recipe, in milliseconds.

    Every value comes with its 95 % interval. Example: mesonaut predict my.toml --json
    """
    whole = read_recipe(file) if file else Recipe()

    from simulation_server.learning.surrogate import Surrogate  # loads scikit-learn's company

    prediction = Surrogate.load(model).predict(whole)
    if json:
        emit_json({"version": __version__, "recipe": whole, "prediction": prediction})
    else:
        _show(prediction)


def _show(prediction: Prediction) -> None:
    table = Table("quantity", "predicted", "95 % interval", "unit", title="Prediction")
    for name, value in prediction.quantities.items():
        quantity = QUANTITIES[name]
        digits = quantity.decimals
        table.add_row(
            quantity.label,
            f"{value.value:.{digits}f}",
            f"{value.low:.{digits}f} to {value.high:.{digits}f}",
            "" if value.unit == "1" else value.unit,
        )
    paper.print(table)
    if not prediction.covered:
        paper.print(f"[yellow]outside the training runs:[/] {prediction.why_not_covered}")
