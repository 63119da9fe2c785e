"""Lines and points of a constant width on the screen, seen faintly through what hides them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from .light import Eye, set_eye
from .palette import Rgb
from .shaders import program
from .spheres import CORNERS

VEIL = 0.30
"""Share of a line that shows through what hides it."""
LINE_PX, POINT_PX = 1.6, 5.0
"""Half width of a line, radius of a point, in a picture of USUAL_PX."""
USUAL_PX = 720
"""Height of a picture in pixels; in a finer one lines are wider alike."""
NEAR_M = 0.01

Floats = NDArray[np.float32]


class Strokes(NamedTuple):
    """Pieces of lines in electrode micrometres; a piece that ends where it begins is a point."""

    start_um: Floats  # (n, 3)
    end_um: Floats  # (n, 3)
    looks: Floats  # (n, 4) sRGB, half width in pixels


def line(points_um: Floats, colour: Rgb, *, joined: bool) -> Strokes:
    """A line through points (n, 3) with a point at both ends; only points where they are not `joined`."""
    points = np.asarray(points_um, np.float32).reshape(-1, 3)
    ends = points[[0, -1]] if joined and len(points) else points
    start, end = (np.vstack([points[:-1], ends]), np.vstack([points[1:], ends])) if joined else (ends, ends)
    looks = np.empty((len(start), 4), np.float32)
    looks[:, :3], looks[:, 3] = colour, POINT_PX
    if joined:
        looks[: max(len(points) - 1, 0), 3] = LINE_PX
    return Strokes(start, end, looks)


def joined_strokes(parts: list[Strokes]) -> Strokes:
    """All of some strokes in one."""
    if not parts:
        return Strokes(*(np.zeros((0, width), np.float32) for width in (3, 3, 4)))
    start, end, looks = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Strokes(start, end, looks)


class Lines:
    """Draws strokes; made and used where the context is current."""

    def __init__(self) -> None:
        self._program = program("mark_line.vert", "mark_line.frag")
        self._program["a_corner"] = gloo.VertexBuffer(CORNERS)
        self._buffers = {
            name: gloo.VertexBuffer(np.zeros((1, width), np.float32), divisor=1)
            for name, width in (("a_from", 3), ("a_to", 3), ("a_look", 4))
        }
        self._strokes: Strokes | None = None
        self._thicker = 0.0

    def set(self, strokes: Strokes) -> None:
        """Shows these from now on."""
        self._strokes, self._thicker = (strokes if len(strokes.looks) else None), 0.0

    def draw(self, eye: Eye) -> None:
        """Draws over what is opaque in the bound framebuffer, faintly what that hides."""
        if self._strokes is None:
            return
        width, height = eye.viewport_px
        self._upload(max(height / USUAL_PX, 1.0))
        p = self._program
        for name, buffer in self._buffers.items():
            p[name] = buffer
        set_eye(p, eye)
        p["u_viewport_px"], p["u_near"] = (float(width), float(height)), NEAR_M
        gloo.set_state(
            depth_test=True, blend=True, cull_face=False, blend_func=("one", "one_minus_src_alpha")
        )
        gloo.set_depth_mask(False)
        for test, veil in (("greater", VEIL), ("lequal", 0.0)):
            gloo.set_depth_func(test)
            p["u_veil"] = veil
            p.draw("triangle_strip")
        gloo.set_depth_func("less")
        gloo.set_depth_mask(True)
        gloo.set_state(blend=False)

    def _upload(self, thicker: float) -> None:
        """Hands the strokes on, `thicker` times as wide as in a usual picture, where that is new."""
        assert self._strokes is not None
        if thicker == self._thicker:
            return
        looks = self._strokes.looks * np.array([1.0, 1.0, 1.0, thicker], np.float32)
        for name, values in zip(self._buffers, (*self._strokes[:2], looks), strict=True):
            self._buffers[name].set_data(np.ascontiguousarray(values, np.float32))
        self._thicker = thicker
