"""The electrolyte on the clip plane: a true cross-section, sampled from the lattice itself."""

from typing import Any

import numpy as np
from vispy import gloo

from vr_client.stage.surfaces import FrontLattice

from .light import Eye, set_eye
from .palette import ELECTROLYTE
from .shaders import columns, program
from .slabs import cross_section

BEHIND_UM = 0.03
"""The face lies so far behind the plane, that the particles' caps win."""


class CutFace:
    """Draws where the plane meets the liquid; nothing without a plane or a lattice."""

    def __init__(self) -> None:
        self._program = program("surface.vert", "cut_face.frag")
        self._program["u_colour"] = ELECTROLYTE
        self._texture: Any = None
        self._lattice: FrontLattice | None = None

    def prepare(self, lattice: FrontLattice | None) -> None:
        """Uploads the lattice where it was replaced."""
        if lattice is self._lattice:
            return
        self._lattice = lattice
        if lattice is None:
            return
        fluid = np.where(lattice.solid, 0, 255).astype(np.uint8)
        texels = np.ascontiguousarray(np.stack([np.minimum(lattice.liquid, fluid), fluid], axis=-1))
        if self._texture is None or self._texture.shape != texels.shape:
            self._texture = gloo.Texture3D(texels, interpolation="linear", format="luminance_alpha")
            self._program["u_lattice"] = self._texture
        else:
            self._texture.set_data(texels)

    def draw(self, eye: Eye, equation: np.ndarray[Any, Any]) -> None:
        """Draws for the enabled clip plane `equation` (4,) in electrode coordinates."""
        if self._lattice is None or not equation[:3].any():
            return
        nx, ny, nz = self._lattice.liquid.shape
        extent = tuple(self._lattice.lattice_um * n for n in (nx, ny, nz))
        behind = equation + np.array([0.0, 0.0, 0.0, BEHIND_UM])
        corners = cross_section(behind, (0.0, 0.0, 0.0), extent)
        if not len(corners):
            return
        p = self._program
        p["a_position"] = gloo.VertexBuffer(corners)
        normals = np.repeat(equation[None, :3], len(corners), axis=0)
        p["a_normal"] = gloo.VertexBuffer(normals.astype(np.float32))
        p["u_extent_um"] = extent
        set_eye(p, eye)
        p["u_normal"] = columns(eye.rotation)
        gloo.set_state(
            depth_test=True, blend=True, cull_face=False, blend_func=("one", "one_minus_src_alpha")
        )
        p.draw("triangle_fan")
        gloo.set_state(blend=False)
