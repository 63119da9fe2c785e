"""`mesonaut validate` through real processes."""

import json

import pytest
from typer.testing import CliRunner

from app.command_line import cli
from simulation_server.validation import manufacturing
from simulation_server.validation.check import absolute
from simulation_server.validation.task import Task
from simulation_server.version import __version__
from tests.cli.test_commands import mesonaut, one_line

KEYS = ["name", "value", "reference", "deviation", "bar", "unit", "passed", "source"]


def test_the_json_has_exactly_the_keys_that_scripts_read() -> None:
    answer = mesonaut("validate", "manufacturing", "--only", "chung and ooi 1", "--json")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert list(document) == ["topic", "version", "checks", "skipped"]
    assert (document["topic"], document["version"]) == ("manufacturing", __version__)
    assert len(document["checks"]) == 6
    for check in document["checks"]:
        assert list(check) == KEYS
        assert check["passed"] is (abs(check["deviation"]) <= check["bar"])


def test_without_json_it_is_a_table() -> None:
    answer = mesonaut("validate", "manufacturing", "--only", "hertz")
    assert answer.returncode == 0
    assert "3 of 3 checks passed" in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("validate", "cooking"), "expected manufacturing, infiltration, performance or all"),
        (("validate", "manufacturing", "--only", "cooking"), "expected (part of) one of hertz"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(words: tuple[str, ...], said: str) -> None:
    answer = mesonaut(*words)
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)


def test_a_bar_that_is_not_met_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    off = Task("off", lambda: [absolute("porosity", 0.5, 0.4, 0.02, "1", "nowhere")])
    monkeypatch.setattr(manufacturing, "TASKS", (off,))
    answer = CliRunner().invoke(cli, ["validate", "manufacturing", "--json", "--quiet"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["checks"][0]["passed"] is False
