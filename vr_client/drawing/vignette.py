"""Darkness about the edge of sight, for a person who is moved."""

import numpy as np
from vispy import gloo

from vr_client.stage.transforms import Matrix

from .shaders import program
from .spheres import CORNERS

EDGE_DEG = 8.0
"""Width of the soft edge."""


class Vignette:
    """Made and used where the context is current."""

    def __init__(self) -> None:
        self._program = program("vignette.vert", "vignette.frag")
        self._program["a_corner"] = gloo.VertexBuffer(CORNERS)
        self._program["u_edge"] = float(np.radians(EDGE_DEG))

    def draw(self, projection: Matrix, clear_deg: float) -> None:
        """Darkens what the bound framebuffer shows further than `clear_deg` / 2 from straight ahead.

        `projection` (4, 4) eye to clip space; it may be off-centre, as a headset's are. Depth stays as it is.
        """
        look = projection[0, 2], projection[1, 2], projection[0, 0], projection[1, 1]
        self._program["u_look"] = np.array(look, np.float32)
        self._program["u_clear"] = float(np.radians(0.5 * clear_deg))
        gloo.set_state(
            depth_test=False, blend=True, blend_func=("src_alpha", "one_minus_src_alpha"), cull_face=False
        )
        self._program.draw("triangle_strip")
        gloo.set_state(blend=False)
        gloo.flush()
