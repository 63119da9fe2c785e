"""Builds the neighbour list on a cell grid and carries the contacts' memory over."""

import math

import numpy as np
from numpy.typing import NDArray

from .bodies import Bodies, Neighbours
from .compiling import kernel


@kernel
def wrap(bodies: Bodies, box: NDArray[np.float64]) -> None:
    """Brings x and y back into the periodic box."""
    rows = bodies.rows
    for i in range(rows.shape[0]):
        for axis in range(2):
            rows[i, axis] -= box[axis] * math.floor(rows[i, axis] / box[axis])


@kernel
def bin_particles(
    bodies: Bodies, near: Neighbours, box: NDArray[np.float64], grid: NDArray[np.int64], height: float
) -> None:
    """Chains the particles of each cell; `height` is what the grid spans in z."""
    near.first[:] = -1
    rows = bodies.rows
    for i in range(rows.shape[0] - 1, -1, -1):
        cx = min(int(rows[i, 0] / box[0] * grid[0]), grid[0] - 1)
        cy = min(int(rows[i, 1] / box[1] * grid[1]), grid[1] - 1)
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
    box: NDArray[np.float64],
    grid: NDArray[np.int64],
    height: float,
    skin: float,
) -> bool:
    """Lists every pair nearer than touching plus `skin`; False when the list is too small.

    Particle i looks only for partners after it, within its radius plus the largest radius after it: with the
    particles in falling order of size, small ones search few cells although large ones exist.
    """
    wrap(bodies, box)
    bin_particles(bodies, near, box, grid, height)
    rows = bodies.rows
    count = rows.shape[0]
    largest = 0.0
    for i in range(count - 1, -1, -1):
        near.reach[i] = largest
        largest = max(largest, rows[i, 3])
    used = 0
    for i in range(count):
        near.new_start[i] = used
        reach = rows[i, 3] + near.reach[i] + skin
        spread_x = int(reach / box[0] * grid[0]) + 1
        spread_y = int(reach / box[1] * grid[1]) + 1
        cx = min(int(rows[i, 0] / box[0] * grid[0]), grid[0] - 1)
        cy = min(int(rows[i, 1] / box[1] * grid[1]), grid[1] - 1)
        low = min(max(int((rows[i, 2] - reach) / height * grid[2]), 0), grid[2] - 1)
        high = min(max(int((rows[i, 2] + reach) / height * grid[2]), 0), grid[2] - 1)
        # a search wider than the box visits each cell once
        for ox in range(-spread_x, min(spread_x, grid[0] - spread_x - 1) + 1):
            gx = (cx + ox) % grid[0]
            for oy in range(-spread_y, min(spread_y, grid[1] - spread_y - 1) + 1):
                gy = (cy + oy) % grid[1]
                for gz in range(low, high + 1):
                    j = near.first[(gx * grid[1] + gy) * grid[2] + gz]
                    while j >= 0:
                        if j > i:
                            dx = rows[i, 0] - rows[j, 0]
                            dy = rows[i, 1] - rows[j, 1]
                            dz = rows[i, 2] - rows[j, 2]
                            dx -= box[0] * math.floor(dx / box[0] + 0.5)
                            dy -= box[1] * math.floor(dy / box[1] + 0.5)
                            touch = rows[i, 3] + rows[j, 3] + skin
                            if dx * dx + dy * dy + dz * dz < touch * touch:
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
    return True
