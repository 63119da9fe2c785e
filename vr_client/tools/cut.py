"""The clip plane by keys and wheel."""

from dataclasses import replace
from typing import get_args

from vr_client.stage.clip import Axis, clip_through
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.slice_camera import middle_um
from vr_client.stage.stage import Stage

STEPS = 60
"""Steps of a key or a wheel notch across the electrode's largest edge."""


def step_um(stage: Stage) -> float:
    """How far one step moves the plane."""
    layer = stage.particles
    return max(*layer.box_um, layer.plane_um, 1.0) / STEPS


def cut(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles c, x, y, z, f and the brackets; True when the key was one of them."""
    name = stroke.name
    if name == "c":
        clip = stage.clip
        fresh = not clip.enabled and clip.offset_um == 0.0
        stage.clip = clip_through("y", middle_um(stage)) if fresh else replace(clip, enabled=not clip.enabled)
    elif name in get_args(Axis):
        axis: Axis = name  # type: ignore[assignment]
        stage.clip = clip_through(axis, middle_um(stage))
    elif name == "f" and stage.clip.enabled:
        stage.clip = stage.clip.flipped()
    elif name in ("[", "]") and stage.clip.enabled:
        move_cut(stage, 1.0 if name == "]" else -1.0)
    else:
        return False
    return True


def move_cut(stage: Stage, steps: float) -> None:
    """Moves the plane along its normal, in steps."""
    if stage.clip.enabled:
        stage.clip = stage.clip.moved(steps * step_um(stage))
