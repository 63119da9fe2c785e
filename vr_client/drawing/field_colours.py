"""A field of the electrode as a texture that particles, cut faces and surfaces take their colour from."""

from typing import Any, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray
from vispy import gloo

from simulation_server.schema.cell_codes import NONE, code_values
from vr_client.stage.colouring import ColourScale
from vr_client.stage.fields import REACH, ShownField

from .newest import Newest
from .palette import table
from .reach import continued

_PERIODIC = ("repeat", "clamp_to_edge", "repeat")
"""Wrapping along x, z and y, as vispy hands them on: a particle that reaches over the edge of the box goes on
at the other side."""


class Coloured(Protocol):
    """What gives shaders with field.glsl their colours."""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to colour by."""

    def bind(self, program: Any) -> None:
        """Gives a program with field.glsl what that reads."""


class FieldColours:
    """Keeps one texture up to date with the field on show; texels are made beside the frame."""

    def __init__(self, *, in_background: bool) -> None:
        self._maker: Newest[tuple[ShownField, NDArray[np.uint8]]] = Newest()
        self._in_background = in_background
        self._texture: Any = None
        self._tables: dict[str, Any] = {}
        self._asked: ShownField | None = None
        self._shown: ShownField | None = None
        self._inside = np.zeros((0, 0, 0), np.bool_)
        self._sources = np.zeros(0, np.int32)

    @property
    def is_shown(self) -> bool:
        """Whether there is a field to be shown."""
        return self._asked is not None and self._shown is not None

    @property
    def voxel_um(self) -> float:
        """Edge of its voxels."""
        assert self._shown is not None
        return self._shown.voxel_um

    @property
    def is_of_surface(self) -> bool:
        """Whether it has a meaning only at the surface of what it belongs to."""
        return self._shown is not None and self._shown.of_surface

    @property
    def extent_um(self) -> tuple[float, float, float]:
        """Of the field's lattice."""
        nx, ny, nz = self._texture.shape[:3]
        edge = self.voxel_um
        return nx * edge, ny * edge, nz * edge

    def prepare(self, field: ShownField | None) -> None:
        """Takes the field to be shown; what it looked like before stays until its texels are made."""
        if field is None:
            self._asked = self._shown = None
            return
        if not field.is_same(self._asked):
            self._asked = field
            if not self._in_background:
                self._upload(field, self._texels(field))
                return
            self._maker.request(lambda: (field, self._texels(field)))
        done = self._maker.poll()
        if done is not None:
            self._upload(*done)

    def bind(self, program: Any) -> None:
        """Gives a program with field.glsl what that reads."""
        assert self._shown is not None
        program["u_field"], program["u_field_um"] = self._texture, self.extent_um
        program["u_field_table"] = self._tables[self._shown.scale.colours]

    def close(self) -> None:
        """Ends the thread; the OpenGL objects go with the context."""
        self._maker.close()

    def _texels(self, field: ShownField) -> NDArray[np.uint8]:
        codes = field.codes()
        inside = codes != NONE
        if not np.array_equal(inside, self._inside):
            self._inside, self._sources = inside, continued(inside, REACH).ravel()
        return field_texels(codes, shares(field), self._sources)

    def _upload(self, field: ShownField, texels: NDArray[np.uint8]) -> None:
        if self._texture is None or self._texture.shape != texels.shape:
            self._texture = gloo.Texture3D(texels, interpolation="linear", format="rgba", wrapping=_PERIODIC)
        else:
            self._texture.set_data(texels)
        name = field.scale.colours
        if name not in self._tables:
            self._tables[name] = table_texture(field.scale)
        self._shown = field


def table_texture(scale: ColourScale) -> Any:
    """The colours of a scale as a texture one texel high."""
    colours = np.round(255.0 * table(scale.colours)).astype(np.uint8)
    return gloo.Texture2D(colours[None], interpolation="linear", format="rgb")


def shares(field: ShownField) -> NDArray[np.uint8]:
    """(256,) place of each code on the field's scale, 0 to 255; 0 for the code without a meaning."""
    return np.rint(255.0 * field.scale.shares(code_values(field.within))).astype(np.uint8)


def field_texels(
    codes: NDArray[np.uint8], places: NDArray[np.uint8], sources: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """(nx, ny, nz, 4): place on the scale times known, known, known, inside; all 0 to 255.

    `sources` (n,) says from which voxel each takes its value, see `continued`.
    """
    texels = np.empty((codes.size, 4), np.uint8)
    _fill(np.ascontiguousarray(codes).ravel(), places, sources, texels)
    return texels.reshape(*codes.shape, 4)


@njit(cache=True, nogil=True)
def _fill(
    codes: NDArray[np.uint8],
    places: NDArray[np.uint8],
    sources: NDArray[np.int32],
    texels: NDArray[np.uint8],
) -> None:
    for k in range(codes.size):
        code = codes[sources[k]]
        known = np.uint8(0 if code == NONE else 255)
        texels[k, 0] = places[code] if known else 0
        texels[k, 1] = texels[k, 2] = known
        texels[k, 3] = 0 if codes[k] == NONE else 255
