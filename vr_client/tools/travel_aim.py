"""Where a hand points to be taken: a thrown arc at walking scale, a straight ray at a model on its table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.marks import Mark, Tone
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of

from .pointer_ray import Ray
from .ray_cast import struck
from .standing import ROOM_M, head_of, roomiest, stand, walking_scale
from .travel import move

Vector = NDArray[np.float64]
Points = NDArray[np.float64]  # (k, 3)

SPEED_M_S, GRAVITY_M_S2, LONGEST_S, SEGMENTS = 8.0, 9.81, 2.0, 16
"""Of what the hand seems to throw: 6 m on the level, far enough to get about and near enough to aim."""
RAY_M = 6.0
"""How far the straight ray reaches."""
SMALL = 0.25
"""Below this share of the walking scale one looks at a model: to be taken there is to be made small, too."""
TARGET_M, SMALL_TARGET_M = 0.12, 0.012
"""Radius of the mark where one would stand, inside and on a small model."""
MARKS = ("travel.path", "travel.target")


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """The way (k, 3) of the throw and where it landed (None: nowhere to stand), in electrode micrometres."""

    path_um: Points
    landing_um: Vector | None


def aim(stage: Stage, ray: Ray) -> Aim:
    """Follows the throw of a hand to the first particle shown, or to the collector."""
    path_m = _thrown(ray) if _is_large(stage) else np.stack([ray.origin, ray.at(RAY_M)])
    found = _landing(stage, path_m)
    path_um = (path_m - stage.model[:3, 3]) @ np.linalg.inv(stage.model[:3, :3]).T
    if found is None:
        return Aim(path_um, None)
    segment, landing_um = found
    return Aim(np.vstack([path_um[: segment + 1], landing_um]), landing_um)


def show(stage: Stage, aimed: Aim) -> None:
    """Marks the way and the place."""
    tone: Tone = "warning" if aimed.landing_um is None else "aim"
    stage.marks[MARKS[0]] = Mark(aimed.path_um.astype(np.float32), tone)
    if aimed.landing_um is None:
        stage.marks.pop(MARKS[1], None)
    else:
        radius_m = TARGET_M if _is_large(stage) else SMALL_TARGET_M
        radius_um = radius_m / scale_of(stage.model)
        stage.marks[MARKS[1]] = Mark(
            aimed.landing_um[None].astype(np.float32), tone, joined=False, radius_um=radius_um
        )


def hide(stage: Stage) -> None:
    """Takes the marks away."""
    for name in MARKS:
        stage.marks.pop(name, None)


def go(stage: Stage, aimed: Aim) -> bool:
    """Puts the person's feet where the throw landed; whether there was such a place.

    Before a small model, the person is made small: they stand in the pore at walking scale.
    """
    if aimed.landing_um is None:
        return False
    if not _is_large(stage):
        stand(stage, aimed.landing_um)
        return True
    scale, head = scale_of(stage.model), head_of(stage)[:3, 3]
    floor_m = stage.body.floor_m if stage.body else head[1] - 1.6
    feet_m = stage.model[:3, :3] @ aimed.landing_um + stage.model[:3, 3]
    eyes_m = feet_m + np.array([0.0, head[1] - floor_m, 0.0])
    eyes_um = np.linalg.solve(stage.model, [*eyes_m, 1.0])[:3]
    if _is_solid(stage, eyes_um):  # the ceiling is lower than the person is tall
        eyes_um = roomiest(stage, eyes_um, ROOM_M / scale)
        eyes_m = stage.model[:3, :3] @ eyes_um + stage.model[:3, 3]
    move(stage, eyes_m - head)
    return True


def _landing(stage: Stage, path_m: Points) -> tuple[int, Vector] | None:
    """Segment of the way (k, 3) (world) that first meets something on show, and where (3,) (micrometres)."""
    scale = scale_of(stage.model)
    for index, (start, step) in enumerate(zip(path_m, np.diff(path_m, axis=0), strict=False)):
        length_m = float(np.linalg.norm(step))
        found = struck(stage, Ray(start, step / length_m))
        if found is not None and found.along_um * scale <= length_m:
            return index, found.point_um
    return None


def _thrown(ray: Ray) -> Points:
    t = np.linspace(0.0, LONGEST_S, SEGMENTS + 1)[:, None]
    return ray.origin + SPEED_M_S * t * ray.direction - [0.0, 0.5 * GRAVITY_M_S2, 0.0] * t * t


def _is_large(stage: Stage) -> bool:
    return scale_of(stage.model) >= SMALL * walking_scale(stage)


def _is_solid(stage: Stage, point_um: Vector) -> bool:
    layer = stage.particles
    return bool((np.linalg.norm(layer.positions_um - point_um, axis=1) < layer.radii_um).any())
