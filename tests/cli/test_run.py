"""`mesonaut run` as a user has it: a folder with everything, not made twice, readable by other tools."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from simulation_server.manufacturing.electrode_file import load_electrode
from simulation_server.schema.quantities import (
    CELL_QUANTITIES,
    FILLING_QUANTITIES,
    ROLL_QUANTITIES,
    STRUCTURE_QUANTITIES,
)
from simulation_server.schema.states import Phase

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
    powder = tmp_path / "powder.csv"
    powder.write_text("diameter_um,count\n3,50\n5,60\n8,40\n")
    out = tmp_path / "out"
    made = (str(recipe), "--sizes", str(powder), "--out", str(out))
    answer = mesonaut("run", *made, "--export", "lammps,tiff", "--json", "--quiet")
    assert answer.returncode == 0, answer.stderr

    result = json.loads(answer.stdout)
    assert result == json.loads((out / "result.json").read_text())
    assert result["complete"]
    quantities = result["outcome"]["quantities"]
    assert set(quantities) == {
        *STRUCTURE_QUANTITIES, *ROLL_QUANTITIES, *CELL_QUANTITIES, *FILLING_QUANTITIES
    }  # fmt: skip
    line = result["outcome"]["line"]
    assert all(line[step] for step in ("slurry", "coating", "drying", "calendering"))
    viscosity = line["slurry"]["viscosity_pa_s"]
    assert len(viscosity) == 4 and viscosity[0] > viscosity[-1]  # it thins under shear
    assert quantities["capacity_3c_mah_cm2"]["value"] < quantities["capacity_c5_mah_cm2"]["value"]
    saturation = result["outcome"]["saturation"]["saturation"]
    assert saturation[-1] > 0.5 > saturation[0]

    saved = load_electrode(out / "electrode.h5")
    assert len(saved.electrode.particles.radii_um) == 500 and saved.voxels is not None
    with h5py.File(out / "electrode.h5") as file:
        assert "recipe" in file.attrs
    for name in ("01-slurry", "02-shearing", "03-drying", "04-calendering"):
        picture = Image.open(out / "pictures" / f"{name}.png")
        assert len(picture.convert("RGB").getcolors(picture.width * picture.height) or ()) > 100
    page = (out / "report.html").read_text()
    assert "Pore tortuosity factor" in page and "data:image/png;base64" in page

    sizes = 2.0 * saved.electrode.particles.radii_um[saved.electrode.particles.phase == Phase.AM]
    assert set(np.round(sizes, 6)) == {3.0, 5.0, 8.0}
    assert {"electrode.data", "electrode.in", "voxels.tif"} <= {file.name for file in out.iterdir()}

    written = (out / "electrode.h5").stat().st_mtime_ns
    again = mesonaut("run", *made, "--export", "stl")
    assert again.returncode == 0 and "already holds this run" in again.stderr
    assert (out / "electrode.h5").stat().st_mtime_ns == written
    assert (out / "active_material.stl").stat().st_size > 10_000

    recipe.write_text(SMALL.replace("20.0", "30.0"))
    other = mesonaut("run", str(recipe), "--out", str(out))
    assert other.returncode == 2 and "another recipe" in one_line(other.stderr)
