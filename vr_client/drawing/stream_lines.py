"""Stream lines of ions or electrons as lit tubes, coloured by the local flux."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.colouring import ColourScale
from vr_client.stage.fields import flux_scale
from vr_client.stage.flux import FluxLayer

from .light import Eye, set_eye, set_light
from .palette import placed_colours
from .shaders import columns, program

RADIUS_UM = 0.28
THINNEST_PX = 0.7
"""Least radius on the screen."""
VEIL = 0.16
"""Share of a line that shows through what hides it, so that the eye can follow it."""

Floats = NDArray[np.float32]


class StreamLines:
    """Draws the lines of one layer: each pair of points a ribbon that faces the eye and is shaded round."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._program: Any = None  # made when first asked for
        self._indices: Any = None
        self._uploaded: FluxLayer | None = None

    def prepare(self, layer: FluxLayer | None) -> None:
        """Uploads the lines where they were replaced."""
        if layer is self._uploaded:
            return
        self._uploaded = layer
        if layer is None:
            self._indices = None
            return
        if self._program is None:
            self._program = program("tube.vert", "tube.frag", lit=True)
        starts = cut_at_edges(layer)
        triangles = ribbon_triangles(starts)
        if not len(triangles):
            self._indices = None
            return
        scale: ColourScale = flux_scale(layer, self._what)
        colours = placed_colours(scale.shares(layer.along), scale.colours)
        sides = np.tile(np.array([-1.0, 1.0], np.float32), len(layer.points_um))
        for name, values in {
            "a_position": _twice(layer.points_um),
            "a_along": _twice(directions(layer.points_um, starts)),
            "a_side": sides,
            "a_colour": _twice(colours),
        }.items():
            self._program[name] = gloo.VertexBuffer(np.ascontiguousarray(values))
        self._indices = gloo.IndexBuffer(triangles)

    def draw(self, eye: Eye) -> None:
        """Draws into the bound framebuffer: what is in sight, then faintly what is hidden."""
        if self._indices is None:
            return
        p = self._program
        set_eye(p, eye)
        set_light(p, eye)
        p["u_normal"] = columns(eye.rotation)
        p["u_radius_m"], p["u_thinnest"] = RADIUS_UM * eye.scale, THINNEST_PX / eye.px_per_radian
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        p["u_veil"] = 0.0
        p.draw("triangles", self._indices)
        gloo.set_state(blend=True, blend_func=("one", "one_minus_src_alpha"))
        gloo.set_depth_mask(False)
        gloo.set_depth_func("greater")
        p["u_veil"] = VEIL
        p.draw("triangles", self._indices)
        gloo.set_depth_func("less")
        gloo.set_depth_mask(True)
        gloo.set_state(blend=False)


def cut_at_edges(layer: FluxLayer) -> NDArray[np.int32]:
    """(m + 1,) starts of the lines, those cut in two that leave the box and come in at its other side."""
    box_um = layer.voxel_um * min(layer.speed.shape[:2])
    steps_um = np.linalg.norm(np.diff(layer.points_um[:, :2], axis=0), axis=1)
    leaps = np.flatnonzero(steps_um > 0.5 * box_um)
    return np.union1d(layer.starts, leaps + 1).astype(np.int32)


def directions(points_um: Floats, starts: NDArray[np.int32]) -> Floats:
    """(k, 3) unit vectors along the lines at their points."""
    ahead, behind = np.roll(points_um, -1, axis=0), np.roll(points_um, 1, axis=0)
    filled = starts[:-1][np.diff(starts) > 0]
    ends = starts[1:][np.diff(starts) > 0] - 1
    behind[filled], ahead[ends] = points_um[filled], points_um[ends]
    ways = ahead - behind
    return np.asarray(ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9), np.float32)


def ribbon_triangles(starts: NDArray[np.int32]) -> NDArray[np.uint32]:
    """(6 j,) corners of the j pieces between neighbouring points of a line; a point is two vertices."""
    first = np.setdiff1d(np.arange(starts[-1]), starts[1:] - 1)
    corners = 2 * first[:, None] + np.array([0, 1, 2, 2, 1, 3])
    return corners.ravel().astype(np.uint32)


def _twice(values: Floats) -> Floats:
    return np.repeat(values, 2, axis=0).astype(np.float32)
