"""`mesonaut analyse` as a user has it: a volume in, a folder and one JSON document out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import pyvista
import tifffile
from numpy.typing import NDArray
from PIL import Image

from .test_commands import mesonaut, one_line


def scan(edge: int = 28) -> NDArray[np.uint8]:
    """Balls on a grid (nx, ny, nz), capped with carbon-binder; labels as in a published electrode."""
    x, y, z = np.meshgrid(*[np.arange(edge) + 0.5] * 3, indexing="ij")
    half = edge / 4.0
    distance = np.sqrt(sum((axis % (2.0 * half) - half) ** 2 for axis in (x, y, z)))
    phases = np.zeros((edge, edge, edge), np.uint8)
    phases[distance < 1.02 * half] = 85
    phases[(distance >= 0.8 * half) & (phases == 85) & (z % (2.0 * half) > half)] = 170
    return phases


def test_a_stack_is_analysed(tmp_path: Path) -> None:
    phases = scan()
    stack, out = tmp_path / "scan.tif", tmp_path / "out"
    tifffile.imwrite(stack, np.ascontiguousarray(phases.transpose(2, 1, 0)))
    answer = mesonaut("analyse", str(stack), "--voxel-um", "0.5", "--out", str(out), "--json")
    assert answer.returncode == 0, answer.stderr
    assert "0 pore, 85 active material, 170 carbon-binder" in answer.stderr
    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert result["shape"] == [28, 28, 28] and result["voxel_um"] == 0.5 and not result["periodic"]

    found = result["structure"]
    assert found["volume_shares"]["pore"] == pytest.approx(np.mean(phases == 0))
    for axis in "xyz":
        way = found["transport"]["pores"][axis]
        assert way["tortuosity_factor"] == pytest.approx(found["volume_shares"]["pore"] / way["effective"])
        assert 0.0 <= way["flux_mismatch"] <= 0.01 and way["why"] == ""
        # what is permeable conducts on top of it
        assert found["transport"]["electrolyte"][axis]["effective"] > way["effective"] > 0.0
    assert 1.0 < found["transport"]["pores"]["z"]["tortuosity_factor"] < 3.0
    along_x, along_y = (found["transport"]["pores"][axis]["effective"] for axis in "xy")
    assert along_x == pytest.approx(along_y, rel=1e-3)
    assert found["contacts"]["source"] == "watershed" and found["contacts"]["particles"] == 8

    with (out / "profile.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28 and float(rows[0]["height_um"]) == 0.25
    assert sum(float(rows[5][name]) for name in ("pore", "am", "cbd")) == pytest.approx(1.0, abs=1e-5)
    block = pyvista.read(out / "flux.vti")
    flux = block.cell_data["ions_flux_over_mean"].reshape(phases.shape, order="F")
    assert np.isnan(flux[phases == 85]).all() and np.nanmax(flux) > 1.0
    for name in ("overview.png", "flux.png", "ions.png", "electrons.png"):
        assert str(out / name) in result["files"]
        picture = Image.open(out / name).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 50


def test_pores_that_do_not_lead_through_are_named_with_where_they_end(tmp_path: Path) -> None:
    phases = np.zeros((12, 12, 20), np.uint8)
    phases[4:8, 4:8] = 1
    phases[:, :, 6:9] = 1
    np.save(tmp_path / "blocked.npy", phases)
    answer = mesonaut("analyse", str(tmp_path / "blocked.npy"), "--voxel-um", "0.5", "--quiet")
    assert answer.returncode == 2
    said = one_line(answer.stderr)
    assert "the pores do not connect through the volume along z" in said and "11 of 20 layers" in said


def test_pores_blocked_along_another_axis_are_a_note(tmp_path: Path) -> None:
    phases = np.zeros((12, 12, 14), np.uint8)
    phases[5:8] = 1
    np.save(tmp_path / "wall.npy", phases)
    words = ("--voxel-um", "0.5", "--out", str(tmp_path / "out"), "--json", "--no-pictures")
    answer = mesonaut("analyse", str(tmp_path / "wall.npy"), *words)
    assert answer.returncode == 0, answer.stderr
    pores = json.loads(answer.stdout)["structure"]["transport"]["pores"]
    assert (
        pores["x"]["tortuosity_factor"] is None
        and "along x: from x = 0 it reaches 2.5 um" in pores["x"]["why"]
    )
    assert pores["z"]["tortuosity_factor"] == pytest.approx(1.0, abs=1e-4)
    assert "does not connect both ends along x" in answer.stderr


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.zeros((9, 9, 9), np.uint8), "one phase"),
        (np.zeros((9, 9), np.uint8), "2 dimensions"),
        (np.full((9, 9, 9), np.nan), "NaN"),
        (np.zeros((9, 9, 9), np.complex64), "type complex64"),
    ],
)
def test_what_is_no_volume_is_one_line_and_exit_code_2(
    values: NDArray[np.generic], said: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "bad.npy", values)
    answer = mesonaut("analyse", str(tmp_path / "bad.npy"), "--voxel-um", "0.5")
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)
