"""`mesonaut campaign` and `mesonaut train` as a script meets them, on the closed-form electrode."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.commands import campaign, train
from simulation_server import chain
from simulation_server.learning.surrogate import Surrogate
from simulation_server.learning.table import read_table
from simulation_server.schema.quantities import QUANTITIES
from tests.learning import stand_in


@pytest.fixture
def cli() -> typer.Typer:
    app = typer.Typer()
    app.command()(campaign.campaign)
    app.command()(train.train)
    return app


def test_campaign_reports_its_runs(cli: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "run", stand_in.sometimes_failing)
    out = tmp_path / "runs.csv"
    result = CliRunner().invoke(
        cli, ["campaign", "--runs", "8", "--out", str(out), "--workers", "2", "--seed", "4", "--json"]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    rows = read_table(out)
    assert report["done"] == sum(not row.failed for row in rows)
    assert report["done"] + report["failed"] == report["runs"] == len(rows) == 8


def test_a_campaign_without_a_single_result_has_not_met_its_bar(
    cli: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "run", stand_in.failing)
    result = CliRunner().invoke(cli, ["campaign", "--runs", "2", "--out", str(tmp_path / "r.csv"), "--quiet"])
    assert result.exit_code == 1


def test_train_writes_a_model_and_its_scores(cli: typer.Typer, tmp_path: Path, table: Path) -> None:
    out, short = tmp_path / "model.skops", tmp_path / "runs.csv"
    short.write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[:31]))
    result = CliRunner().invoke(cli, ["train", str(short), "--out", str(out), "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert set(report["about"]["scores"]) == set(QUANTITIES)
    assert report["bytes"] == out.stat().st_size
    assert Surrogate.load(out).about.runs == report["about"]["runs"] == 30


@pytest.mark.parametrize("command", ["campaign", "train"])
def test_help_shows_an_example(cli: typer.Typer, command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--help"])
    assert "Example: mesonaut" in " ".join(result.output.split())
