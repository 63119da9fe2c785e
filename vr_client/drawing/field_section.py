"""A field of the pores on the clip plane: a true cross-section, sampled from the voxels themselves."""

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from .cut_face import BEHIND_UM
from .field_colours import FieldColours
from .light import Eye, set_eye
from .shaders import columns, program
from .slabs import cross_section


class FieldSection:
    """Draws where the plane meets what the field belongs to; nothing without a plane."""

    def __init__(self) -> None:
        self._program = program("surface.vert", "field_section.frag", "field.glsl")

    def draw(self, eye: Eye, equation: NDArray[np.float64], field: FieldColours, *, under_caps: bool) -> None:
        """Draws a field that is shown, for the clip plane `equation` (4,) in electrode coordinates.

        `under_caps` fills the plane up to the particles' own caps, which then must be on show.
        """
        if not equation[:3].any():
            return
        behind = equation + np.array([0.0, 0.0, 0.0, BEHIND_UM])
        corners = cross_section(behind, (0.0, 0.0, 0.0), field.extent_um)
        if not len(corners):
            return
        p = self._program
        field.bind(p)
        p["a_position"] = gloo.VertexBuffer(corners)
        normals = np.repeat(equation[None, :3], len(corners), axis=0)
        p["a_normal"] = gloo.VertexBuffer(normals.astype(np.float32))
        p["u_continued"] = float(under_caps)
        set_eye(p, eye)
        p["u_normal"] = columns(eye.rotation)
        gloo.set_state(
            depth_test=True, blend=True, cull_face=False, blend_func=("one", "one_minus_src_alpha")
        )
        p.draw("triangle_fan")
        gloo.set_state(blend=False)
