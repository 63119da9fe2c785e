"""What holds the electrode: the collector foil, the ground's shadow, the box, the calender's plane."""

from typing import Any

import numpy as np
from vispy import gloo

from vr_client.stage.particles import ParticleLayer
from vr_client.stage.surfaces import Surface

from .light import Eye, set_eye, set_light
from .palette import FOIL, GROUNDS, PLANE, linear
from .shaders import columns, program
from .slabs import edges, slab
from .surface import Film

FOIL_UM = 1.6
"""Drawn thickness of the collector; real foil is about 15 um and would only hide the view."""
MARGIN = 0.10
"""How far foil and plane reach beyond the box, in edges of the box."""
PLANE_UM = 0.9


class Bench:
    """Foil, shadow and box outline (opaque pass), plane (translucent pass)."""

    def __init__(self) -> None:
        self._foil = program("surface.vert", "foil.frag", lit=True)
        self._foil["u_metal"] = linear(FOIL) * 0.75
        self._shadow = program("surface.vert", "shadow.frag")
        self._lines = program("line.vert", "flat.frag")
        self._box = gloo.VertexBuffer(np.zeros((24, 3), np.float32))
        self._rim = gloo.VertexBuffer(np.zeros((24, 3), np.float32))
        self._plane = Film(PLANE, 0.10, 0.45)
        self._foil_indices: Any = None
        self._shadow_indices: Any = None
        self._seen: tuple[float, ...] = ()

    def prepare(self, layer: ParticleLayer) -> None:
        """Fits everything to the box and the plane."""
        length, width = layer.box_um
        seen = (length, width, layer.plane_um)
        if seen == self._seen or length <= 0.0:
            return
        mx, my = MARGIN * length, MARGIN * width
        if seen[:2] != self._seen[:2]:
            foil = slab((-mx, -my, -FOIL_UM), (length + mx, width + my, 0.0))
            self._foil_indices = _upload(self._foil, foil)
            far = 2.5 * max(length, width)
            ground = slab((-far, -far, -FOIL_UM - 0.02), (length + far, width + far, -FOIL_UM - 0.01))
            self._shadow_indices = _upload(self._shadow, ground)
            self._shadow["u_rectangle"] = (-mx, -my, length + mx, width + my)
            self._shadow["u_soft_um"] = 0.22 * max(length, width)
        z = layer.plane_um
        low, high = (-0.5 * mx, -0.5 * my, z), (length + 0.5 * mx, width + 0.5 * my, z + PLANE_UM)
        self._plane.upload(slab(low, high))
        self._box.set_data(edges((0, 0, 0), (length, width, z)))
        self._rim.set_data(edges(low, high))
        self._seen = seen

    def draw(self, eye: Eye, *, foil: bool) -> None:
        """The shadow on the ground and, where there is one, the foil that casts it."""
        if not self._seen:
            return
        set_eye(self._shadow, eye)
        self._shadow["u_normal"] = columns(eye.rotation)
        gloo.set_state(
            depth_test=False, blend=True, cull_face=True, blend_func=("one", "one_minus_src_alpha")
        )
        self._shadow.draw("triangles", self._shadow_indices)
        if not foil:
            return
        set_eye(self._foil, eye)
        set_light(self._foil, eye)
        self._foil["u_normal"] = columns(eye.rotation)
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        self._foil.draw("triangles", self._foil_indices)

    def draw_plane(self, eye: Eye, *, plane: bool) -> None:
        """Box outline and, when `plane`, the pressing plane with its bright edges."""
        if not self._seen:
            return
        if plane:
            self._plane.draw(eye, np.array([0.0, 0.0, 0.0, -1.0]))
        set_eye(self._lines, eye)
        self._lines["u_colour"] = GROUNDS[eye.theme].outline
        gloo.set_state(
            depth_test=True, blend=True, cull_face=False, blend_func=("one", "one_minus_src_alpha")
        )
        gloo.set_depth_mask(False)
        gloo.set_depth_func("lequal")
        for outline in (self._box, self._rim) if plane else (self._box,):
            self._lines["a_position"] = outline
            self._lines.draw("lines")
        gloo.set_depth_func("less")
        gloo.set_depth_mask(True)
        gloo.set_state(blend=False)


def _upload(target: Any, surface: Surface) -> Any:
    target["a_position"] = gloo.VertexBuffer(surface.vertices_um)
    target["a_normal"] = gloo.VertexBuffer(surface.normals)
    return gloo.IndexBuffer(surface.triangles.ravel())
