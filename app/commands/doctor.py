"""`mesonaut doctor`: what of OpenGL, OpenXR, cores and caches is here, and what to do about the rest."""

from typing import Annotated

import typer
from rich.table import Table

from app.doctor import examine
from app.output import emit_json, paper, progress_bar


def doctor(
    compile_now: Annotated[
        bool, typer.Option("--compile", help="First compile the physics kernels, so that no run has to.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Says what this machine has of what Mesonaut uses, and the remedy for what is missing.

    Example: mesonaut doctor --compile

    Exit code 0 when the desktop view, the physics and the stream can run (a headset is optional).
    """
    if compile_now:
        _compile()
    findings = examine()
    if json:
        emit_json({"ok": all(f.ok or f.optional for f in findings), "findings": findings})
    else:
        table = Table("", "what", "found", "what to do")
        for finding in findings:
            mark = "[green]ok[/]" if finding.ok else "[yellow]–[/]" if finding.optional else "[red]missing[/]"
            table.add_row(mark, finding.what, finding.found, finding.remedy)
        paper.print(table)
    if not all(finding.ok or finding.optional for finding in findings):
        raise typer.Exit(3)


def _compile() -> None:
    from simulation_server.learning.foreseeing import warm_up  # loads the physics

    with progress_bar() as bar:
        task = bar.add_task("compiling", total=1.0)
        for share, what in warm_up():
            bar.update(task, completed=share, description=f"compiling: {what}")
