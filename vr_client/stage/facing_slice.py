"""The slice view in the room: the electrode comes before the person, its cut straight towards them."""

import numpy as np

from .clip import clip_through
from .slice_camera import axes, middle_um
from .stage import Stage
from .transforms import scaling, translation

AHEAD_M, LOWER_M, HIGH_M = 0.9, 0.12, 0.6
"""Where the section's middle comes to, seen from the eyes, and its larger edge."""


def face_slice(stage: Stage) -> None:
    """Turns and scales the model so that the cut stands upright before the head; cuts if none is.

    At a desk, where there is no head, nothing is done.
    """
    if stage.body is None:
        return
    if not stage.clip.enabled:
        stage.clip = clip_through("y", middle_um(stage))
    right, up, normal = axes(stage)
    head = stage.body.head
    away = -head[:3, 2] * (1.0, 0.0, 1.0)
    if np.linalg.norm(away) < 0.1:  # looks straight up or down: the crown tells
        away = head[:3, 1] * (1.0, 0.0, 1.0) * np.sign(head[1, 2])
    away /= np.linalg.norm(away)
    upward = np.array([0.0, 1.0, 0.0])
    turn = np.eye(4)
    turn[:3, :3] = np.column_stack([np.cross(upward, -away), upward, -away]) @ np.array([right, up, normal])
    edges = np.array([*stage.particles.box_um, max(stage.particles.plane_um, 1.0)])
    scale = HIGH_M / max(float(np.abs(right) @ edges), float(np.abs(up) @ edges))
    middle = np.array(middle_um(stage))
    on_plane = middle + (stage.clip.offset_um - float(normal @ middle)) * normal
    place = head[:3, 3] + AHEAD_M * away - LOWER_M * upward
    stage.model = translation(place) @ turn @ scaling(scale) @ translation(-on_plane)
