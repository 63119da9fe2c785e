"""The periodic box: images, Lees-Edwards shear, and a height that follows a pressure."""

import math

import numpy as np

from .bodies import (
    COMPLIANCE,
    GOAL,
    HEIGHT,
    LX,
    LY,
    LZ,
    MEMORY,
    OFFSET,
    PRESSURE,
    RATE,
    SMOOTH,
    STRAIN,
    Floats,
)
from .compiling import inlined, kernel
from .lanes import peek

Box = tuple[float, float, float, float, float, float, float, float]


@inlined
def box_of(frame: Floats) -> Box:
    """The frame as numbers: lx, ly, lz, their inverses (0: none), slide and velocity of the image above."""
    lx, ly, lz = peek(frame, LX), peek(frame, LY), peek(frame, LZ)
    over_z = 1.0 / lz if lz > 0.0 else 0.0
    return lx, ly, lz, 1.0 / lx, 1.0 / ly, over_z, peek(frame, OFFSET), peek(frame, RATE) * lz


@inlined
def nearest_image(dx: float, dy: float, dz: float, box: Box) -> tuple[float, float, float, float]:
    """The separation of two particles by the nearest image, and the x velocity that the image lacks.

    Where the box is sheared, the image above has slid along x and moves faster by the flow across the box
    (Lees and Edwards 1972).
    """
    lx, ly, lz, over_x, over_y, over_z, slide, flow = box
    layers = np.rint(dz * over_z)
    dz -= layers * lz
    dx -= layers * slide
    dx -= lx * np.rint(dx * over_x)
    dy -= ly * np.rint(dy * over_y)
    return dx, dy, dz, layers * flow


@kernel
def stretch_of(plane: Floats, frame: Floats, dt: float) -> float:
    """Relative growth of the height in this step: `rate (P_zz - target) dt`, at most 1e-3."""
    stretch = frame[COMPLIANCE] * (plane[PRESSURE] - frame[GOAL]) * dt
    return min(max(stretch, -1e-3), 1e-3)


@kernel
def deform(plane: Floats, frame: Floats, stretch: float, dt: float) -> None:
    """Shears the box by one step, stretches its height and smooths its pressure."""
    plane[SMOOTH] += min(dt / plane[MEMORY], 1.0) * (plane[PRESSURE] - plane[SMOOTH])
    slid = frame[OFFSET] + frame[RATE] * frame[LZ] * dt
    frame[OFFSET] = slid - frame[LX] * math.floor(slid / frame[LX])
    frame[STRAIN] += abs(frame[RATE]) * dt + abs(stretch)
    frame[LZ] *= 1.0 + stretch
    plane[HEIGHT] = frame[LZ]
