"""Runs the tasks of a topic, with what is kept from earlier runs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulation_server.schema.errors import MesonautError, UserError

from .check import Check
from .kept import keep, recall
from .task import SkippedTask, Task


@dataclass(frozen=True, slots=True)
class Done:
    """A task that has ended; `share` is how much of all the work is done."""

    task: Task
    checks: list[Check]
    share: float
    kept: bool = False  # from an earlier run
    skipped: str = ""  # why it could not be computed here


def chosen(tasks: Sequence[Task], only: str | None, quick: bool) -> list[Task]:
    """The tasks whose name holds `only`, without the long ones when `quick`. Raises UserError for none."""
    named = [task for task in tasks if only is None or only.lower() in task.name.lower()]
    if not named:
        raise UserError(
            f"--only {only!r}: expected (part of) one of {', '.join(task.name for task in tasks)}"
        )
    return [task for task in named if not (quick and task.long)]


def run_tasks(tasks: Sequence[Task], *, fresh: bool = False) -> Iterator[Done]:
    """Runs one task after the other; a task that fails gives a check that is not passed and says why."""
    whole, done = sum(task.seconds for task in tasks), 0.0
    for task in tasks:
        checks = recall(task.name) if task.long and not fresh else None
        kept = checks is not None
        skipped = ""
        if checks is None:
            try:
                checks = _run(task)
            except SkippedTask as reason:
                checks, skipped = [], str(reason)
        done += task.seconds
        yield Done(task, checks, done / whole, kept, skipped)


def _run(task: Task) -> list[Check]:
    try:
        checks = list(task.checks())
    except MesonautError as error:
        return [Check(task.name, math.nan, math.nan, math.nan, math.nan, "", False, f"not computed: {error}")]
    if task.long:
        keep(task.name, checks)
    return checks
