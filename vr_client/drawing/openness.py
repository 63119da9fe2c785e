"""The texture of how open each sphere's surface is, baked beside the frames."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.clip import ClipPlane
from vr_client.stage.particles import ParticleLayer

from .atlas import COARSEST, Atlas
from .graphics_errors import OutOfVideoMemory, told_apart
from .newest import Newest
from .occlusion import bake

UNKNOWN = 200
"""Openness until the first is baked."""


class Openness:
    """Keeps the atlas of a layer's tiles up to date."""

    def __init__(self, *, in_background: bool) -> None:
        self._baker: Newest[tuple[Atlas, NDArray[np.uint8]]] = Newest()
        self._in_background = in_background
        self._atlas = Atlas.of(0)
        self._texture: Any = None
        self._count = -1
        self._asked: tuple[Any, ...] = ()

    def prepare(
        self, layer: ParticleLayer, shown: NDArray[np.int64], clip: ClipPlane, drawn: tuple[bool, bool]
    ) -> None:
        """Takes up what is baked; asks for more where particles, cut or the layers `drawn` changed.

        `shown` (m,) are the spheres on show: the others cast no shade.
        """
        if layer.count != self._count:
            self._resize(layer.count)
        atlas = self._atlas
        moved = layer.generation if self._in_background else layer.moved
        asked = (id(layer), moved, clip, drawn)
        if asked != self._asked:
            self._asked = asked
            at_um = layer.target_um if self._in_background else layer.positions_um
            radii_um, count = layer.radii_um, layer.count
            cut = clip.equation() if clip.enabled else None

            def job() -> tuple[Atlas, NDArray[np.uint8]]:
                tiles = np.full((count, atlas.pitch, atlas.pitch), 255, np.uint8)
                tiles[shown] = bake(at_um[shown], radii_um[shown], cut, atlas.tile)
                return atlas, atlas.image(tiles)

            if not self._in_background:
                self._texture.set_data(job()[1])
                return
            self._baker.request(job)
        done = self._baker.poll()
        if done is not None and done[0] == atlas:
            self._texture.set_data(done[1])

    def bind(self, program: Any) -> None:
        """Gives a program with sphere.frag what that reads."""
        atlas = self._atlas
        program["u_occlusion"] = self._texture
        program["u_atlas"] = tuple(float(edge) for edge in atlas.size)
        program["u_tile"] = (float(atlas.tile), float(atlas.columns))

    def close(self) -> None:
        """Ends the thread; the OpenGL objects go with the context."""
        self._baker.close()

    def _resize(self, count: int) -> None:
        """Makes the texture; a coarser one where the graphics card has no room for a fine one."""
        self._count, self._asked = count, ()
        self._atlas = Atlas.of(count)
        try:
            self._make()
        except OutOfVideoMemory:
            self._atlas = Atlas.of(count, COARSEST)
            self._make()

    def _make(self) -> None:
        width, height = self._atlas.size
        with told_apart(f"shading {self._count:,} particles"):
            self._texture = gloo.Texture2D(
                np.full((height, width), UNKNOWN, np.uint8), interpolation="linear", format="luminance"
            )
            gloo.flush()
