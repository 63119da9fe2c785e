"""A translucent triangle surface: electrolyte, pore walls, the calender's plane."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.surfaces import Surface, SurfaceLayer

from .field_colours import Coloured
from .light import Eye, set_eye, set_light
from .palette import Rgb, linear
from .shaders import columns, program


class Film:
    """Draws one surface; only its nearest layer shows, so that no sorting is needed."""

    def __init__(self, colour: Rgb, facing_alpha: float, grazing_alpha: float) -> None:
        self._plain = program("surface.vert", "film.frag", "plain_body.glsl", lit=True)
        self._timed: Any = None  # made when first asked for
        self._look = (linear(colour), (facing_alpha, grazing_alpha))
        self._plain["u_colour"], self._plain["u_alpha"] = self._look
        self._corners: dict[str, Any] = {}
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
        self._corners = {
            "a_position": gloo.VertexBuffer(np.ascontiguousarray(surface.vertices_um)),
            "a_normal": gloo.VertexBuffer(np.ascontiguousarray(surface.normals)),
        }
        self._indices = gloo.IndexBuffer(np.ascontiguousarray(surface.triangles.ravel(), np.uint32))

    def draw(
        self, eye: Eye, cut: NDArray[np.float64], times: Coloured | None = None, *, clear: float = 1.0
    ) -> None:
        """Draws over what is opaque; `cut` (4,) is the clip plane in electrode coordinates.

        With `times` that are shown it is coloured by them; `clear` is the share of its opacity that it has
        where it is looked at straight.
        """
        if self._indices is None:
            return
        p = self._plain if times is None or not times.is_shown else self._timed_by(times)
        for name, corners in self._corners.items():
            p[name] = corners
        set_eye(p, eye)
        set_light(p, eye)
        p["u_normal"], p["u_clear"] = columns(eye.rotation), clear
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

    def _timed_by(self, times: Coloured) -> Any:
        if self._timed is None:
            self._timed = program("surface.vert", "film.frag", "field.glsl", "field_body.glsl", lit=True)
            self._timed["u_colour"], self._timed["u_alpha"] = self._look
        times.bind(self._timed)
        return self._timed
