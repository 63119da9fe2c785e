"""`mesonaut validate infiltration` through a real process."""

import json
from pathlib import Path

import pytest

from simulation_server.validation.reference_data import VARIABLE
from tests.cli.test_commands import mesonaut


def test_the_topic_answers_as_json() -> None:
    answer = mesonaut("validate", "infiltration", "--quick", "--only", "poiseuille, slit", "--json")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["topic"] == "infiltration"
    assert document["skipped"] == {}
    assert len(document["checks"]) == 6
    for check in document["checks"]:
        assert check["passed"] is True
        assert abs(check["deviation"]) <= check["bar"] == 0.02
        assert "Poiseuille" in check["source"]


def test_a_skipped_task_is_told_and_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    answer = mesonaut("validate", "infiltration", "--only", "omega", "--json")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["checks"] == []
    assert "Omega-1.csv is not in" in document["skipped"]["capillary rise at omega 1"]
    assert "skipped capillary rise at omega 1" in answer.stderr
