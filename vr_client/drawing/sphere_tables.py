"""What shaders look up of each sphere: its place and size, its colour."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

WIDTH = 1024
"""Spheres in a row of the tables."""


class SphereTables:
    """Two textures of four floats a sphere, the k-th in column k % WIDTH, row k // WIDTH."""

    def __init__(self, count: int) -> None:
        rows = max(-(-count // WIDTH), 1)
        self.size = (WIDTH, rows)
        self._texels = {name: np.zeros((rows, WIDTH, 4), np.float32) for name in ("spheres", "albedo")}
        self.textures: dict[str, Any] = {
            name: gloo.Texture2D(texels, interpolation="nearest", internalformat="rgba32f")
            for name, texels in self._texels.items()
        }
        self._count = count

    def upload(self, name: str, values: NDArray[np.float32]) -> None:
        """Takes (n, 4): as "spheres" centre and radius in um, as "albedo" what sphere.frag says."""
        texels = self._texels[name]
        texels.reshape(-1, 4)[: self._count] = values
        self.textures[name].set_data(texels)

    def bind(self, program: Any) -> None:
        """Gives a program with sphere.frag its tables."""
        program["u_spheres"], program["u_albedo"] = self.textures["spheres"], self.textures["albedo"]
        program["u_table"] = tuple(float(edge) for edge in self.size)
