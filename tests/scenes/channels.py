"""Segmented blocks whose ways are known: solid but for the channels drawn into it."""

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.surfaces import VoxelGrid

SOLID, PORE = 1, 0


def block(nx: int, ny: int, nz: int) -> NDArray[np.uint8]:
    return np.full((nx, ny, nz), SOLID, np.uint8)


def straight(nz: int = 40, width: int = 3) -> VoxelGrid:
    """A square channel straight down the middle."""
    phase = block(9, 9, nz)
    low = (9 - width) // 2
    phase[low : low + width, low : low + width] = PORE
    return VoxelGrid(phase, 0.5, 0)


def inclined(angle_deg: float, nz: int = 60, radius: float = 3.0) -> VoxelGrid:
    """A round channel at an angle to the thickness."""
    slope = np.tan(np.radians(angle_deg))
    nx = int(nz * slope + 6 * radius)
    x, y, z = np.meshgrid(np.arange(nx), np.arange(13), np.arange(nz), indexing="ij")
    off = (x - 3 * radius - slope * z) * np.cos(np.radians(angle_deg))
    return VoxelGrid(np.where(off**2 + (y - 6) ** 2 < radius**2, PORE, SOLID).astype(np.uint8), 0.5, 0)


def zigzag(legs: int = 3, drop: int = 8, across: int = 20) -> VoxelGrid:
    """Shafts of one voxel, joined by level galleries of one voxel: down `drop`, across, down, back, ..."""
    nz = drop * (legs + 1) + legs
    phase = block(across + 3, 3, nz)
    k, i = nz - 1, 1
    for leg in range(legs + 1):
        foot = max(k - drop, 0) if leg < legs else 0
        phase[i, 1, foot : k + 1] = PORE
        if leg < legs:
            there = across + 1 if i == 1 else 1
            phase[min(i, there) : max(i, there) + 1, 1, foot] = PORE
            i, k = there, foot
    return VoxelGrid(phase, 0.5, 0)


def balls(seed: int = 1, edge: int = 40, nz: int = 60, count: int = 90) -> VoxelGrid:
    """Overlapping solid balls, most of the rest open."""
    random = np.random.default_rng(seed)
    centres = random.uniform((0, 0, 0), (edge, edge, nz), (count, 3))
    at = np.stack(np.meshgrid(*[np.arange(n) + 0.5 for n in (edge, edge, nz)], indexing="ij"), axis=-1)
    phase = np.zeros((edge, edge, nz), np.uint8)
    for centre, radius in zip(centres, random.uniform(3.0, 7.0, count), strict=True):
        phase[np.linalg.norm(at - centre, axis=-1) < radius] = SOLID
    return VoxelGrid(phase, 0.5, 0)
