"""`mesonaut train`: a surrogate from a campaign's table."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.output import emit_json, paper, progress_bar
from simulation_server.learning.model import About
from simulation_server.schema.quantities import QUANTITIES


def train(
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="The table of a campaign.")],
    out: Annotated[Path, typer.Option(help="The model file to write (.skops).")],
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Trains the instant predictions on a table and reports how well they do on runs left out.

    Example: mesonaut train runs.csv --out mine.skops, then: mesonaut predict --model mine.skops
    """
    # scikit-learn takes a second to import, which no other command should wait for.
    from simulation_server.learning.model_file import save_model
    from simulation_server.learning.training import train as train_model

    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("training", total=1.0)
        model = train_model(table, lambda done: bar.update(task, completed=done))
    save_model(model, out)
    if json:
        emit_json({"model": str(out), "bytes": out.stat().st_size, "about": model.about})
    elif not quiet:
        paper.print(_scores(model.about))
        for label, error in model.about.curve_rmse_mv.items():
            paper.print(f"discharge at {label}: {error:.1f} mV root-mean-square error on left-out runs")
        failed = f" ({model.about.failed_runs} failed ones left out)" if model.about.failed_runs else ""
        paper.print(f"{out}: trained on {model.about.runs} runs{failed}")


def _scores(about: About) -> Table:
    table = Table(
        "quantity", "R2", "log R2", "inside 95 % interval", "rms error", "unit", title="On runs left out"
    )
    for name, score in about.scores.items():
        quantity = QUANTITIES[name]
        unit = "" if quantity.unit == "1" else quantity.unit
        logarithm = "" if score.log_r2 is None else f"{score.log_r2:.3f}"
        row = (f"{score.r2:.3f}", logarithm, f"{score.coverage:.1%}", f"{score.rmse:.3g}", unit)
        table.add_row(quantity.label, *row)
    return table
