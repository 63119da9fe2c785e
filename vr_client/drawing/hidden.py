"""Which spheres no eye could see because nearer ones hide them wholly.

A packing is many spheres deep and its inside is never seen. The picture is parted into cells; a sphere
that covers a cell from corner to corner hides there all that is deeper (Greene, Kass and Miller 1993,
"Hierarchical Z-buffer visibility", with one level). Never takes away what can be seen.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .light import Eye

CELLS_PX = (2.0, 6.0)
"""Edge of a cell: half a typical sphere's radius on the screen, within these."""
FAR_M = 1e30
"""Depth of a cell that nothing covers."""
SURE = 0.98
"""Share of its radius to which a sphere is trusted to hide."""
NEAR = 1.1
"""Radii from the eye's plane within which a sphere neither hides nor is hidden."""


def seen(
    spheres: NDArray[np.float32], ids: NDArray[np.int64], eye: Eye, cut_um: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Those of `ids` (m,) of `spheres` (n, 4: centre and radius in um) that others may leave in sight.

    What the plane `cut_um` (4,) touches hides nothing.
    """
    width, height = eye.viewport_px
    typical_m = max(float(np.linalg.norm((eye.model_view @ np.array([*eye.centre_um, 1.0]))[:3])), 1e-9)
    typical_px = float(np.median(spheres[ids, 3])) * eye.scale * eye.px_per_radian / typical_m
    edge_px = float(np.clip(0.5 * typical_px, *CELLS_PX))
    cells = np.full((math.ceil(height / edge_px), math.ceil(width / edge_px)), FAR_M, np.float32)
    size, slope, shift = np.array([width, height]), np.diag(eye.projection)[:2], eye.projection[:2, 2]
    lens = np.concatenate([0.5 * size * slope, 0.5 * size * (1.0 - shift)]) / edge_px
    cut = cut_um if cut_um[:3].any() else np.array([0.0, 0.0, 0.0, -FAR_M])
    return _seen(spheres, ids, np.ascontiguousarray(eye.model_view[:3]), lens, eye.scale, cut, cells)


@njit(cache=True, nogil=True, fastmath=True)
def _seen(
    spheres: NDArray[np.float32],
    ids: NDArray[np.int64],
    into_eye: NDArray[np.float64],
    lens: NDArray[np.float64],
    scale: float,
    cut: NDArray[np.float64],
    cells: NDArray[np.float32],
) -> NDArray[np.int64]:
    """`lens` (4,): cells a tangent across and up, and the cell straight ahead; `cells` come in as FAR_M."""
    rows, columns = cells.shape
    at = np.empty((ids.shape[0], 3))  # across, up, depth (m)
    m = into_eye
    for k in range(ids.shape[0]):
        x, y, z, radius = spheres[ids[k]]
        across = m[0, 0] * x + m[0, 1] * y + m[0, 2] * z + m[0, 3]
        up = m[1, 0] * x + m[1, 1] * y + m[1, 2] * z + m[1, 3]
        depth = -(m[2, 0] * x + m[2, 1] * y + m[2, 2] * z + m[2, 3])
        at[k, 0], at[k, 1], at[k, 2] = across, up, depth
        reach = radius * scale
        if depth <= NEAR * reach or cut[0] * x + cut[1] * y + cut[2] * z + cut[3] > -radius:
            continue
        wide = min(lens[0], lens[1]) * SURE * reach / depth  # off the axis its outline is wider
        if wide < 0.7:
            continue
        steepest = (math.sqrt(across * across + up * up) + reach) / depth  # tangent of its outermost ray
        cosine = 1.0 / math.sqrt(1.0 + steepest * steepest)
        column, row = lens[0] * across / depth + lens[2], lens[1] * up / depth + lens[3]
        for b in range(max(math.ceil(row - wide), 0), min(math.floor(row + wide), rows)):
            high = max(abs(b - row), abs(b + 1 - row))
            for a in range(max(math.ceil(column - wide), 0), min(math.floor(column + wide), columns)):
                far = max(abs(a - column), abs(a + 1 - column))
                off = (high * high + far * far) / (wide * wide)  # of its furthest corner, in radii, squared
                if off < 1.0:
                    # Along a slanting ray the surface is less before the centre than it is straight ahead.
                    before = math.sqrt(1.0 - off) - math.sqrt(off) * cosine * steepest
                    covered = depth - SURE * reach * before * (cosine if before > 0.0 else 1.0)
                    cells[b, a] = min(cells[b, a], covered)
    found = np.empty(ids.shape[0], np.int64)
    count = 0
    for k in range(ids.shape[0]):
        across, up, depth = at[k]
        reach = spheres[ids[k], 3] * scale
        visible = depth <= NEAR * reach
        if not visible:
            left, right = _outline(across, depth, reach, lens[0], lens[2], columns)
            low, top = _outline(up, depth, reach, lens[1], lens[3], rows)
            for b in range(low, top + 1):
                for a in range(left, right + 1):
                    if cells[b, a] > depth - reach:
                        visible = True
                        break
                if visible:
                    break
        if visible:
            found[count] = ids[k]
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _outline(
    aside: float, depth: float, reach: float, slope: float, middle: float, most: int
) -> tuple[int, int]:
    """First and last cell, of `most`, that a sphere covers across: exactly, off the axis too."""
    spread = reach * math.sqrt(aside * aside + depth * depth - reach * reach)
    below = depth * depth - reach * reach
    low, high = (aside * depth - spread) / below, (aside * depth + spread) / below
    return (
        max(math.floor(slope * low + middle), 0),
        min(math.floor(slope * high + middle), most - 1),
    )
