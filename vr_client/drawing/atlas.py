"""The occlusion tiles of all spheres side by side in one texture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .occlusion import GUTTER

TILES = ((20_000, 12), (100_000, 6))
"""Up to how many spheres a tile has how many texels along its edge: many are small on the screen."""
COARSEST = 4


def tile_for(count: int) -> int:
    """Texels along the edge of a tile, without its gutter, for so many spheres."""
    return next((tile for most, tile in TILES if count <= most), COARSEST)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Where each sphere's tile lies: the k-th in column k % columns, row k // columns."""

    columns: int
    rows: int
    tile: int  # texels along a tile's edge, without its gutter

    @classmethod
    def of(cls, count: int, tile: int | None = None) -> "Atlas":
        """The squarest grid of tiles for `count` spheres."""
        columns = max(int(np.ceil(np.sqrt(count))), 1)
        return cls(columns, max(-(-count // columns), 1), tile or tile_for(count))

    @property
    def pitch(self) -> int:
        """Texels along a tile's edge, gutter included."""
        return self.tile + 2 * GUTTER

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in texels."""
        return self.columns * self.pitch, self.rows * self.pitch

    def image(self, tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(rows * pitch, columns * pitch) texture of tiles (n, pitch, pitch)."""
        pitch = self.pitch
        grid = np.full((self.rows * self.columns, pitch, pitch), 255, np.uint8)
        grid[: len(tiles)] = tiles
        shaped = grid.reshape(self.rows, self.columns, pitch, pitch).swapaxes(1, 2)
        return np.ascontiguousarray(shaped.reshape(self.rows * pitch, self.columns * pitch))
