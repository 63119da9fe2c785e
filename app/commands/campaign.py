"""`mesonaut campaign`: many electrodes into one table, for training a surrogate."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.output import console, emit_json, progress_bar

if TYPE_CHECKING:
    from simulation_server.learning.campaign import CampaignState


def campaign(
    out: Annotated[Path, typer.Option(help="The table (CSV); an unfinished one is gone on with.")],
    runs: Annotated[
        int, typer.Option(min=1, help="Electrodes to make, over the inputs' whole ranges.")
    ] = 128,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at work at once; one a core when left out.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the design and of each run.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Makes and tests many electrodes in parallel and writes one table row for each.

    Stop it whenever you like, the same command goes on where it was. Example: mesonaut campaign --runs 128
    --out runs.csv
    """
    from simulation_server import chain  # loads the physics, which no other command should wait for
    from simulation_server.learning.campaign import campaign as run_campaign

    state: CampaignState | None = None
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("electrodes", total=runs)
        version = str(chain.CHAIN_VERSION)
        for state in run_campaign(
            chain.run, out, runs=runs, seed=seed, workers=workers or _cores(), chain_version=version
        ):
            bar.update(task, completed=state.finished, description=_line(state))
    assert state is not None  # a campaign yields at least its start
    if json:
        emit_json(
            {"table": str(out), "runs": runs, "done": state.done, "failed": state.failed, "kept": state.kept}
        )
    elif not quiet:
        console.print(
            f"{out}: {state.done} runs done, {state.failed} failed; `mesonaut train {out}` comes next"
        )
    if state.done == 0:
        raise typer.Exit(1)


def _line(state: "CampaignState") -> str:
    failed = f", {state.failed} failed" if state.failed else ""
    left = "" if state.seconds_left is None else f", {_duration(state.seconds_left)} left"
    return f"electrodes {state.finished}/{state.total}{failed}{left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
