"""Pictures of a filling in three dimensions, drawn by the viewer's own renderer."""

from pathlib import Path

import numpy as np

from app.pictures import Photographer
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState, Particles, ParticleState, Stage
from simulation_server.volumes import Volume


def take_pictures(
    states: dict[str, FrontState], volume: Volume, recipe: Recipe, folder: Path
) -> tuple[Path, ...]:
    """One picture a state, by name. Raises MachineError where OpenGL is missing.

    Particles are drawn where the volume has them; of others there are only electrolyte, trapped gas and foil.
    """
    photographer = Photographer(recipe, folder)
    try:
        photographer.place(_frame(volume))
        return tuple(photographer.take(state, name) for name, state in states.items())
    finally:
        photographer.close()


def _frame(volume: Volume) -> ParticleState:
    """The box the front is drawn in."""
    nx, ny, nz = (volume.voxel_um * edge for edge in volume.labels.shape)
    particles = volume.particles
    if particles is None:
        none = np.zeros(0)
        particles = Particles(np.zeros((0, 3)), none, np.zeros(0, np.uint8), none, (nx, ny))
    return ParticleState(Stage.CALENDERING, 1.0, 0.0, particles, nz, 0.0)
