"""`mesonaut cell --resolved` as a user has it: a discharge in three dimensions, its fields and figures."""

import csv
import json
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile
from PIL import Image

from simulation_server.manufacturing.electrode_file import SavedElectrode, save_electrode
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.open_circuit import stoichiometry_window
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Electrode, Particles, Phase

from .test_commands import mesonaut, one_line

_EDGE_UM, _RADIUS_UM = 20.0, 5.1


def _centres(radius_um: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two layers of four spheres that touch, with carbon-binder at the contacts; a small one hangs free."""
    active = [(x, y, z) for x in (5.0, 15.0) for y in (5.0, 15.0) for z in (5.0, 15.0)]
    binder = [(x, y, z) for x in (5.0, 15.0) for y in (5.0, 15.0) for z in (1.0, 10.0)]
    places = np.array([*active, *binder, (10.0, 10.0, 10.0)])
    radii = np.array([radius_um] * 8 + [3.0] * 8 + [2.0])
    phase = np.array([Phase.AM] * 8 + [Phase.CBD] * 8 + [Phase.AM], np.uint8)
    return places, radii, phase


def _run(folder: Path, material: str = "NMC111") -> Path:
    """The folder of a run with a small electrode."""
    places, radii, phase = _centres(_RADIUS_UM)
    particles = Particles(places, radii, phase, np.zeros(len(radii)), (_EDGE_UM, _EDGE_UM))
    volume_um3 = 4.0 / 3.0 * np.pi * radii**3
    electrode = Electrode(particles, _EDGE_UM, 0.47, float(volume_um3[phase == Phase.AM].sum() * 0.97), 250.0)
    recipe = changed(Recipe(), {"formulation.active_material": material, "simulation.voxel_um": 1.0})
    folder.mkdir()
    save_electrode(folder / "electrode.h5", SavedElectrode(recipe, electrode))
    return folder


def _segmented(edge: int) -> np.ndarray:
    """(x, y, z) phases of the same spheres on `edge` voxels a side."""
    grid = np.stack(np.meshgrid(*[(np.arange(edge) + 0.5) * _EDGE_UM / edge] * 3, indexing="ij"), axis=-1)
    volume = np.zeros((edge,) * 3, np.uint8)
    for place, radius, phase in reversed(list(zip(*_centres(_RADIUS_UM), strict=True))):
        if np.array_equal(place, (10.0, 10.0, 10.0)):
            continue
        volume[np.linalg.norm(grid - place, axis=-1) < radius] = phase
    return volume


@pytest.mark.slow
def test_a_run_discharged_in_three_dimensions(tmp_path: Path) -> None:
    run, out = _run(tmp_path / "run"), tmp_path / "out"
    words = ("--resolved", "--c-rate", "1", "--cell-um", "1.4", "--out", str(out), "--json")
    answer = mesonaut("cell", str(run), *words)
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    three = result["resolved"]
    assert three["complete"] and "cut-off" in three["ended"]
    assert three["curve"]["voltage_v"][-1] == pytest.approx(result["lower_v"], abs=1e-3)
    assert max(abs(error) for error in three["conservation"].values()) < 1e-6
    assert 0.001 < three["inactive_share"] < 0.05
    assert "connects to nothing" in " ".join(three["notes"]) and "connects to nothing" in answer.stderr
    plain, passed = result["rates"][0]["capacity_mah_cm2"], three["curve"]["capacity_mah_cm2"]
    assert passed[-1] == pytest.approx(plain, rel=0.1)

    with (out / "resolved.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["capacity_mah_cm2"]) for row in rows] == pytest.approx(passed, rel=1e-6)

    with h5py.File(out / "cell.h5") as file:
        phase, lithiation, salt = (file[name][()] for name in ("phase", "lithiation", "salt"))
        capacity, time_s = file["capacity"][()], file["time"][()]
        assert "sei" not in file and file["salt"].attrs["unit"] == "mol/m3"
        assert file["curve/voltage"].shape == (len(rows),)
    assert lithiation.shape == salt.shape == (4, *three["voxels"])
    assert capacity / capacity[-1] == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.06)
    assert time_s.tolist() == three["moments_s"]
    active = phase == Phase.AM
    assert np.isfinite(lithiation[:, active]).all() and np.isnan(lithiation[:, ~active]).all()
    # the file's own fields hold the lithium that the curve says has passed
    full, empty = stoichiometry_window(chemistry("NMC111"))
    taken_up = (lithiation[:, active].mean(axis=1) - full) / (empty - full)
    assert taken_up == pytest.approx(capacity / three["capacity_mah_cm2"], abs=1e-4)
    # lithium metal feeds salt from the separator: there is more of it at the top than at the collector
    assert np.nanmean(salt[-1][:, :, -1]) > np.nanmean(salt[-1][:, :, 0])

    for name in ("resolved.png", "slices.png"):
        assert str(out / name) in result["files"]
        picture = Image.open(out / name).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 50


@pytest.mark.slow
def test_a_volume_of_ones_own_against_graphite(tmp_path: Path) -> None:
    scan, out = tmp_path / "scan.tif", tmp_path / "out"
    tifffile.imwrite(scan, _segmented(12).transpose(2, 1, 0))
    sei = ("--counter", "graphite", "--sei", "solvent-diffusion limited")
    words = ("--resolved", "--voxel-um", "1.667", "--c-rate", "3", *sei, "--out", str(out))
    answer = mesonaut("cell", str(scan), *words)
    assert answer.returncode == 0, answer.stderr
    assert "3C resolved" in answer.stdout and "periodic in x and y" in answer.stderr
    three = json.loads((out / "result.json").read_text())["resolved"]
    assert three["voxels"] == [12, 12, 12] and three["shown_layers"] > 24
    # so coarse that pores of the anode are closed: that is said, for it costs capacity
    assert any("pores of the anode are closed" in note for note in three["notes"])
    with h5py.File(out / "cell.h5") as file:
        assert file["sei"].shape == (4, 12, 12, three["shown_layers"])
        assert file.attrs["electrode_layers"] == 12
        thickness_nm = file["sei"][()]
    assert np.isnan(thickness_nm[..., :12]).all() and np.nanmin(thickness_nm) > 0.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--resolved", "--rates"), "expected one --c-rate"),
        (("--cell-um", "1"), "expected --resolved"),
        (("--resolved", "--cell-um", "9"), "cell_um"),
        (("--resolved", "--material", "LFP"), "expected a volume"),
    ],
)
def test_what_does_not_go_together_is_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    run = _run(tmp_path / "run")
    answer = mesonaut("cell", str(run), *words, "--out", str(tmp_path / "out"), "--quiet")
    assert answer.returncode == 2
    assert said in one_line(answer.stderr)


def test_granules_of_crystallites_are_refused_before_any_work(tmp_path: Path) -> None:
    run = _run(tmp_path / "run", "LFP")
    answer = mesonaut("cell", str(run), "--resolved", "--out", str(tmp_path / "out"), "--quiet")
    assert answer.returncode == 2 and "crystallites" in one_line(answer.stderr)
    assert not (tmp_path / "out" / "result.json").exists()
