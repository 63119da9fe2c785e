"""A translucent triangle surface: electrolyte, pore walls, the calender's plane."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.surfaces import Surface, SurfaceLayer

from .light import Eye, set_eye, set_light
from .palette import Rgb, linear
from .shaders import columns, program


class Film:
    """Draws one surface; only its nearest layer shows, so that no sorting is needed."""

    def __init__(self, colour: Rgb, facing_alpha: float, grazing_alpha: float) -> None:
        self._program = program("surface.vert", "film.frag", lit=True)
        self._program["u_colour"] = linear(colour)
        self._program["u_alpha"] = (facing_alpha, grazing_alpha)
        self._indices: Any = None
        self._uploaded: Surface | None = None

    def prepare(self, layer: SurfaceLayer) -> None:
        """Uploads the surface where it was replaced."""
        if layer.surface is not self._uploaded:
            self.upload(layer.surface)
            self._uploaded = layer.surface

    def upload(self, surface: Surface | None) -> None:
        """Takes a surface; None for nothing to draw."""
        if surface is None or not len(surface.triangles):
            self._indices = None
            return
        self._program["a_position"] = gloo.VertexBuffer(np.ascontiguousarray(surface.vertices_um))
        self._program["a_normal"] = gloo.VertexBuffer(np.ascontiguousarray(surface.normals))
        self._indices = gloo.IndexBuffer(np.ascontiguousarray(surface.triangles.ravel(), np.uint32))

    def draw(self, eye: Eye, cut: NDArray[np.float64]) -> None:
        """Draws over what is opaque; `cut` (4,) is the clip plane in electrode coordinates."""
        if self._indices is None:
            return
        p = self._program
        set_eye(p, eye)
        set_light(p, eye)
        p["u_normal"] = columns(eye.rotation)
        p["u_cut"] = eye.plane(cut).astype(np.float32)
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        gloo.set_color_mask(False, False, False, False)
        p.draw("triangles", self._indices)
        gloo.set_color_mask(True, True, True, True)
        gloo.set_depth_func("lequal")
        gloo.set_state(blend=True, blend_func=("one", "one_minus_src_alpha"))
        p.draw("triangles", self._indices)
        gloo.set_depth_func("less")
        gloo.set_state(blend=False)
