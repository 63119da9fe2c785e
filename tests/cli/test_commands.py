"""The command line through real processes: answers, exit codes, one clear line for each mistake."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TRACEBACK = "Traceback"


def mesonaut(*words: str, timeout_s: float = 120.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, timeout=timeout_s, check=False
    )


def one_line(text: str) -> str:
    assert TRACEBACK not in text
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_help_names_every_command() -> None:
    answer = mesonaut("--help")
    assert answer.returncode == 0
    for command in (
        "demo", "serve", "view", "vr", "run", "infiltrate", "analyse", "cell", "impedance", "export",
        "predict", "recipe", "scene", "campaign", "train", "calibrate", "validate", "doctor",
    ):  # fmt: skip
        assert command in answer.stdout
        page = mesonaut(command, "--help")
        assert (page.returncode == 0 and "Example" in page.stdout) or command == "doctor"


def test_the_recipe_command_gives_a_recipe_that_predict_takes(tmp_path: Path) -> None:
    text = mesonaut("recipe", "--explain").stdout
    file = tmp_path / "mine.toml"
    file.write_text(text.replace("pressure_mpa = 60.0", "pressure_mpa = 90.0"))
    answer = mesonaut("predict", str(file), "--json")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["recipe"]["calendering"]["pressure_mpa"] == 90.0
    porosity = document["prediction"]["quantities"]["porosity"]
    assert 0.0 < porosity["low"] < porosity["value"] < porosity["high"] < 1.0


@pytest.mark.parametrize("command", ["predict", "run"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[calendering]\npressure_mpa = 900\n", "0 to 200 MPa"),
        ("[calendering]\npresure = 9\n", "did you mean 'pressure_mpa'"),
        ("not toml at all", "not valid TOML"),
    ],
)
def test_a_bad_recipe_is_one_line_and_exit_code_2(command: str, text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    answer = mesonaut(command, str(file))
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)


def test_a_missing_or_binary_recipe_is_one_line(tmp_path: Path) -> None:
    missing = mesonaut("predict", str(tmp_path / "none.toml"))
    assert missing.returncode == 2 and "cannot be read" in one_line(missing.stderr)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(bytes(range(128, 256)))
    answer = mesonaut("predict", str(binary))
    assert answer.returncode == 2 and "binary" in one_line(answer.stderr)


def test_a_port_in_use_is_one_line_and_exit_code_3() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = mesonaut("serve", "--address", f"tcp://127.0.0.1:{port}", "--quiet")
    assert answer.returncode == 3
    assert str(port) in one_line(answer.stderr)


def test_a_foreign_model_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.skops"
    file.write_bytes(b"PK\x03\x04 not a model")
    answer = mesonaut("predict", "--model", str(file))
    assert answer.returncode == 2
    assert "model.skops" in one_line(answer.stderr)


def test_doctor_says_what_is_here() -> None:
    answer = mesonaut("doctor", "--json")
    document = json.loads(answer.stdout)
    assert (answer.returncode == 0) == document["ok"]
    found = {finding["what"]: finding for finding in document["findings"]}
    assert found["Python"]["ok"]
    for finding in document["findings"]:
        assert finding["ok"] or finding["remedy"] or finding["optional"]
