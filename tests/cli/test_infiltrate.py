"""`mesonaut infiltrate` as a user has it: a stack in, a folder and one JSON document out."""

import csv
import json
from pathlib import Path

import h5py
import numpy as np
import pytest
import pyvista
import tifffile
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from app.command_line import cli
from simulation_server.schema.errors import UserError

from .test_commands import mesonaut, one_line

VOXEL_UM = 1.0


def _packing(edge: int = 24) -> NDArray[np.uint8]:
    """Spheres on a cubic grid (nx, ny, nz), with a skin of carbon-binder on their tops."""
    x, y, z = np.meshgrid(*[np.arange(edge) + 0.5] * 3, indexing="ij")
    half = edge / 4.0
    distance = np.sqrt(sum((axis % (2.0 * half) - half) ** 2 for axis in (x, y, z)))
    phases = np.zeros((edge, edge, edge), np.uint8)
    phases[distance < 0.92 * half] = 85
    phases[(distance >= 0.75 * half) & (phases == 85) & (z % (2.0 * half) > half)] = 170
    return phases


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "packing.tif"
    tifffile.imwrite(path, np.ascontiguousarray(_packing().transpose(2, 1, 0)))
    return path


@pytest.mark.slow
def test_a_stack_is_filled(stack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("infiltrate", str(stack), "--voxel-um", "1.0", "--electrolyte", "EMC", "--out", str(out))
    answer = mesonaut(*words, "--json")
    assert answer.returncode == 0, answer.stderr
    assert "0 pore, 85 active material, 170 carbon-binder" in answer.stderr
    assert "lattice: 1 um, the voxels' own" in answer.stderr

    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert result["complete"] and result["stopped"] == ""
    assert result["porosity"] == pytest.approx(np.mean(_packing() == 0))
    assert result["lattice"]["shape"] == [24, 24, 24]
    times = [result["time_to_percent_ms"][percent] for percent in ("50", "80", "90")]
    assert 0.0 < times[0] < times[1] < times[2] <= result["end_ms"]
    assert "forecast: " in answer.stderr and 0.0 < max(result["forecast"]["saturation"]) <= 1.0
    assert result["saturation"] > 0.95 and 0.0 <= result["trapped_gas"] < 0.05
    assert result["electrolyte"]["viscosity_mpa_s"] == 0.65

    with (out / "saturation.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert float(rows[-1]["time_ms"]) == pytest.approx(result["end_ms"], rel=1e-5)

    with h5py.File(out / "filling.h5") as file:
        filled, kind = file["filled_ms"][()], file["kind"][()]
        assert file.attrs["lattice_um"] == VOXEL_UM and file["filled_ms"].attrs["unit"].startswith("ms")
    np.testing.assert_array_equal(kind, _packing() // 85)
    assert np.isnan(filled[kind > 0]).all()
    assert np.nanmean(filled[:, :, -4:]) < np.nanmean(filled[:, :, :4])  # from the top down
    block = pyvista.read(out / "filling.vti")
    np.testing.assert_array_equal(block.cell_data["filled_ms"], filled.ravel(order="F"))
    for name in ("front.png", "saturation.png", "pictures/filling-025.png", "pictures/filling-100.png"):
        assert str(out / name) in result["files"]
        picture = Image.open(out / name).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 50


def test_a_limit_ends_it_and_is_said(stack: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    options = (
        "--voxel-um",
        "1",
        "--steps",
        "200",
        "--entry",
        "side",
        "--gas-pressure-kpa",
        "101.3",
        "--no-pictures",
    )
    answer = mesonaut("infiltrate", str(stack), *options, "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    assert "Time to 90 %" in answer.stdout and "not reached" in answer.stdout
    assert "stopped after 200 lattice steps" in answer.stderr
    result = json.loads((out / "result.json").read_text())
    assert not result["complete"]
    assert result["settings"]["entry"] == "side" and "viscosity_mpa_s" not in result["settings"]
    with h5py.File(out / "filling.h5") as file:
        wet = ~np.isnan(file["filled_ms"][()])
    assert wet[-4:].sum() > wet[:4].sum()  # in at the far end of x


def test_a_custom_liquid_is_slower_where_it_is_thicker(stack: Path, tmp_path: Path) -> None:
    ends = []
    for viscosity in ("1", "10"):
        answer = mesonaut(
            "infiltrate", str(stack), "--voxel-um", "1", "--viscosity-mpa-s", viscosity, "--steps", "100",
            "--out", str(tmp_path / viscosity), "--json", "--quiet", "--no-pictures",
        )  # fmt: skip
        assert answer.returncode == 0 and answer.stderr == ""
        result = json.loads(answer.stdout)
        assert result["electrolyte"]["name"] == "custom"
        ends.append(result["end_ms"])
    assert ends[1] == pytest.approx(10.0 * ends[0])


def _closed() -> NDArray[np.uint8]:
    phases = _packing()
    phases[:, :, 9] = 85
    return phases


_KNOWN = ("--voxel-um", "1")


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (_packing() / 7.0, _KNOWN, "a floating-point greyscale scan"),
        (_closed(), _KNOWN, "they lead through 14 of 24 layers, to z = 10 um"),
        (_packing(), (*_KNOWN, "--lattice-um", "0.2"), "expected from 1 um (a voxel) to 6 um"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    values: NDArray[np.generic], options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "volume.npy", values)
    answer = mesonaut("infiltrate", str(tmp_path / "volume.npy"), *options, "--out", str(tmp_path), "--quiet")
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)
    assert [file.name for file in tmp_path.iterdir()] == ["volume.npy"]


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (_packing(), (), "does not say how large its voxels are; give the edge with --voxel-um"),
        (_packing()[0], _KNOWN, "2 dimensions (24 x 24), expected a volume with 3"),
        (_packing() * 0, _KNOWN, "every voxel is 0: one phase"),
        (_packing(), (*_KNOWN, "--pore", "9"), "no voxel is 9; it holds 0, 85, 170"),
        (_packing(), (*_KNOWN, "--pore", "zero"), "expected whole numbers with commas"),
        (_packing(), (*_KNOWN, "--electrolyte", "LP99"), "expected one of EMC, LP30, LP40, LP57"),
        (_packing(), (*_KNOWN, "--contact-angle-deg", "5"), "a number from 20 to 150 deg"),
        (
            _packing(),
            (*_KNOWN, "--electrolyte", "LP30", "--viscosity-mpa-s", "4"),
            "a custom electrolyte only",
        ),
        (
            _packing(),
            (*_KNOWN, "--inlet-pressure-kpa", "10", "--gas-pressure-kpa", "90"),
            "expected the gas's 90 kPa or more",
        ),
    ],
)
def test_other_mistakes_are_the_users(
    values: NDArray[np.generic], options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "volume.npy", values)
    words = ["infiltrate", str(tmp_path / "volume.npy"), *options, "--out", str(tmp_path), "--quiet"]
    error = CliRunner().invoke(cli, words).exception
    assert isinstance(error, UserError) and said in str(error)
    assert [file.name for file in tmp_path.iterdir()] == ["volume.npy"]


def test_a_folder_that_cannot_be_is_exit_code_3(stack: Path) -> None:
    answer = mesonaut("infiltrate", str(stack), "--voxel-um", "1", "--out", f"{stack}/out", "--quiet")
    assert answer.returncode == 3
    assert "cannot make the folder" in one_line(answer.stderr)
