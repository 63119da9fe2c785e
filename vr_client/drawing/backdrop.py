"""What is behind everything."""

import numpy as np
from vispy import gloo

from vr_client.stage.settings import Theme

from .palette import GROUNDS
from .shaders import program
from .spheres import CORNERS


class Backdrop:
    """A studio gradient over the whole viewport."""

    def __init__(self) -> None:
        self._program = program("background.vert", "background.frag")
        self._program["a_corner"] = gloo.VertexBuffer(CORNERS)

    def draw(self, viewport_px: tuple[int, int], theme: Theme, middle: float = 0.0) -> None:
        """Fills the viewport, leaving depth alone; lightest at `middle` (-1 left to 1 right)."""
        width, height = viewport_px
        self._program["u_centre"], self._program["u_edge"] = GROUNDS[theme].centre, GROUNDS[theme].edge
        self._program["u_aspect"] = np.array([width / height, 1.0], np.float32)
        self._program["u_middle"] = middle * width / height
        gloo.set_state(depth_test=False, blend=False, cull_face=False)
        self._program.draw("triangle_strip")
