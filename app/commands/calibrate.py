"""`mesonaut calibrate`: the line's few free parameters, fitted again to the measured rows."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from app.output import console, emit_json, paper, progress_bar
from simulation_server.schema.errors import MachineError, UserError
from simulation_server.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation_server.manufacturing.calibration.calibrations import Calibration, Progress
    from simulation_server.manufacturing.calibration.report import FitReport


def calibrate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="slurry, coating, drying, calendering or all.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for NAME.toml; the one Mesonaut reads when left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar, no table.")] = False,
) -> None:
    """Fits a step's parameters to the measured electrodes, all of them and with each formulation left out.

    The rows of a formulation are judged by the fit that has not seen it. Without --out the result takes the
    place of the calibration in use.

    Example: mesonaut calibrate coating --out out/calibration
    """
    from simulation_server.manufacturing.calibrated import FOLDER
    from simulation_server.manufacturing.calibration.calibrations import CALIBRATIONS  # loads the physics

    if name not in (*CALIBRATIONS, "all"):
        raise UserError(f"calibration {name!r}: expected {', '.join(CALIBRATIONS)} or all")
    folder = FOLDER if out is None else out
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"cannot make the folder {folder}: {error.strerror}; choose another") from None
    done: list[Calibration] = []
    files: list[Path] = []
    for each in CALIBRATIONS if name == "all" else (name,):
        done.append(_run(CALIBRATIONS[each], each, quiet))
        files.append(done[-1].write(folder))
    if json:
        emit_json(
            {
                "name": name,
                "version": __version__,
                "files": [str(file) for file in files],
                "fits": [_plain(f) for d in done for f in d.reports],
            }
        )
    elif not quiet:
        for calibration in done:
            paper.print(_table(calibration))
        console.print("written: " + ", ".join(str(file) for file in files))


def _plain(report: "FitReport") -> dict[str, Any]:
    """The report in plain numbers, which numpy's are not."""
    rows = [
        {key: float(value) if isinstance(value, float) else value for key, value in asdict(row).items()}
        for row in report.rows
    ]
    parameters = {key: float(value) for key, value in report.parameters.items()}
    return {"topic": report.topic, "parameters": parameters, "rows": rows}


def _run(fit: "Callable[[Progress], Calibration]", name: str, quiet: bool) -> "Calibration":
    with progress_bar(quiet=quiet) as bar:
        line = bar.add_task(name, total=1.0)
        found = fit(lambda share, what: bar.update(line, completed=share, description=what))
        bar.update(line, completed=1.0, description=name)
    return found


def _table(calibration: "Calibration") -> Table:
    held_out = [row for report in calibration.reports for row in report.rows if row.held_out]
    met = sum(abs(row.deviation) <= row.bar for row in held_out)
    table = Table(
        Column("fit", overflow="fold"), Column("row", overflow="fold"), box=SIMPLE, padding=(0, 1, 0, 0),
        title=f"{calibration.name}: {met} of {len(held_out)} left-out rows within the bar",
    )  # fmt: skip
    for column in ("computed", "measured", "unit", "off", "bar"):
        table.add_column(column, no_wrap=True)
    for report in calibration.reports:
        for number, row in enumerate(report.rows):
            colour = "green" if abs(row.deviation) <= row.bar else "red"
            unit = "" if row.unit == "1" else row.unit
            numbers = (f"{row.computed:.4g}", f"{row.reference:.4g}", unit)
            off = f"[{colour}]{row.deviation:+.3f}[/]"
            table.add_row("" if number else report.topic, row.name, *numbers, off, f"{row.bar:g}")
        found = ", ".join(f"{name} {value:.4g}" for name, value in report.parameters.items())
        table.add_row("", f"[dim]{found}[/]", end_section=True)
    return table
