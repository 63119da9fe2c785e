"""A stand-in structure, shown the moment a recipe changes and until the physics has caught up."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.messages import ParticleFrame
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Stage

Arrays = Mapping[str, NDArray[Any]]


def goes_back(old: Recipe, new: Recipe, pressed_mpa: float) -> bool:
    """Whether the physics must rewind for this change: a preview then bridges the wait.

    A pressure above what the film has carried (`pressed_mpa`, 0 before calendering) is followed from
    where the plane stands; below, or with another formulation, slurry, coating, drying or sample, the
    particles start again from a kept state.
    """
    made_by = ("formulation", "slurry", "coating", "drying")
    if any(getattr(old, table) != getattr(new, table) for table in made_by):
        return True
    if (old.simulation.particles, old.simulation.seed) != (new.simulation.particles, new.simulation.seed):
        return True
    pressure_mpa = new.calendering.pressure_mpa
    return pressure_mpa < old.calendering.pressure_mpa and pressure_mpa < pressed_mpa


def preview_frame(
    last: ParticleFrame, arrays: Arrays, recipe: Recipe, thickness_um: float, step_id: int
) -> tuple[ParticleFrame, dict[str, NDArray[Any]]]:
    """The last structure with its heights scaled to the predicted thickness; nothing else is claimed."""
    scale = thickness_um / last.plane_um if last.plane_um > 0.0 else 1.0
    position = np.array(arrays["position"], dtype=np.float32)
    position[:, 2] *= scale
    nothing = np.zeros(len(position), dtype=np.float32)
    frame = msgspec.structs.replace(
        last,
        stage=Stage.CALENDERING.value,
        plane_um=thickness_um,
        pressure_mpa=recipe.calendering.pressure_mpa,
        progress=0.0,
        step_id=step_id,
        preview=True,
    )
    return frame, {**arrays, "position": position, "stress": nothing, "displacement": nothing}
