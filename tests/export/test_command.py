"""`mesonaut export` through real processes."""

import json
from pathlib import Path

import pytest
import pyvista

from simulation_server.manufacturing.electrode_file import SavedElectrode, save_electrode
from tests.cli.test_commands import mesonaut, one_line


@pytest.fixture
def run(saved: SavedElectrode, tmp_path: Path) -> Path:
    """A folder as a run leaves it."""
    folder = tmp_path / "run"
    folder.mkdir()
    save_electrode(folder / "electrode.h5", saved)
    return folder


def test_an_earlier_run_is_exported_into_its_folder(run: Path) -> None:
    answer = mesonaut("export", str(run), "--as", "vtk,tiff", "--json")
    assert answer.returncode == 0, answer.stderr
    files = {Path(file["path"]).name: file["bytes"] for file in json.loads(answer.stdout)["files"]}
    assert list(files) == ["particles.vtp", "voxels.vti", "voxels.tif"]
    assert all((run / name).stat().st_size == size for name, size in files.items())
    assert pyvista.read(run / "particles.vtp").n_points == 120


def test_a_file_is_exported_elsewhere(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er"
    answer = mesonaut("export", str(run / "electrode.h5"), "--as", "lammps", "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    assert {file.name for file in out.iterdir()} == {"electrode.data", "electrode.in"}
    assert [file.name for file in run.iterdir()] == ["electrode.h5"]


@pytest.mark.parametrize(
    ("source", "format_", "said"),
    [
        ("run", "vkt", "'vkt': expected lammps, vtk, tiff, stl, gltf or all"),
        ("nowhere", "vtk", "expected the folder of a run"),
        ("run/..", "vtk", "expected the folder of a run"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(run: Path, source: str, format_: str, said: str) -> None:
    answer = mesonaut("export", str(run.parent / source), "--as", format_)
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)
    assert [file.name for file in run.iterdir()] == ["electrode.h5"]


def test_run_refuses_an_unknown_format_before_it_works(tmp_path: Path) -> None:
    answer = mesonaut("run", "--export", "vtk,obj", "--out", str(tmp_path / "out"))
    assert answer.returncode == 2
    assert "'obj': expected lammps" in one_line(answer.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("diameter_um,count\n5,10\n-3,4\n", "line 3"),
        ("diameter_um,count\n5,0\n", "line 2"),
        ("size,number\n5,10\n", "diameter_um"),
    ],
)
def test_a_bad_powder_is_one_line_and_exit_code_2(tmp_path: Path, text: str, said: str) -> None:
    powder = tmp_path / "powder.csv"
    powder.write_text(text)
    answer = mesonaut("run", "--sizes", str(powder), "--out", str(tmp_path / "out"))
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)
