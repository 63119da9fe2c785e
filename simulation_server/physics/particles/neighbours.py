"""Builds the neighbour list on a cell grid and carries the contacts' memory over."""

import math

import numpy as np
from numpy.typing import NDArray

from .bodies import LX, LY, LZ, OFFSET, STRAIN, Bodies, Neighbours
from .compiling import kernel
from .frame import nearest_image, wrap


@kernel
def bin_particles(
    bodies: Bodies, near: Neighbours, frame: NDArray[np.float64], grid: NDArray[np.int64], height: float
) -> None:
    """Chains the particles of each cell; `height` is what the grid spans in z."""
    near.first[:] = -1
    rows = bodies.rows
    for i in range(rows.shape[0] - 1, -1, -1):
        cx = min(int(rows[i, 0] / frame[LX] * grid[0]), grid[0] - 1)
        cy = min(int(rows[i, 1] / frame[LY] * grid[1]), grid[1] - 1)
        cz = min(max(int(rows[i, 2] / height * grid[2]), 0), grid[2] - 1)
        cell = (cx * grid[1] + cy) * grid[2] + cz
        near.following[i] = near.first[cell]
        near.first[cell] = i


@kernel
def carry_memory(near: Neighbours, i: int, j: int, slot: int) -> None:
    """Copies the memory of pair (i, j), if the old list had it, to `slot` of the new one."""
    for old in range(near.start[i], near.start[i + 1]):
        if near.partner[old] == j:
            near.new_memory[slot, :] = near.memory[old, :]
            return
    near.new_memory[slot, :] = 0.0


@kernel
def build(
    bodies: Bodies,
    near: Neighbours,
    frame: NDArray[np.float64],
    grid: NDArray[np.int64],
    height: float,
    skin: float,
) -> bool:
    """Lists every pair nearer than what it feels plus `skin`; False when the list is too small.

    Particle i looks only for partners after it, within its reach plus the largest after it: with the
    particles in falling order of size, small ones search few cells although large ones exist.
    """
    wrap(bodies, frame)
    if frame[LZ] > 0.0:
        height = frame[LZ]
    bin_particles(bodies, near, frame, grid, height)
    rows = bodies.rows
    count = rows.shape[0]
    largest = 0.0
    for i in range(count - 1, -1, -1):
        near.reach[i] = largest
        largest = max(largest, bodies.reach[i])
    used = 0
    for i in range(count):
        near.new_start[i] = used
        reach = bodies.reach[i] + near.reach[i] + skin
        spread_x = int(reach / frame[LX] * grid[0]) + 1
        spread_y = int(reach / frame[LY] * grid[1]) + 1
        cy = min(int(rows[i, 1] / frame[LY] * grid[1]), grid[1] - 1)
        low = math.floor((rows[i, 2] - reach) / height * grid[2])
        high = math.floor((rows[i, 2] + reach) / height * grid[2])
        if frame[LZ] > 0.0:
            high = min(high, low + grid[2] - 1)
        else:
            low, high = min(max(low, 0), grid[2] - 1), min(max(high, 0), grid[2] - 1)
        for oz in range(low, high + 1):
            layers = math.floor(oz / grid[2])
            gz = int(oz - layers * grid[2])
            x = rows[i, 0] - layers * frame[OFFSET]
            x -= frame[LX] * math.floor(x / frame[LX])
            cx = min(int(x / frame[LX] * grid[0]), grid[0] - 1)
            # a search wider than the box visits each cell once
            for ox in range(-spread_x, min(spread_x, grid[0] - spread_x - 1) + 1):
                gx = (cx + ox) % grid[0]
                for oy in range(-spread_y, min(spread_y, grid[1] - spread_y - 1) + 1):
                    gy = (cy + oy) % grid[1]
                    j = near.first[(gx * grid[1] + gy) * grid[2] + gz]
                    while j >= 0:
                        if j > i:
                            dx, dy, dz, _ = nearest_image(
                                rows[i, 0] - rows[j, 0], rows[i, 1] - rows[j, 1], rows[i, 2] - rows[j, 2], frame
                            )
                            feel = bodies.reach[i] + bodies.reach[j] + skin
                            if dx * dx + dy * dy + dz * dz < feel * feel:
                                if used == near.new_partner.shape[0]:
                                    return False
                                near.new_partner[used] = j
                                carry_memory(near, i, j, used)
                                used += 1
                        j = near.following[j]
    near.new_start[count] = used
    near.start[:] = near.new_start
    near.partner[:used] = near.new_partner[:used]
    near.memory[:used] = near.new_memory[:used]
    near.reference[:] = rows[:, :3]
    frame[STRAIN] = 0.0
    return True
