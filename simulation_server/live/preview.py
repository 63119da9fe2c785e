"""A stand-in structure, shown the moment a recipe changes and until the physics has caught up."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.messages import ParticleFrame
from simulation_server.schema.recipe import Calendering, Recipe
from simulation_server.schema.states import Stage

Arrays = Mapping[str, NDArray[Any]]

MADE_BY = ("formulation", "slurry", "coating", "drying")


def goes_back(old: Recipe, new: Recipe, pressed_mpa: float) -> bool:
    """Whether the physics must rewind for this change: a preview then bridges the wait.

    What presses harder than the film has been pressed (`pressed_mpa`, 0 before calendering), or warmer, is
    followed from where the plane stands; what presses less, and another formulation, slurry, coating,
    drying or sample start again from a kept state. Of another way of saying how hard only the physics
    knows: it does without a preview.
    """
    if any(getattr(old, table) != getattr(new, table) for table in MADE_BY):
        return True
    samples = [(of.particles, of.seed, of.engine) for of in (old.simulation, new.simulation)]
    if samples[0] != samples[1]:
        return True
    before, after = old.calendering, new.calendering
    if before.control != after.control:
        return False
    if after.control == "pressure":
        return after.pressure_mpa < before.pressure_mpa and after.pressure_mpa < pressed_mpa
    return pressed_mpa > 0.0 and hardness(after) < hardness(before)


def hardness(settings: Calendering) -> float:
    """Rises with how hard the settings press; to be compared between settings of one control alone."""
    return {
        "pressure": settings.pressure_mpa,
        "line_load": settings.line_load_n_mm,
        "gap": -settings.gap_um,
        "porosity": -settings.target_porosity,
        "degree": settings.degree_pct,
    }[settings.control]


def preview_frame(
    last: ParticleFrame, arrays: Arrays, recipe: Recipe, thickness_um: float, step_id: int
) -> tuple[ParticleFrame, dict[str, NDArray[Any]]]:
    """The last structure with its heights scaled to the predicted thickness; nothing else is claimed."""
    scale = thickness_um / last.plane_um if last.plane_um > 0.0 else 1.0
    position = np.array(arrays["position"], dtype=np.float32)
    position[:, 2] *= scale
    nothing = np.zeros(len(position), dtype=np.float32)
    by_pressure = recipe.calendering.control == "pressure"
    frame = msgspec.structs.replace(
        last,
        stage=Stage.CALENDERING.value,
        plane_um=thickness_um,
        pressure_mpa=recipe.calendering.pressure_mpa if by_pressure else 0.0,
        progress=0.0,
        step_id=step_id,
        preview=True,
    )
    return frame, {
        **arrays, "position": position, "stress": nothing, "displacement": nothing, "cracking": nothing,
    }  # fmt: skip
