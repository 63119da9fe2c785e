"""The data file and its script run in LAMMPS itself."""

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation_server.export import export
from simulation_server.manufacturing.electrode_file import SavedElectrode
from simulation_server.manufacturing.materials import material
from simulation_server.physics.lammps.library import load_lammps
from simulation_server.schema.errors import MachineError

from .conftest import AM_RADII, BOX, CBD_RADIUS, THICKNESS


@pytest.fixture
def lammps(saved: SavedElectrode, tmp_path: Path) -> Iterator[Any]:
    """LAMMPS in the folder of the export."""
    try:
        library = load_lammps()
    except MachineError as error:
        pytest.skip(str(error))
    export(saved, tmp_path, ["lammps"])
    engine = library(cmdargs=["-log", "none", "-screen", "none"])
    with chdir(tmp_path):
        yield engine
    engine.close()


def test_lammps_reads_what_was_written(lammps: Any, saved: SavedElectrode) -> None:
    lammps.commands_list(["units micro", "atom_style sphere", "boundary p p f", "read_data electrode.data"])
    particles = saved.electrode.particles
    count = len(particles.radii_um)
    assert lammps.get_natoms() == count
    low, high = lammps.extract_box()[:2]
    np.testing.assert_allclose([low, high], [[0.0] * 3, [*BOX, THICKNESS]], atol=1e-9)
    order = np.argsort(lammps.numpy.extract_atom("id")[:count])
    np.testing.assert_allclose(lammps.numpy.extract_atom("x")[:count][order], particles.positions_um)
    np.testing.assert_allclose(lammps.numpy.extract_atom("radius")[:count][order], particles.radii_um)
    masses, types = (lammps.numpy.extract_atom(name)[:count][order] for name in ("rmass", "type"))
    density = material(saved.recipe.formulation.active_material)["density_g_cm3"]
    assert masses[:60].sum() == pytest.approx(density * saved.electrode.am_volume_um3, rel=1e-6)
    sizes = {int(t): set(np.round(particles.radii_um[types == t], 9)) for t in np.unique(types)}
    assert sizes == {1: {AM_RADII[0]}, 2: {AM_RADII[1]}, 3: {CBD_RADIUS}}


def test_the_script_runs_and_keeps_every_particle(lammps: Any, saved: SavedElectrode) -> None:
    lammps.file("electrode.in")
    count = len(saved.electrode.particles.radii_um)
    assert lammps.get_natoms() == count
    assert lammps.extract_global("ntimestep") == 1000
    heights = lammps.numpy.extract_atom("x")[:count, 2]
    assert heights.min() > 0.0 and heights.max() < THICKNESS
