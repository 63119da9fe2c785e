"""Pictures of a batch run, drawn by the viewer's own renderer from the states of the chain."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.live.frames import particle_frame
from simulation_server.live.front_stream import front_base
from simulation_server.schema.messages import Message
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState, ParticleState
from vr_client.panel.legend import Legend
from vr_client.stage.mesher import Mesher
from vr_client.stage.stage import Stage
from vr_client.tools.screenshot import save_screenshot
from vr_client.views.offscreen import OffscreenView

SIZE_PX = (1280, 960)


@dataclass(frozen=True, slots=True)
class _Shown:
    message: Message
    arrays: dict[str, NDArray[Any]]


class Photographer:
    """Takes one picture for each state it is given. Raises MachineError where OpenGL is missing."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._stage = Stage(recipe=recipe, draft=recipe)
        self._view = OffscreenView(SIZE_PX)
        self._view.open()
        self._view.attach(None, Legend())
        self._mesher = Mesher()
        self._start_um: NDArray[np.float64] | None = None
        self._time_s = 0.0

    def take(self, state: ParticleState | FrontState, name: str) -> Path:
        """Draws the state and writes `name`.png with its provenance."""
        self.place(state)
        self._stage.look_at_electrode()
        self._mesher.finish(self._stage)
        self._view.frame(self._stage, 0.0)
        return save_screenshot(self._view, self._stage, self._folder / f"{name}.png")

    def place(self, state: ParticleState | FrontState) -> None:
        """Puts the state on the stage without taking a picture."""
        if isinstance(state, ParticleState):
            if self._start_um is None or len(self._start_um) != len(state.particles.positions_um):
                self._start_um = state.particles.positions_um
            frame: Message
            frame, arrays = particle_frame(state, self._start_um, 0)
        else:
            frame, arrays = front_base(state, 0)
        self._time_s += 10.0  # far enough from the last state for the stage to show this one, not a blend
        self._stage.apply(_Shown(frame, arrays), self._time_s)
        self._stage.advance(self._time_s + 5.0)
        self._stage.place()

    def close(self) -> None:
        """Frees the OpenGL objects."""
        self._mesher.close()
        self._view.close()
