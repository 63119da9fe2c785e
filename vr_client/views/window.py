"""A window on the desk: mouse and keyboard, the panel on its right side."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import MachineError
from vr_client.stage.own_pose import desk_pose
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage

from .base import LegendLike, PanelLike, View
from .context import adopt_context, is_software
from .desk import Desk
from .glfw_window import GlfwWindow

HARDWARE_SAMPLES = 2
"""Samples a pixel along each edge where a graphics card draws."""


class WindowView(View):
    """A resizable window of the desktop."""

    def __init__(self, size_px: tuple[int, int] = (1600, 900), title: str = "Mesonaut") -> None:
        self._wanted_px = size_px
        self._title = title
        self._window: GlfwWindow | None = None
        self._desk: Desk | None = None
        self._canvas: Any = None

    def open(self) -> None:
        """Opens the window."""
        self._window = GlfwWindow(self._wanted_px, self._title)
        self._canvas = adopt_context()
        samples = 1 if is_software() else HARDWARE_SAMPLES
        self._desk = Desk(self._window.size, samples=samples, in_background=True)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return self._wanted_px if self._desk is None else self._desk.size

    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """Shows the panel on the right, the legend bottom left."""
        self._opened()[1].attach(panel, legend)

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """Handles events, draws and shows one frame; False when the window was closed."""
        window, desk = self._opened()
        window.poll()
        desk.resize(window.size)
        going_on = desk.frame(stage, window.given, dt_s)
        window.given.next_frame()
        desk.show_in_window(window.size)
        window.show()
        return going_on

    def own_pose(self, stage: Stage) -> Pose | None:
        """The camera is the head."""
        return desk_pose(stage)

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) what the last frame showed."""
        return self._opened()[1].screenshot(fine=fine)

    def close(self) -> None:
        """Closes the window."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        if self._window is not None:
            self._window.close()
            self._window = None

    def _opened(self) -> tuple[GlfwWindow, Desk]:
        if self._window is None or self._desk is None:
            raise MachineError("the window is not open: call open() first")
        return self._window, self._desk
