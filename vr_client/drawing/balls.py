"""Meshes of round things, and translucent balls about the points of marks."""

from functools import cache

import numpy as np
import trimesh
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.surfaces import Surface
from vr_client.stage.transforms import scaling, translation

from .light import Eye
from .palette import Rgb
from .shaders import columns, program

VEIL = 0.45
"""Share of a ball that shows through what hides it."""


@cache
def unit_ball(subdivisions: int = 4) -> Surface:
    """A sphere of radius 1 about the origin."""
    mesh = trimesh.creation.icosphere(subdivisions=subdivisions)
    vertices = np.asarray(mesh.vertices, np.float32)
    return Surface(vertices, vertices, np.asarray(mesh.faces, np.uint32))


class Balls:
    """Draws balls of glass, the nearest last."""

    def __init__(self) -> None:
        ball = unit_ball()
        self._program = program("surface.vert", "mark_ball.frag")
        self._program["a_position"] = gloo.VertexBuffer(ball.vertices_um)
        self._program["a_normal"] = gloo.VertexBuffer(ball.normals)
        self._indices = gloo.IndexBuffer(ball.triangles.ravel())

    def draw(self, eye: Eye, balls: list[tuple[NDArray[np.float32], float, Rgb]]) -> None:
        """Over what is opaque: each ball is its centre (3,) and its radius in um, and a colour."""
        if not balls:
            return
        p = self._program
        p["u_projection"], p["u_normal"] = columns(eye.projection), columns(eye.rotation)
        gloo.set_state(depth_test=True, blend=True, cull_face=True, blend_func=("one", "one_minus_src_alpha"))
        gloo.set_depth_mask(False)
        into_eye = eye.model_view

        def depth(ball: tuple[NDArray[np.float32], float, Rgb]) -> float:
            return float(into_eye[2, :3] @ ball[0])

        for centre, radius_um, colour in sorted(balls, key=depth):
            p["u_model_view"] = columns(into_eye @ translation(centre) @ scaling(radius_um))
            p["u_colour"] = colour
            for test, veil in (("greater", VEIL), ("less", 1.0)):
                gloo.set_depth_func(test)
                p["u_veil"] = veil
                p.draw("triangles", self._indices)
        gloo.set_depth_func("less")
        gloo.set_depth_mask(True)
        gloo.set_state(blend=False, cull_face=False)
