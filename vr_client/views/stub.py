"""A view for a device that does not exist: the template to copy for a new one.

1. Copy this file, rename the class, keep the methods: `View` in base.py says what each promises.
2. `open` makes the device and an OpenGL context, then `adopt_context()` (context.py) and a `Renderer`.
3. `frame` turns the device's input into changes of the stage (vr_client/tools) and of the panel's
   pointer, then `renderer.prepare(stage)` once and `renderer.draw(...)` once for each eye.
4. Turn everything that the machine may lack into MachineError: what is missing, and `mesonaut doctor`.
5. tests/views holds every module here to the contract.
"""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import MachineError
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage

from .base import LegendLike, PanelLike, View


class StubView(View):
    """Takes a stage and shows nothing: its pictures are black. Serves where only the data path counts."""

    def __init__(self, size_px: tuple[int, int] = (64, 36)) -> None:
        self._size_px = size_px
        self._opened = False
        self._attached: list[PanelLike | LegendLike] = []

    def open(self) -> None:
        """A real view makes its device and OpenGL context here."""
        self._opened = True

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size_px

    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """A real view calls their `frame` in each of its own and shows their textures."""
        self._check_open()
        self._attached = [thing for thing in (panel, legend) if thing is not None]

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """A real view handles input and draws here."""
        self._check_open()
        return True

    def own_pose(self, stage: Stage) -> Pose | None:
        """A real view tells where its person's head is."""
        return None

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) black."""
        self._check_open()
        width, height = self._size_px
        return np.zeros((height, width, 3), np.uint8)

    def close(self) -> None:
        """A real view gives its device back here."""
        for thing in self._attached:
            thing.close()
        self._attached, self._opened = [], False

    def _check_open(self) -> None:
        if not self._opened:
            raise MachineError("the stub view is not open: call open() first")
