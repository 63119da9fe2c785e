"""An electrode whose volumes are known: spheres on a lattice that touch nothing."""

import numpy as np
import pytest

from simulation_server.manufacturing.electrode_file import SavedElectrode
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Electrode, Particles, Phase

SPACING, AM_RADII, CBD_RADIUS = 10.0, (3.0, 4.0), 2.0
BOX, THICKNESS = (30.0, 40.0), 50.0


@pytest.fixture(scope="session")
def saved() -> SavedElectrode:
    """60 active spheres of two sizes at the corners of a lattice, 60 of carbon-binder at its centres."""
    shape = (int(BOX[0] / SPACING), int(BOX[1] / SPACING), int(THICKNESS / SPACING))
    corners = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1).reshape(-1, 3)
    am = corners * SPACING + 4.5
    cbd = (corners * SPACING + 9.5) % np.array([*BOX, np.inf])
    cbd[:, 2] = np.minimum(cbd[:, 2], THICKNESS - 1.0)  # the topmost reach through the box's top
    am_radii = np.where(corners.sum(axis=1) % 2, *AM_RADII)
    radii = np.concatenate([am_radii, np.full(len(cbd), CBD_RADIUS)])
    rng = np.random.default_rng(1)
    particles = Particles(
        np.concatenate([am, cbd]),
        radii,
        np.repeat([Phase.AM, Phase.CBD], [len(am), len(cbd)]).astype(np.uint8),
        rng.random(len(radii)),
        BOX,
        cracking=rng.random(len(radii)),
    )
    volume = 4.0 / 3.0 * np.pi * radii**3
    electrode = Electrode(
        particles, THICKNESS, 0.47, float(volume[: len(am)].sum()), float(volume[len(am) :].sum())
    )
    return SavedElectrode(Recipe(), electrode, voxelise(electrode, 0.5))
