"""Pictures of the stream lines in three dimensions, drawn by the viewer's own renderer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.live.cell_stream import flux_lines
from simulation_server.live.frames import particle_frame
from simulation_server.schema.messages import Message
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FluxField, Particles, ParticleState
from simulation_server.schema.states import Stage as Step
from simulation_server.volumes import Volume
from vr_client.panel.legend import Legend
from vr_client.stage.stage import Stage
from vr_client.tools.screenshot import save_screenshot
from vr_client.views.offscreen import OffscreenView

SIZE_PX = (1280, 960)


@dataclass(frozen=True, slots=True)
class _Shown:
    message: Message
    arrays: dict[str, NDArray[Any]]


def take_pictures(fields: tuple[FluxField, ...], volume: Volume, folder: Path) -> tuple[Path, ...]:
    """One picture a field: its stream lines in the box. Raises MachineError where OpenGL is missing."""
    if not fields:
        return ()
    recipe = volume.recipe or Recipe()
    stage = Stage(recipe=recipe, draft=recipe)
    view = OffscreenView(SIZE_PX)
    view.open()
    try:
        view.attach(None, Legend())
        box = _box(volume)
        stage.apply(_Shown(*particle_frame(box, box.particles.positions_um, 0)), 0.0)
        for field in fields:
            stage.apply(_Shown(*flux_lines(field, 0)), 0.0)
        stage.advance(5.0)
        stage.place()
        stage.look_at_electrode()
        taken = []
        for field in fields:
            stage.layers.ions, stage.layers.electrons = field.what == "ions", field.what == "electrons"
            view.frame(stage, 0.0)
            taken.append(save_screenshot(view, stage, folder / f"{field.what}.png"))
        return tuple(taken)
    finally:
        view.close()


def _box(volume: Volume) -> ParticleState:
    """The edges of the volume, empty: particles would hide the lines."""
    nx, ny, nz = (volume.voxel_um * edge for edge in volume.labels.shape)
    none = np.zeros(0)
    particles = Particles(np.zeros((0, 3)), none, np.zeros(0, np.uint8), none, (nx, ny))
    return ParticleState(Step.CALENDERING, 1.0, 0.0, particles, nz, 0.0)
