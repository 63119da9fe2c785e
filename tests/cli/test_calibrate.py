"""`mesonaut calibrate` through real processes: what it writes is what the line reads."""

import json
import tomllib
from pathlib import Path

import pytest

from simulation_server.manufacturing.calibrated import calibrated

from .test_commands import mesonaut, one_line


def test_the_coating_is_fitted_again_and_judged_on_what_was_left_out(tmp_path: Path) -> None:
    answer = mesonaut("calibrate", "coating", "--out", str(tmp_path / "fits"), "--json")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["files"] == [str(tmp_path / "fits" / "coating.toml")]
    whole, *left_out = document["fits"]
    assert [row["held_out"] for row in whole["rows"]] == [False] * 8
    assert len(left_out) == 3 and all(row["held_out"] for fit in left_out for row in fit["rows"])
    names = sorted(row["name"] for fit in left_out for row in fit["rows"])
    assert names == sorted(row["name"] for row in whole["rows"])  # each is judged once, unseen

    written = tomllib.loads((tmp_path / "fits" / "coating.toml").read_text())
    assert written["comma_bar"] == pytest.approx(calibrated("coating")["comma_bar"], rel=1e-3)
    assert [file.name for file in (tmp_path / "fits").iterdir()] == ["coating.toml"]


def test_an_unknown_step_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    answer = mesonaut("calibrate", "baking", "--out", str(tmp_path / "fits"))
    assert answer.returncode == 2
    assert "'baking': expected" in one_line(answer.stderr)
    assert not (tmp_path / "fits").exists()
