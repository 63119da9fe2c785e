"""`mesonaut cell` as a user has it: an electrode in, curves and figures out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simulation_server.manufacturing.electrode_file import SavedElectrode, save_electrode
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Electrode, Particles, Phase

from .test_commands import mesonaut, one_line


def _electrode(folder: Path, material: str = "NMC111") -> Path:
    """A small electrode file: spheres on a grid in the box, carbon-binder where they touch."""
    centres = np.array([[i, j, k] for i in (5.0, 15.0) for j in (5.0, 15.0) for k in (5.0, 15.0)])
    contacts = np.concatenate([centres + 5.0 * way for way in np.eye(3)]) % 20.0
    places = np.concatenate([centres, contacts])
    radii = np.concatenate([np.linspace(4.6, 5.1, len(centres)), np.full(len(contacts), 2.0)])
    phase = np.repeat(np.array([Phase.AM, Phase.CBD], np.uint8), [len(centres), len(contacts)])
    particles = Particles(places, radii, phase, np.zeros(len(places)), (20.0, 20.0))
    volume_um3 = float((4.0 / 3.0 * np.pi * radii[phase == Phase.AM] ** 3).sum())
    electrode = Electrode(particles, 20.0, 0.47, volume_um3, 400.0)
    recipe = changed(Recipe(), {"formulation.active_material": material, "simulation.voxel_um": 1.0})
    folder.mkdir(exist_ok=True)
    save_electrode(folder / "electrode.h5", SavedElectrode(recipe, electrode))
    return folder


@pytest.mark.slow
def test_a_full_cell_leaves_curves_figures_and_a_bpx_file(tmp_path: Path) -> None:
    run, out, bpx = _electrode(tmp_path / "run"), tmp_path / "out", tmp_path / "cell.json"
    rates = ("--c-rate", "0.5", "--c-rate", "1", "--c-rate", "4")
    answer = mesonaut(
        "cell", str(run), "--counter", "graphite", *rates, "--bpx-out", str(bpx), "--out", str(out), "--json"
    )
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert list(result["curves"]) == ["C/2", "1C", "4C"]
    capacities = [each["capacity_mah_cm2"] for each in result["rates"]]
    assert capacities == sorted(capacities, reverse=True)
    assert result["anode"]["material"] == "graphite" and result["settings"]["np_ratio"] == 1.1
    with (out / "curves.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert float(rows[-1]["voltage_v"]) == pytest.approx(2.7, abs=1e-3)
    for name in ("discharge.png", "capability.png", "ragone.png"):
        assert str(out / name) in result["files"]
        picture = Image.open(out / name).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 50

    answer = mesonaut("cell", "--bpx", str(bpx), "--out", str(tmp_path / "back"), "--json", "--quiet")
    assert answer.returncode == 0 and answer.stderr == "", answer.stderr
    back = json.loads(answer.stdout)
    assert [each["name"] for each in back["compared"]] == ["C/2", "1C", "4C"]
    assert max(each["rmse_mv"] for each in back["compared"]) < 1.0


@pytest.mark.slow
def test_an_anode_is_stored_and_cycled_with_its_sei(tmp_path: Path) -> None:
    run = _electrode(tmp_path / "run", "graphite")
    out = tmp_path / "out"
    sei = ("--sei", "solvent-diffusion limited", "--cycles", "2", "--storage-days", "100")
    answer = mesonaut("cell", str(run / "electrode.h5"), *sei, "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    assert "SEI 33" in answer.stdout and "OKane2022" in answer.stderr
    result = json.loads((out / "result.json").read_text())
    assert result["storage"]["points"][-1]["days"] == pytest.approx(100.0)
    assert (out / "cycling.png").is_file() and (out / "storage.csv").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--counter", "silicon"), "expected one of"),
        (("--c-rate", "0"), "expected a rate above 0"),
        (("--cycles", "3"), "--sei"),
        (("--sei", "reaction limited"), "--counter graphite"),
        (("--bpx-out", "x.json"), "no half cells"),
        (("--bpx", "nowhere.json"), "--bpx brings a whole cell"),
    ],
)
def test_a_contradiction_is_one_line_and_exit_code_2(
    words: tuple[str, str], said: str, tmp_path: Path
) -> None:
    run = _electrode(tmp_path / "run")
    answer = mesonaut("cell", str(run), *words, "--out", str(tmp_path / "out"), "--quiet")
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)


def test_what_is_no_electrode_is_refused(tmp_path: Path) -> None:
    answer = mesonaut("cell", str(tmp_path), "--out", str(tmp_path / "out"), "--quiet")
    assert answer.returncode == 2 and "electrode.h5" in one_line(answer.stderr)
    (tmp_path / "bad.json").write_text("{}")
    answer = mesonaut("cell", "--bpx", str(tmp_path / "bad.json"), "--out", str(tmp_path / "out"), "--quiet")
    assert answer.returncode == 2 and "Header and Parameterisation" in one_line(answer.stderr)
