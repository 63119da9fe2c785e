"""Campaigns lose nothing: not to a kill, not to a failed run, not to a worker that dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulation_server.learning.campaign import campaign
from simulation_server.learning.design import design
from simulation_server.learning.table import append_row, mend, read_table
from simulation_server.schema.errors import FileError, MachineError
from simulation_server.schema.quantities import C_RATES, QUANTITIES
from simulation_server.schema.recipe import Recipe
from tests.learning import stand_in

ROOT = Path(__file__).parents[2]


def test_every_run_is_in_the_table_failed_ones_with_their_reason(tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    states = list(campaign(stand_in.sometimes_failing, out, runs=24, seed=0, workers=2, chain_version="test"))
    rows = {row.run: row for row in read_table(out)}
    assert sorted(rows) == list(range(24))
    for run, recipe in enumerate(design(24, 0, Recipe())):
        row = rows[run]
        assert row.recipe == recipe
        if recipe.coating.comma_gap_um > 220.0:
            assert "PhysicsError" in row.reason
            assert "too thick" in row.reason
            assert not row.quantities
        else:
            expected = stand_in.formula(recipe).quantities
            assert row.quantities == {name: expected[name].value for name in QUANTITIES}
            assert set(row.voltages) == set(C_RATES)
    assert 0 < states[-1].failed == sum(row.failed for row in rows.values())
    assert (states[0].finished, states[-1].finished) == (0, 24)
    assert states[0].seconds_left is None
    assert states[-1].seconds_left == 0.0


SCRIPT = """
from pathlib import Path
from simulation_server.learning.campaign import campaign
from tests.learning import stand_in
if __name__ == "__main__":
    for state in campaign(stand_in.slow, Path({out!r}), runs=40, seed=2, workers=2, chain_version="test"):
        pass
"""


def test_a_killed_campaign_goes_on_where_it_was(tmp_path: Path) -> None:
    out, script = tmp_path / "runs.csv", tmp_path / "go.py"
    script.write_text(SCRIPT.format(out=str(out)))
    process = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 60.0
        while not out.exists() or out.read_text().count("\n") < 6:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    before = out.read_text().splitlines()
    assert 6 <= len(before) < 41
    _wait_until_the_group_is_gone(process.pid)

    states = list(campaign(stand_in.formula, out, runs=40, seed=2, workers=1, chain_version="test"))
    assert states[0].kept == len(before) - 1
    after = out.read_text().splitlines()
    assert after[: len(before)] == before
    assert sorted(row.run for row in read_table(out)) == list(range(40))


def _wait_until_the_group_is_gone(group: int) -> None:
    """The killed campaign's workers must end by themselves."""
    deadline = time.monotonic() + 20.0
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("workers outlived their campaign")


def test_a_line_cut_short_by_a_kill_is_made_again(tmp_path: Path, table: Path) -> None:
    out = tmp_path / "runs.csv"
    lines = table.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:4]) + lines[4][:50])
    mend(out)
    assert out.read_bytes() == b"".join(lines[:4])


def test_a_table_gives_back_what_was_written(tmp_path: Path, table: Path) -> None:
    copy = tmp_path / "copy.csv"
    for row in read_table(table):
        append_row(copy, row)
    assert copy.read_bytes() == table.read_bytes()


def test_a_finished_campaign_has_nothing_to_do(tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    list(campaign(stand_in.formula, out, runs=3, seed=0, workers=1, chain_version="test"))
    content = out.read_bytes()
    states = list(campaign(stand_in.formula, out, runs=3, seed=0, workers=1, chain_version="test"))
    assert [state.kept for state in states] == [3]
    assert out.read_bytes() == content


@pytest.mark.parametrize(("seed", "chain_version"), [(1, "test"), (0, "another")])
def test_another_campaigns_table_is_not_written_to(
    tmp_path: Path, table: Path, seed: int, chain_version: str
) -> None:
    out = tmp_path / "runs.csv"
    out.write_bytes(table.read_bytes())
    with pytest.raises(FileError, match="choose another file"):
        list(campaign(stand_in.formula, out, runs=4, seed=seed, workers=1, chain_version=chain_version))
    assert out.read_bytes() == table.read_bytes()


def test_a_file_that_is_no_table_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "diary.csv"
    out.write_text("monday,rain\ntuesday,sun\n")
    with pytest.raises(FileError, match="columns"):
        list(campaign(stand_in.formula, out, runs=2, seed=0, workers=1, chain_version="test"))
    assert out.read_text() == "monday,rain\ntuesday,sun\n"


def test_a_worker_that_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="worker process died"):
        list(campaign(stand_in.dying, tmp_path / "runs.csv", runs=2, seed=0, workers=1, chain_version="test"))
