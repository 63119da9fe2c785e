"""The cutting plane in the hand: it goes with a controller as if on a stick; a mouse pushes it straight."""

import numpy as np
from numpy.typing import NDArray

from vr_client.drawing.slabs import cross_section
from vr_client.stage.clip import AXES, ClipPlane
from vr_client.stage.hand_work import CutHold
from vr_client.stage.marks import Mark
from vr_client.stage.stage import Stage

from .grab import turn_between
from .pointer_ray import Ray
from .ray_cast import section_point, struck, to_electrode

Vector = NDArray[np.float64]

HEAD_ON = 0.95
"""Cosine between ray and normal above which a mouse pushes by going up and down: it does not see along."""
UP = np.array([0.0, 0.0, 1.0])


def cut_by_hand(stage: Stage, ray: Ray, pressed: bool, held: bool, *, at_desk: bool) -> None:
    """A press takes the plane, or makes one at the surface met; while held it follows the ray."""
    hand = stage.hand
    origin, direction = to_electrode(stage, ray)
    if pressed:
        hand.cutting = _taken(stage, ray, origin, direction, at_desk=at_desk)
    elif not held:
        hand.cutting = None
    elif hand.cutting is not None:
        move = _pushed if at_desk else _carried
        stage.clip = _within(stage, move(hand.cutting, origin, direction))
    if stage.clip.enabled:
        _outline(stage)


def _taken(stage: Stage, ray: Ray, origin: Vector, direction: Vector, *, at_desk: bool) -> CutHold | None:
    on_cut, met = section_point(stage, ray), struck(stage, ray)
    if on_cut is not None:
        return CutHold(stage.clip, origin, direction, on_cut[1])
    if met is None:
        return None
    if not stage.clip.enabled:
        normal = _facing(direction) if at_desk else -direction
        stage.clip = ClipPlane(True, _three(normal), float(normal @ met.point_um))
    return CutHold(stage.clip, origin, direction, met.along_um)


def _facing(direction: Vector) -> Vector:
    """(3,) the axis, with its sign, that looks most towards who looks along `direction`."""
    normals = [sign * np.array(axis) for axis in AXES.values() for sign in (1.0, -1.0)]
    return min(normals, key=lambda normal: float(normal @ direction))


def _carried(hold: CutHold, origin: Vector, direction: Vector) -> ClipPlane:
    """The plane moved and turned as the ray was."""
    normal, turn = np.array(hold.plane.normal), turn_between(hold.direction, direction)[:3, :3]
    before, after = hold.origin_um + hold.along_um * hold.direction, origin + hold.along_um * direction
    turned = turn @ normal
    offset = float(turned @ (after + turn @ (hold.plane.offset_um * normal - before)))
    return ClipPlane(True, _three(turned), offset)


def _pushed(hold: CutHold, origin: Vector, direction: Vector) -> ClipPlane:
    """The plane moved along its normal so that the place that was taken stays under the ray."""
    normal = np.array(hold.plane.normal)
    at = hold.origin_um + hold.along_um * hold.direction
    if abs(float(normal @ hold.direction)) > HEAD_ON:
        up = UP if abs(normal[2]) < HEAD_ON else np.array([0.0, 1.0, 0.0])
        risen = float(up @ (origin + hold.along_um * direction - at))
        return hold.plane.moved(risen if float(normal @ hold.direction) > 0.0 else -risen)
    along, apart = float(normal @ direction), origin - at
    step = float(normal @ apart - along * (direction @ apart)) / max(1.0 - along * along, 1.0 - HEAD_ON**2)
    return hold.plane.moved(step)


def _within(stage: Stage, plane: ClipPlane) -> ClipPlane:
    """The same plane, never out of the electrode's box."""
    normal = np.array(plane.normal)
    edges = np.array([*stage.particles.box_um, stage.particles.plane_um])
    low, high = float(np.minimum(normal * edges, 0.0).sum()), float(np.maximum(normal * edges, 0.0).sum())
    return ClipPlane(True, plane.normal, float(np.clip(plane.offset_um, low, high)))


def _outline(stage: Stage) -> None:
    corners = cross_section(
        stage.clip.equation(), (0.0, 0.0, 0.0), (*stage.particles.box_um, stage.particles.plane_um)
    )
    if len(corners):
        stage.marks["aim"] = Mark(np.concatenate([corners, corners[:1]]), "aim")


def _three(vector: Vector) -> tuple[float, float, float]:
    x, y, z = (float(part) for part in vector)
    return x, y, z
