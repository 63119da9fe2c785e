"""What commands say: one JSON document on standard output, everything for people on standard error."""

import sys
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False, soft_wrap=True)
"""For people: progress, notes, errors. Never for results that a script reads."""


def emit_json(document: Any) -> None:
    """Writes one JSON document (msgspec structs allowed, NaN as null) to standard output."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    sys.stdout.write(text.decode() + "\n")
    sys.stdout.flush()


def progress_bar(*, quiet: bool = False) -> Progress:
    """The progress bar all commands share; silent when `quiet` or where standard error is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        disable=quiet,
        transient=False,
    )


paper = Console(highlight=False)
"""For people: the result itself, on standard output (only where no JSON was asked for)."""
