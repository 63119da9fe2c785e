"""The raspberry surface of a secondary particle, as electron micrographs of NMC show it.

One octahedral map of bumpy normals serves all particles, each turned another way.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

GRAINS = 320
"""Primary particles on the surface of a secondary one."""


def octahedral_directions(edge: int) -> NDArray[np.float64]:
    """(edge, edge, 3) unit vectors of the texel centres."""
    at = (np.arange(edge) + 0.5) / edge * 2.0 - 1.0
    x, y = np.meshgrid(at, at)
    z = 1.0 - abs(x) - abs(y)
    fold_x = np.where(z < 0, (1 - abs(y)) * np.where(x < 0, -1, 1), x)
    fold_y = np.where(z < 0, (1 - abs(x)) * np.where(y < 0, -1, 1), y)
    ways = np.stack([fold_x, fold_y, z], axis=-1)
    return ways / np.linalg.norm(ways, axis=-1, keepdims=True)


@cache
def grain_map(edge: int = 512, seed: int = 3) -> NDArray[np.uint8]:
    """(edge, edge, 4): tilt of the normal in object axes (rgb, 128 for none) and height (a)."""
    rng = np.random.default_rng(seed)
    k = np.arange(GRAINS) + 0.5
    polar, turn = np.arccos(1 - 2 * k / GRAINS), np.pi * (1 + 5**0.5) * k
    seeds = np.stack([np.cos(turn) * np.sin(polar), np.sin(turn) * np.sin(polar), np.cos(polar)], axis=1)
    seeds += rng.normal(scale=0.06, size=seeds.shape)
    seeds /= np.linalg.norm(seeds, axis=1, keepdims=True)
    ways = octahedral_directions(edge)
    distance, owner = cKDTree(seeds).query(ways.reshape(-1, 3), k=2)
    size = 2.0 / np.sqrt(GRAINS)
    crease = np.clip((distance[:, 1] - distance[:, 0]) / (0.55 * size), 0.0, 1.0)
    flat = ways.reshape(-1, 3)
    # Each grain is a dome: its normal leans away from its middle, more towards the crease.
    lean = (flat - seeds[owner[:, 0]]) / size
    tilt = lean * np.clip(4.0 * crease, 0.0, 1.0)[:, None] * (1.0 - 0.4 * crease[:, None])
    height = crease * (2.0 - crease)
    texels = np.concatenate([0.5 + 0.5 * np.clip(tilt, -1, 1), height[:, None]], axis=1)
    return np.round(255 * texels).astype(np.uint8).reshape(edge, edge, 4)
