"""Looking straight on the cut: a flat picture of it, as under a microscope."""

import numpy as np
from numpy.typing import NDArray

from .clip import clip_through
from .slice_view import SliceView
from .stage import Stage
from .transforms import Matrix, perspective, scale_of

LENS_DEG = 10.0
"""Vertical field of view. Seen straight on, a plane has one scale all over through any lens; a long one keeps
what lies behind it, through the pores, nearly so too. Longer still, single precision would show."""
FILL = 0.88
"""Share of the picture that the section fills at first."""
NEAREST_UM, FURTHEST = 1.0, 3.0
"""Least height of the picture, and greatest as a multiple of that which shows all."""

Vector = NDArray[np.float64]


def open_slice(stage: Stage, aspect: float) -> None:
    """Looks on the cut from now on, all of it in a picture `aspect` times as wide as high."""
    layer = stage.particles
    if not stage.clip.enabled:
        stage.clip = clip_through("y", middle_um(stage))
    right, up, _ = axes(stage)
    edges = np.array([*layer.box_um, max(layer.plane_um, 1.0)])
    wide, high = float(np.abs(right) @ edges), float(np.abs(up) @ edges)
    stage.slice_view = SliceView(max(high, wide / aspect) / FILL)


def close_slice(stage: Stage) -> None:
    """Back to the camera as it was."""
    stage.slice_view = None


def axes(stage: Stage) -> tuple[Vector, Vector, Vector]:
    """Right, up and towards the viewer (3,), in electrode coordinates; z stays up where it can."""
    normal = np.array(stage.clip.normal)
    level = np.array([0.0, 0.0, 1.0]) if abs(normal[2]) < 0.95 else np.array([0.0, 1.0, 0.0])
    right = np.cross(level, normal)
    right /= np.linalg.norm(right)
    return right, np.cross(normal, right), normal


def slice_matrices(stage: Stage, shown: SliceView, aspect: float) -> tuple[Matrix, Matrix]:
    """View (4, 4), world to eye space, and projection (4, 4) of a picture `aspect` times as wide as high."""
    right, up, normal = axes(stage)
    middle = np.array(middle_um(stage))
    on_plane = middle + (stage.clip.offset_um - float(normal @ middle)) * normal
    centre_um = on_plane + shown.offset_um[0] * right + shown.offset_um[1] * up
    scale = scale_of(stage.model)
    turn = stage.model[:3, :3] / scale
    distance_m = 0.5 * shown.height_um * scale / np.tan(np.radians(LENS_DEG) / 2.0)
    eye_m = (stage.model @ np.append(centre_um, 1.0))[:3] + distance_m * (turn @ normal)
    view = np.eye(4)
    view[:3, :3] = turn @ right, turn @ up, turn @ normal
    view[:3, 3] = -view[:3, :3] @ eye_m
    depth_m = scale * float(np.linalg.norm([*stage.particles.box_um, stage.particles.plane_um]))
    near = max(distance_m - 0.1 * depth_m, 0.02 * distance_m)
    return view, perspective(LENS_DEG, aspect, near, distance_m + 1.5 * depth_m)


def zoom_slice(stage: Stage, shown: SliceView, factor: float) -> None:
    """Shows less (factor below 1) or more."""
    layer = stage.particles
    most = FURTHEST * float(np.linalg.norm([*layer.box_um, layer.plane_um]))
    shown.height_um = float(np.clip(shown.height_um * factor, NEAREST_UM, max(most, NEAREST_UM)))


def middle_um(stage: Stage) -> tuple[float, float, float]:
    """Centre of the electrode."""
    layer = stage.particles
    return layer.box_um[0] / 2.0, layer.box_um[1] / 2.0, layer.plane_um / 2.0
