"""`mesonaut run` as a user has it: a folder with everything, not made twice, readable by other tools."""

import json
from pathlib import Path

import h5py
import pytest
from PIL import Image

from simulation_server.manufacturing.electrode_file import load_electrode
from simulation_server.schema.quantities import CELL_QUANTITIES, FILLING_QUANTITIES, STRUCTURE_QUANTITIES

from .test_commands import mesonaut, one_line

SMALL = """
[coating]
comma_gap_um = 70.0
[calendering]
pressure_mpa = 20.0
[simulation]
particles = 500
lattice_um = 1.6
"""


@pytest.mark.slow
def test_a_run_leaves_everything(tmp_path: Path) -> None:
    recipe = tmp_path / "small.toml"
    recipe.write_text(SMALL)
    out = tmp_path / "out"
    answer = mesonaut("run", str(recipe), "--out", str(out), "--json", "--quiet")
    assert answer.returncode == 0, answer.stderr

    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert result["complete"]
    quantities = result["outcome"]["quantities"]
    assert set(quantities) == {*STRUCTURE_QUANTITIES, *CELL_QUANTITIES, *FILLING_QUANTITIES}
    assert quantities["capacity_3c_mah_cm2"]["value"] < quantities["capacity_c5_mah_cm2"]["value"]
    saturation = result["outcome"]["saturation"]["saturation"]
    assert saturation[-1] > 0.5 > saturation[0]

    saved = load_electrode(out / "electrode.h5")
    assert len(saved.electrode.particles.radii_um) == 500 and saved.voxels is not None
    with h5py.File(out / "electrode.h5") as file:
        assert "recipe" in file.attrs
    for name in ("01-packing", "02-drying", "03-calendering"):
        picture = Image.open(out / "pictures" / f"{name}.png")
        assert len(picture.convert("RGB").getcolors(picture.width * picture.height) or ()) > 100
    page = (out / "report.html").read_text()
    assert "Pore tortuosity factor" in page and "data:image/png;base64" in page

    made = (out / "electrode.h5").stat().st_mtime_ns
    again = mesonaut("run", str(recipe), "--out", str(out))
    assert again.returncode == 0 and "already holds this run" in again.stderr
    assert (out / "electrode.h5").stat().st_mtime_ns == made

    recipe.write_text(SMALL.replace("20.0", "30.0"))
    other = mesonaut("run", str(recipe), "--out", str(out))
    assert other.returncode == 2 and "another recipe" in one_line(other.stderr)
