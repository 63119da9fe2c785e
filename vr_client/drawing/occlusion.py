"""How open each particle's surface is to the light around: ambient occlusion kept per particle.

Each sphere has a small octahedral map (Meyer et al. 2010, "On floating-point normal vectors") of the
share of the sky its neighbours leave free, so that contacts and pores darken the same in both eyes
and from every side, for one texture look-up a pixel. Screen-space occlusion was left out: it costs
many look-ups a pixel, twice in stereo, and swims as the head moves.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.spatial import cKDTree

TILE = 12
"""Texels along the edge of one sphere's map; a gutter of one texel on each side wraps round."""
PITCH = TILE + 2
LEAST_OPEN = np.float32(0.12)
"""Of a surface shut in on all sides: of two spheres pressed into one, the visible one is not black."""
REACH_UM = 3.5
"""Gap beyond which a neighbour is taken to shade no more."""


def directions() -> NDArray[np.float32]:
    """(PITCH * PITCH, 3) unit vectors of a tile's texels, gutter included, row by row."""
    found = np.empty((PITCH, PITCH, 3))
    for row in range(PITCH):
        for column in range(PITCH):
            u, v = (column - 0.5) / TILE, (row - 0.5) / TILE
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
    starts: NDArray[np.int64],
    neighbours: NDArray[np.int64],
    ways: NDArray[np.float32],
    out: NDArray[np.uint8],
) -> None:
    """Fills `out` (n, texels); sphere i's neighbours are neighbours[starts[i]:starts[i + 1]]."""
    for i in range(radii.shape[0]):
        radius = radii[i]
        for texel in range(ways.shape[0]):
            nx, ny, nz = ways[texel, 0], ways[texel, 1], ways[texel, 2]
            free = np.float32(1.0)
            for slot in range(starts[i], starts[i + 1]):
                j = neighbours[slot]
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
                if free < 0.01:
                    break
            out[i, texel] = np.uint8(255.0 * max(free, LEAST_OPEN))


def bake(
    positions_um: NDArray[np.float32], radii_um: NDArray[np.float32], cut: NDArray[np.float64] | None = None
) -> NDArray[np.uint8]:
    """(n, PITCH, PITCH) openness of each sphere's surface, 255 for all free.

    Spheres whose centre lies on the positive side of the plane `cut` (4,) shade nothing.
    """
    n = len(radii_um)
    out = np.full((n, PITCH * PITCH), 255, np.uint8)
    if n < 2:
        return out.reshape(n, PITCH, PITCH)
    shading = np.arange(n)
    if cut is not None:
        shading = np.flatnonzero(positions_um @ cut[:3] + cut[3] <= 0.0)
    starts, neighbours = _neighbours(positions_um, radii_um, shading)
    _bake(positions_um, radii_um, starts, neighbours, directions(), out)
    return out.reshape(n, PITCH, PITCH)


def _neighbours(
    positions_um: NDArray[np.float32], radii_um: NDArray[np.float32], shading: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Those of `shading` near each sphere, nearest first for an early end, as starts and a flat list."""
    tree = cKDTree(positions_um[shading])
    largest = float(radii_um.max())
    lists = tree.query_ball_point(positions_um, radii_um + largest + REACH_UM)
    counts = np.fromiter((len(found) for found in lists), np.int64, len(lists))
    flat = shading[np.concatenate([np.asarray(found, np.int64) for found in lists])]
    owner = np.repeat(np.arange(len(radii_um)), counts)
    gap = np.linalg.norm(positions_um[flat] - positions_um[owner], axis=1) - radii_um[flat] - radii_um[owner]
    kept = (gap < REACH_UM) & (flat != owner)
    flat, owner, gap = flat[kept], owner[kept], gap[kept]
    order = np.lexsort((gap, owner))
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(radii_um)))])
    return starts.astype(np.int64), flat[order]
