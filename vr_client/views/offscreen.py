"""Pictures without a display: for demos, tests and servers."""

import os
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import MachineError
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage
from vr_client.tools.desk_input import DeskInput

from .base import LegendLike, PanelLike, View
from .context import adopt_context, release_context
from .desk import Desk

NO_EGL = "no OpenGL without a display: {}; install libegl1 and libgl1-mesa-dri, then run `mesonaut doctor`"


class OffscreenView(View):
    """Draws pictures of a given size in memory; `given` is input that a script may set between frames."""

    def __init__(self, size_px: tuple[int, int] = (1280, 720), *, samples: int = 1) -> None:
        """`samples` a pixel along each edge of it."""
        self._size_px = size_px
        self._samples = samples
        self._device: Any = None
        self._desk: Desk | None = None
        self._canvas: Any = None
        self.given = DeskInput(size_px)

    def open(self) -> None:
        """Makes an OpenGL context without a window."""
        if sys.platform.startswith("linux"):
            self._device = _egl()
        else:
            from .glfw_window import hidden_window

            self._device = hidden_window()
        self._canvas = adopt_context()
        self._desk = Desk(self._size_px, samples=self._samples, in_background=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size_px

    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """Shows panel and legend in the picture."""
        self._opened().attach(panel, legend)

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """Draws one picture."""
        going_on = self._opened().frame(stage, self.given, dt_s)
        self.given.next_frame()
        return going_on

    def own_pose(self, stage: Stage) -> Pose | None:
        """Nobody looks."""
        return None

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) the last picture."""
        return self._opened().screenshot(fine=fine)

    def close(self) -> None:
        """Frees the context's objects."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        if self._device is not None:
            self._device.close()
            self._device = None
            release_context()

    def _opened(self) -> Desk:
        if self._desk is None:
            raise MachineError("the offscreen view is not open: call open() first")
        return self._desk


def _egl() -> Any:
    """A vispy canvas on EGL, its context current."""
    os.environ.setdefault("EGL_PLATFORM", "surfaceless")
    import vispy
    from vispy import app

    try:
        vispy.use(app="egl", gl="gl+")
        canvas = app.Canvas(size=(16, 16))
        canvas.set_current()
    except Exception as error:
        raise MachineError(
            NO_EGL.format(str(error).splitlines()[0] if str(error) else type(error).__name__)
        ) from error
    return canvas
