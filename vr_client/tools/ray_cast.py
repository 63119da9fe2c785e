"""What a ray meets first: a particle, its cut face, or the foil.

The kernel is compiled for its one signature when this module is imported, so that no frame waits for it.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.states import Phase
from simulation_server.schema.states import Stage as Step
from vr_client.stage.stage import Stage

from .pointer_ray import Ray

Vector = NDArray[np.float64]

SUSPENDED = (Step.SLURRY, Step.SHEARING)
"""Stages without a foil under the particles."""

_floats2 = numba.types.Array(numba.float32, 2, "C", readonly=True)
_floats1 = numba.types.Array(numba.float32, 1, "C", readonly=True)
_bytes1 = numba.types.Array(numba.uint8, 1, "C", readonly=True)
_doubles1 = numba.types.Array(numba.float64, 1, "C", readonly=True)


@dataclass(frozen=True, slots=True, eq=False)
class Struck:
    """Where a ray ends (electrode micrometres): on `particle`, or on the foil where that is None."""

    point_um: Vector  # (3,)
    along_um: float
    particle: int | None
    on_cut: bool


def to_electrode(stage: Stage, ray: Ray) -> tuple[Vector, Vector]:
    """Origin (3,) in micrometres and unit direction (3,) of a ray, in the electrode's coordinates."""
    inverse = np.linalg.inv(stage.model)
    direction = inverse[:3, :3] @ ray.direction
    return inverse[:3, :3] @ ray.origin + inverse[:3, 3], direction / np.linalg.norm(direction)


def struck(stage: Stage, ray: Ray) -> Struck | None:
    """The first thing on show that the ray meets; what is cut away or hidden is not met."""
    layer = stage.particles
    if not layer.count:
        return None
    origin, direction = to_electrode(stage, ray)
    plane = stage.clip.equation()
    index, along = _first(
        layer.positions_um, layer.radii_um, layer.phase, stage.layers.am, stage.layers.cbd,
        origin, direction, plane,
    )  # fmt: skip
    foil = _foil(stage, origin, direction)
    if foil is not None and (index < 0 or foil < along):
        return Struck(origin + foil * direction, foil, None, on_cut=False)
    if index < 0:
        return None
    point = origin + along * direction
    on_cut = stage.clip.enabled and abs(float(plane[:3] @ point + plane[3])) < 1e-6 * (1.0 + along)
    return Struck(point, float(along), int(index), on_cut=on_cut)


def section_point(stage: Stage, ray: Ray) -> tuple[Vector, float] | None:
    """(3,) where the ray meets the cut within the electrode's box, and how far along; None elsewhere."""
    if not stage.clip.enabled:
        return None
    origin, direction = to_electrode(stage, ray)
    plane = stage.clip.equation()
    rate = float(plane[:3] @ direction)
    if abs(rate) < 1e-9:
        return None
    along = -float(plane[:3] @ origin + plane[3]) / rate
    point = origin + along * direction
    edges = np.array([*stage.particles.box_um, stage.particles.plane_um])
    if along <= 0.0 or (point < 0.0).any() or (point > edges).any():
        return None
    return point, along


def _foil(stage: Stage, origin: Vector, direction: Vector) -> float | None:
    """How far along the ray comes down on the foil, where that is on show; no cut opens it."""
    if not stage.layers.frame or stage.particles.stage in SUSPENDED or direction[2] >= -1e-9:
        return None
    along = -float(origin[2] / direction[2])
    point = origin + along * direction
    inside = 0.0 <= point[0] <= stage.particles.box_um[0] and 0.0 <= point[1] <= stage.particles.box_um[1]
    return along if along > 0.0 and inside else None


@njit(
    numba.types.Tuple((numba.int64, numba.float64))(
        _floats2, _floats1, _bytes1, numba.boolean, numba.boolean, _doubles1, _doubles1, _doubles1
    ),
    cache=True,
    nogil=True,
)
def _first(
    positions: NDArray[np.float32],
    radii: NDArray[np.float32],
    phase: NDArray[np.uint8],
    am: bool,
    cbd: bool,
    origin: Vector,
    direction: Vector,
    plane: Vector,
) -> tuple[int, float]:
    """Index and distance of the first sphere met where `plane . (x, 1) <= 0`; index -1 for none.

    A ray is within a sphere, and within the kept half of space, over one interval each: it is met where
    both begin.
    """
    found, nearest = -1, np.inf
    low, high = 0.0, np.inf
    at = plane[0] * origin[0] + plane[1] * origin[1] + plane[2] * origin[2] + plane[3]
    rate = plane[0] * direction[0] + plane[1] * direction[1] + plane[2] * direction[2]
    if abs(rate) < 1e-12:
        if at > 0.0:
            return found, nearest
    elif rate < 0.0:
        low = max(low, -at / rate)
    else:
        high = min(high, -at / rate)
    for i in range(radii.shape[0]):
        if not (am if phase[i] == Phase.AM.value else cbd):
            continue
        x = positions[i, 0] - origin[0]
        y = positions[i, 1] - origin[1]
        z = positions[i, 2] - origin[2]
        middle = x * direction[0] + y * direction[1] + z * direction[2]
        square = radii[i] * radii[i] - (x * x + y * y + z * z - middle * middle)
        if square <= 0.0:
            continue
        half = np.sqrt(square)
        begin = max(middle - half, low)
        if begin < min(middle + half, high) and begin < nearest:
            found, nearest = i, begin
    return found, nearest
