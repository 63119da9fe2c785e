"""Many electrodes made and tested in parallel: the table that surrogates are trained on.

A campaign that is stopped, even killed, goes on where it was when it is started again with the same
file: finished runs are kept, whether done or failed.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import connection, get_context, parent_process
from pathlib import Path

from simulation_server.schema.errors import FileError, MachineError, UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome

from .design import design
from .table import Row, append_row, mend, read_table, resampled

Runner = Callable[[Recipe], Outcome]
"""Makes and tests one electrode; importable by name, since worker processes call it."""


@dataclass(frozen=True, slots=True)
class CampaignState:
    """How far a campaign is, after each run."""

    total: int
    kept: int  # finished in an earlier start
    done: int  # with a result, kept ones included
    failed: int
    seconds_left: float | None  # None until a first run tells

    @property
    def finished(self) -> int:
        """Runs in the table."""
        return self.done + self.failed


def campaign(
    runner: Runner,
    out: Path,
    *,
    runs: int,
    seed: int,
    workers: int,
    chain_version: str,
    base: Recipe | None = None,
) -> Iterator[CampaignState]:
    """Runs a design and appends each run to `out` as it ends; yields the state at the start and after each.

    Raises FileError where `out` holds another campaign, MachineError where a worker process dies.
    """
    if runs < 1 or workers < 1:
        raise UserError(f"runs = {runs}, workers = {workers}: expected at least 1 of each")
    recipes = design(runs, seed, base or Recipe())
    finished = _finished(out, recipes, chain_version)
    failed = sum(row.failed for row in finished.values())
    state = CampaignState(runs, len(finished), len(finished) - failed, failed, None)
    yield state

    waiting = [(run, recipe) for run, recipe in enumerate(recipes) if run not in finished]
    if not waiting:
        return
    started = time.monotonic()
    pool = ProcessPoolExecutor(min(workers, len(waiting)), get_context("spawn"), _start_worker)
    try:
        futures = [pool.submit(_run, runner, run, recipe, chain_version) for run, recipe in waiting]
        for count, future in enumerate(as_completed(futures), start=1):
            row = future.result()
            append_row(out, row)
            per_run = (time.monotonic() - started) / count
            state = replace(
                state,
                done=state.done + (not row.failed),
                failed=state.failed + row.failed,
                seconds_left=per_run * (len(waiting) - count),
            )
            yield state
    except BrokenProcessPool:
        raise MachineError(
            f"a worker process died after {state.finished} of {runs} runs (out of memory?); the finished "
            f"ones are kept: start the same command again, perhaps with fewer workers than {workers}"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _finished(out: Path, recipes: list[Recipe], chain_version: str) -> dict[int, Row]:
    if not out.exists() or out.stat().st_size == 0:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.touch()
        except OSError as error:
            raise FileError(f"{out}: cannot be written ({error.strerror}); choose another file") from None
        return {}
    mend(out)
    rows = {row.run: row for row in read_table(out)} if out.stat().st_size else {}
    for run, row in rows.items():
        if run < len(recipes) and row.recipe != recipes[run]:
            raise FileError(
                f"{out}: its run {run} has other settings than this campaign's (another seed, or other "
                "defaults); give that campaign's settings to go on with it, or choose another file"
            )
        if row.chain_version != chain_version:
            raise FileError(
                f"{out}: made by version {row.chain_version} of the chain, this is {chain_version}; "
                "choose another file"
            )
    return {run: row for run, row in rows.items() if run < len(recipes)}


def _run(runner: Runner, run: int, recipe: Recipe, chain_version: str) -> Row:
    """One run in a worker. Whatever stops it is its recorded reason: one bad electrode ends no campaign."""
    started = time.monotonic()
    try:
        outcome = runner(recipe)
        quantities = {name: value.value for name, value in outcome.quantities.items()}
        voltages = {label: resampled(curve) for label, curve in outcome.curves.items()}
        reason = ""
    except Exception as error:
        quantities, voltages, reason = {}, {}, f"{type(error).__name__}: {error}"
    return Row(run, recipe, chain_version, time.monotonic() - started, reason, quantities, voltages)


def _start_worker() -> None:
    """One thread a worker (the runs are what is parallel), and no worker outlives its campaign."""
    import numba
    from threadpoolctl import threadpool_limits

    numba.set_num_threads(1)
    threadpool_limits(limits=1)
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
