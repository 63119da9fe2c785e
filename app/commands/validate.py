"""`mesonaut validate`: the physics against theory, LAMMPS, published courses and measured electrodes."""

import math
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from app.output import console, emit_json, paper, progress_bar
from simulation_server.validation import tasks_of
from simulation_server.validation.check import Check
from simulation_server.version import __version__


def validate(
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", help="manufacturing, infiltration or all.")
    ] = "all",
    only: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the tasks with this in their name.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what takes long.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Compute anew what an earlier run of the same code has kept.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar, no table.")] = False,
) -> None:
    """Computes every check of a topic and compares it with its reference.

    What takes long is kept and not computed again until code or assets change, so a run that was stopped goes
    on where it was. Exit code 1 when a bar is not met.

    Example: mesonaut validate manufacturing --only chung
    """
    every = tasks_of(topic)

    from simulation_server.validation.run import chosen, run_tasks

    tasks = chosen(every, only, quick)
    checks: list[Check] = []
    skipped: dict[str, str] = {}
    with progress_bar(quiet=quiet) as bar:
        line = bar.add_task(tasks[0].name if tasks else "nothing to do", total=1.0)
        for number, done in enumerate(run_tasks(tasks, fresh=fresh), start=1):
            checks += done.checks
            if done.skipped:
                skipped[done.task.name] = done.skipped
            following = tasks[number].name if number < len(tasks) else "done"
            bar.update(line, completed=done.share, description=following)
    left_out = len(chosen(every, only, False)) - len(tasks)
    if left_out and not quiet:
        console.print(f"--quick left out {left_out} long tasks")
    for name, reason in skipped.items():
        if not quiet:
            console.print(f"skipped {name}: {reason}")
    if json:
        emit_json({"topic": topic, "version": __version__, "checks": checks, "skipped": skipped})
    elif not quiet:
        paper.print(_table(checks))
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


def _table(checks: list[Check]) -> Table:
    """Everything but the sources, which are in the JSON: a terminal is narrow."""
    passed = sum(check.passed for check in checks)
    table = Table(
        "", Column("check", overflow="fold"), title=f"{passed} of {len(checks)} checks passed", box=SIMPLE,
        padding=(0, 1, 0, 0),
    )  # fmt: skip
    for name in ("value", "reference", "unit", "off", "bar"):
        table.add_column(name, no_wrap=True)
    for check in checks:
        mark = "[green]ok[/]" if check.passed else "[red]no[/]"
        name = check.name if math.isfinite(check.value) else f"{check.name} ({check.source})"
        unit = "" if check.unit == "1" else check.unit
        off = f"{check.deviation:+.4f}" if abs(check.deviation) >= 1e-4 else f"{check.deviation:+.0e}"
        table.add_row(mark, name, f"{check.value:.4g}", f"{check.reference:.4g}", unit, off, f"{check.bar:g}")
    return table
