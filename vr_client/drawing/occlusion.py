"""How open each particle's surface is to the light around: ambient occlusion kept per particle.

Each sphere has a small octahedral map (Meyer et al. 2010, "On floating-point normal vectors") of the
share of the sky its neighbours leave free, so that contacts and pores darken the same in both eyes
and from every side, for one texture look-up a pixel. Screen-space occlusion was left out: it costs
many look-ups a pixel, twice in stereo, and swims as the head moves.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .cells import Cells, neighbours_in, sort_into_cells

TILE = 12
"""Texels along the edge of a sphere's finest map; a gutter on each side wraps round."""
GUTTER = 1
LEAST_OPEN = np.float32(0.12)
"""Of a surface shut in on all sides: of two spheres pressed into one, the visible one is not black."""
REACH_UM, SHORT_REACH_UM = 6.0, 3.5
"""Gap beyond which a neighbour is taken to shade no more; for fine maps, and for those of very many."""
PART = 2048
"""Spheres that a thread bakes at a time."""
_LARGE = 2.0
"""Times the median radius from which spheres are looked up in a grid of their own."""


@cache
def directions(tile: int = TILE) -> NDArray[np.float32]:
    """(p * p, 3) unit vectors of a tile's texels, p = tile + 2 with the gutter, row by row."""
    pitch = tile + 2 * GUTTER
    found = np.empty((pitch, pitch, 3))
    for row in range(pitch):
        for column in range(pitch):
            u, v = (column - 0.5) / tile, (row - 0.5) / tile
            if not 0.0 < u < 1.0:
                u, v = float(np.clip(-u if u < 0 else 2 - u, 0, 1)), 1.0 - v
            if not 0.0 < v < 1.0:
                u, v = 1.0 - u, float(np.clip(-v if v < 0 else 2 - v, 0, 1))
            x, y = 2 * u - 1, 2 * v - 1
            z = 1.0 - abs(x) - abs(y)
            if z < 0.0:
                x, y = (1 - abs(y)) * (1 if x >= 0 else -1), (1 - abs(x)) * (1 if y >= 0 else -1)
            found[row, column] = np.array([x, y, z]) / np.sqrt(x * x + y * y + z * z)
    return found.reshape(-1, 3).astype(np.float32)


@njit(cache=True, nogil=True, fastmath=True)
def _bake(
    positions: NDArray[np.float32],
    radii: NDArray[np.float32],
    small: Cells,
    large: Cells,
    ways: NDArray[np.float32],
    reach_um: float,
    begin: int,
    end: int,
    out: NDArray[np.uint8],
) -> None:
    """Fills out[begin:end] of `out` (n, texels)."""
    room = small.members.shape[0] + large.members.shape[0]
    found, gaps = np.empty(room, np.int64), np.empty(room, np.float32)
    for i in range(begin, end):
        radius = radii[i]
        count = neighbours_in(small, positions, radii, i, reach_um, found, gaps, 0)
        count = neighbours_in(large, positions, radii, i, reach_um, found, gaps, count)
        nearest_first = found[:count][np.argsort(gaps[:count])]
        for texel in range(ways.shape[0]):
            nx, ny, nz = ways[texel, 0], ways[texel, 1], ways[texel, 2]
            free = np.float32(1.0)
            for j in nearest_first:
                x = positions[j, 0] - positions[i, 0] - radius * nx
                y = positions[j, 1] - positions[i, 1] - radius * ny
                z = positions[j, 2] - positions[i, 2] - radius * nz
                r = radii[j]
                height = (nx * x + ny * y + nz * z) / r  # of its centre above the horizon, in its radii
                if height <= -1.0:
                    continue
                square = (x * x + y * y + z * z) / (r * r)
                if square <= 1.0:
                    free = np.float32(0.0)
                    break
                # Cosine-weighted share of the sky behind a sphere: height / distance^3 when all of it is
                # above the horizon; a quadratic joins that smoothly to 0 where it has set.
                above = height if height >= 1.0 else 0.25 * (height + 1.0) * (height + 1.0)
                free *= np.float32(1.0) - min(above / (square * np.sqrt(square)), np.float32(1.0))
                if free < LEAST_OPEN:
                    break
            out[i, texel] = np.uint8(255.0 * max(free, LEAST_OPEN))


def bake(
    positions_um: NDArray[np.float32],
    radii_um: NDArray[np.float32],
    cut: NDArray[np.float64] | None = None,
    tile: int = TILE,
) -> NDArray[np.uint8]:
    """(n, tile + 2, tile + 2) openness of each sphere's surface, 255 for all free.

    Spheres whose centre lies on the positive side of the plane `cut` (4,) shade nothing. Takes all processor
    cores but one; to be called beside the frame.
    """
    n, pitch = len(radii_um), tile + 2 * GUTTER
    out = np.full((n, pitch * pitch), 255, np.uint8)
    shading = np.arange(n)
    if cut is not None:
        shading = np.flatnonzero(positions_um @ cut[:3] + cut[3] <= 0.0)
    if n < 2 or not len(shading):
        return out.reshape(n, pitch, pitch)
    median = float(np.median(radii_um[shading]))
    is_large = radii_um[shading] > _LARGE * median
    grids = [
        sort_into_cells(positions_um, radii_um, which, edge)
        for which, edge in ((shading[~is_large], 2.0 * median), (shading[is_large], 4.0 * median))
    ]
    ways, reach_um = directions(tile), REACH_UM if tile == TILE else SHORT_REACH_UM

    def part(begin: int) -> None:
        _bake(positions_um, radii_um, *grids, ways, reach_um, begin, min(begin + PART, n), out)

    if n <= PART:
        part(0)
    else:
        with ThreadPoolExecutor(max((os.cpu_count() or 2) - 1, 1)) as threads:
            list(threads.map(part, range(0, n, PART)))
    return out.reshape(n, pitch, pitch)
