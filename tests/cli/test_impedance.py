"""`mesonaut impedance` as a user has it: a stack and a measured cell in, a folder and one JSON out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from typer.testing import CliRunner

from app.command_line import cli
from simulation_server.performance.impedance import line_impedance
from simulation_server.schema.errors import UserError

from ..performance.impedance.shapes import packing
from .test_commands import mesonaut

FILES = ("result.json", "spectrum.csv", "nyquist.png", "bode.png")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "packing.tif"
    tifffile.imwrite(path, np.ascontiguousarray(85 * packing(18).transpose(2, 1, 0)))
    return path


def _measured(path: Path) -> Path:
    frequency = np.geomspace(1.0, 2e5, 40)
    z = 1e4 * 2.0 * (1e-4 + line_impedance(2.0 * np.pi * frequency, 4e-3, 0.5, 0.95)) / 0.8
    rows = "\n".join(f"{f},{a},{b}" for f, a, b in zip(frequency, z.real, -z.imag, strict=True))
    path.write_text("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n" + rows)
    return path


@pytest.mark.slow
def test_spectrum_beside_a_measured_one(stack: Path, tmp_path: Path) -> None:
    out, cell = tmp_path / "out", _measured(tmp_path / "cell.csv")
    words = ("impedance", str(stack), "--voxel-um", "0.5", "--kappa-s-m", "0.04", "--out", str(out))
    answer = mesonaut(*words, "--measured", str(cell), "--area-cm2", "0.8", "--json")
    assert answer.returncode == 0, answer.stderr
    assert "0 pore, 85 active material, 170 carbon-binder" in answer.stderr
    assert "'-Im(Z)/Ohm'" in answer.stderr

    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert result["r_ion_ohm_cm2"] == pytest.approx(3.0 * result["low_frequency_resistance_ohm_cm2"])
    thickness_cm, kappa_s_cm = 18 * 0.5e-4, 0.04e-2
    tortuosity = result["r_ion_ohm_cm2"] * kappa_s_cm * result["porosity"] / thickness_cm
    assert result["tortuosity"] == pytest.approx(tortuosity)
    assert result["tortuosity"] == pytest.approx(result["geometric_tortuosity"], rel=0.25)
    assert sum(result["time_constant_shares"]) == pytest.approx(1.0)
    assert result["error_bound"] <= 1e-3

    line = result["measured"]["line"]  # of one electrode, of two in series
    assert line["r_ion_ohm_cm2"] == pytest.approx(40.0, rel=1e-3)
    assert line["gamma"] == pytest.approx(0.95, abs=1e-3)
    assert line["r_other_ohm_cm2"] == pytest.approx(1.0, rel=1e-2)
    deviation = result["line"]["r_ion_ohm_cm2"] / line["r_ion_ohm_cm2"] - 1.0
    assert result["measured"]["r_ion_deviation"] == pytest.approx(deviation)

    with (out / "spectrum.csv").open() as file:
        rows = list(csv.DictReader(file))
    real = [float(row["Re(Z)/Ohm cm2"]) for row in rows]
    np.testing.assert_allclose(real, result["spectrum"]["real_ohm_cm2"], rtol=1e-6)
    assert len(rows) == 36
    for name in FILES:
        assert str(out / name) in result["files"]
    for name in ("nyquist.png", "bode.png"):
        picture = Image.open(out / name).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 50


@pytest.mark.slow
def test_own_spectrum_read_back_is_its_own(stack: Path, tmp_path: Path) -> None:
    words = ["impedance", str(stack), "--voxel-um", "0.5", "--quiet"]
    first = CliRunner().invoke(cli, [*words, "--out", str(tmp_path / "a")])
    assert first.exit_code == 0, first.output
    rows = (tmp_path / "a" / "spectrum.csv").read_text().splitlines()
    own = tmp_path / "own.csv"
    own.write_text(
        "\n".join(rows[:30])
    )  # up to two decades above the characteristic frequency, as ours is fitted
    wide = ("--frequencies", "10:1e5:30")
    again = CliRunner().invoke(
        cli,
        [*words, "--out", str(tmp_path / "b"), "--measured", str(own), "--electrodes", "1", *wide],
    )
    assert again.exit_code == 0, again.output
    result = json.loads((tmp_path / "b" / "result.json").read_text())
    np.testing.assert_allclose(result["spectrum"]["frequency_hz"], np.geomspace(10, 1e5, 30))
    assert result["measured"]["r_ion_deviation"] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--frequencies", "5:1"), "expected LOW:HIGH:POINTS in Hz"),
        (("--frequencies", "1:1e4:two"), "expected LOW:HIGH:POINTS in Hz"),
        (("--kappa-s-m", "0"), "expected a conductivity above 0"),
        (("--capacitance-f-m2", "-1"), "expected a number of 0 or more"),
        (("--measured", "missing.csv"), "expected a measured spectrum as text"),
        (("--pore", "zero"), "expected whole numbers with commas"),
    ],
)
def test_mistakes_are_the_users(stack: Path, options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    words = [
        "impedance",
        str(stack),
        "--voxel-um",
        "0.5",
        "--out",
        str(tmp_path / "out"),
        "--quiet",
        *options,
    ]
    error = CliRunner().invoke(cli, words).exception
    assert isinstance(error, UserError) and said in str(error)
    assert not (tmp_path / "out").exists()
