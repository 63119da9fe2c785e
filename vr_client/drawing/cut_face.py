"""Electrolyte and trapped gas on the clip plane: a true cross-section, sampled from the lattice itself."""

from typing import Any

import numpy as np
from vispy import gloo

from vr_client.stage.surfaces import FrontLattice

from .field_colours import Coloured
from .light import Eye, set_eye
from .palette import ELECTROLYTE, SEPARATOR, TRAPPED
from .shaders import columns, program
from .slabs import cross_section

BEHIND_UM = 0.03
"""The face lies so far behind the plane, that the particles' caps win."""


class CutFace:
    """Draws where the plane meets liquid and trapped gas; nothing without a plane or a lattice."""

    def __init__(self) -> None:
        self._plain = _program("plain_face.glsl")
        self._timed: Any = None  # made when first asked for
        self._texture: Any = None
        self._lattice: FrontLattice | None = None

    def prepare(self, lattice: FrontLattice | None) -> None:
        """Uploads the lattice where it was replaced."""
        if lattice is self._lattice:
            return
        self._lattice = lattice
        if lattice is None:
            return
        texels = np.zeros((*lattice.solid.shape, 4), np.uint8)
        texels[..., 1] = np.where(lattice.solid, 0, 255)
        np.minimum(lattice.liquid, texels[..., 1], out=texels[..., 0])
        texels[..., 2] = np.where(lattice.trapped, texels[..., 1], 0)
        if self._texture is None or self._texture.shape != texels.shape:
            self._texture = gloo.Texture3D(texels, interpolation="linear", format="rgba")
        else:
            self._texture.set_data(texels)

    def draw(
        self,
        eye: Eye,
        equation: np.ndarray[Any, Any],
        times: Coloured,
        *,
        coating_um: float,
        trapped: bool = True,
    ) -> None:
        """Draws for the enabled clip plane `equation` (4,) in electrode coordinates.

        Coloured by `times` where they are shown. What is solid above `coating_um` is the separator's;
        `trapped` gas can be left out.
        """
        if self._lattice is None or not equation[:3].any():
            return
        nx, ny, nz = self._lattice.liquid.shape
        extent = tuple(self._lattice.lattice_um * n for n in (nx, ny, nz))
        behind = equation + np.array([0.0, 0.0, 0.0, BEHIND_UM])
        corners = cross_section(behind, (0.0, 0.0, 0.0), extent)
        if not len(corners):
            return
        p = self._timed_by(times) if times.is_shown else self._plain
        p["a_position"] = gloo.VertexBuffer(corners)
        normals = np.repeat(equation[None, :3], len(corners), axis=0)
        p["a_normal"] = gloo.VertexBuffer(normals.astype(np.float32))
        p["u_lattice"], p["u_extent_um"] = self._texture, extent
        p["u_trapped_shown"], p["u_coating_um"] = float(trapped), coating_um + self._lattice.lattice_um
        set_eye(p, eye)
        p["u_normal"] = columns(eye.rotation)
        gloo.set_state(
            depth_test=True, blend=True, cull_face=False, blend_func=("one", "one_minus_src_alpha")
        )
        p.draw("triangle_fan")
        gloo.set_state(blend=False)

    def _timed_by(self, times: Coloured) -> Any:
        if self._timed is None:
            self._timed = _program("field.glsl", "field_face.glsl")
        times.bind(self._timed)
        return self._timed


def _program(*parts: str) -> Any:
    made = program("surface.vert", "cut_face.frag", *parts)
    made["u_colour"], made["u_trapped"], made["u_separator"] = ELECTROLYTE, TRAPPED, SEPARATOR
    return made
