"""Mouse: left drag orbits, right or middle drag (or shift) pans, the wheel zooms."""

import numpy as np

from vr_client.stage.stage import Stage

from .desk_input import DeskInput

DEG_PER_HEIGHT = 220.0
"""Turn for a drag across the picture's height."""
ZOOM_PER_NOTCH = 0.88


def orbit(stage: Stage, given: DeskInput, *, drags: bool = True) -> None:
    """Moves the camera as the mouse did; `drags` says whether the left button is free for it."""
    camera = stage.camera
    height = given.size_px[1]
    dx, dy = given.moved_px
    left = drags and "left" in given.buttons
    panning = given.buttons & {"right", "middle"} or (left and "shift" in given.held)
    if panning and (dx or dy):
        metres = 2.0 * camera.distance_m * np.tan(np.radians(camera.vertical_fov_deg) / 2.0) / height
        camera.pan(-dx * metres, dy * metres)
    elif left and (dx or dy):
        camera.orbit(-dx * DEG_PER_HEIGHT / height, dy * DEG_PER_HEIGHT / height)
    if given.scroll and "shift" not in given.held:
        camera.zoom(ZOOM_PER_NOTCH**given.scroll)
