"""The mouse as a hand: its ray into the room, and what counts as a press."""

from dataclasses import dataclass, field

import numpy as np

from vr_client.stage.slice_camera import slice_matrices
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix, scale_of

from .desk_input import DeskInput
from .hand_tools import use_hand_tool
from .pointer_ray import Ray

CLICK_PX = 5.0
"""A button let go after no more than this has clicked; further, it has dragged."""

Size = tuple[int, int]


@dataclass(slots=True)
class DeskHand:
    """Keeps from frame to frame whether the left button clicks or drags.

    `view` and `projection` (4, 4) are those of the picture on show.
    """

    view: Matrix = field(default_factory=lambda: np.eye(4))
    projection: Matrix = field(default_factory=lambda: np.eye(4))
    _down: bool = False
    _moved_px: float = 0.0

    def use(self, stage: Stage, given: DeskInput, *, mouse: bool) -> None:
        """Lets the tool in hand work along the mouse's ray; `mouse`: the panel left it to the tools."""
        was_down, self._down = self._down, "left" in given.buttons and (mouse or self._down)
        began, ended = self._down and not was_down, was_down and not self._down
        if began:
            self._moved_px = 0.0
        if was_down or self._down:
            self._moved_px += float(np.hypot(*given.moved_px)) * (not began)
        if given.position_px is None or not (mouse or self._down or ended):
            return
        drags = stage.tool == "cut"
        pressed = began if drags else ended and self._moved_px <= CLICK_PX
        use_hand_tool(stage, self.ray(given.position_px, given.size_px), pressed, self._down, at_desk=True)

    def ray(self, position_px: tuple[float, float], size_px: Size) -> Ray:
        """The line of sight through a pixel of the picture."""
        x = 2.0 * position_px[0] / size_px[0] - 1.0
        y = 1.0 - 2.0 * position_px[1] / size_px[1]
        back = np.linalg.inv(self.projection @ self.view)
        near, far = (back @ np.array([x, y, depth, 1.0]) for depth in (-1.0, 1.0))
        start, end = near[:3] / near[3], far[:3] / far[3]
        return Ray(start, (end - start) / np.linalg.norm(end - start))


def desk_eye(stage: Stage, size_px: Size, free_px: int) -> tuple[Matrix, Matrix]:
    """View and projection (4, 4) of a desk's picture, the electrode in the middle of its left `free_px`."""
    width, height = size_px
    if stage.slice_view is not None:
        view, projection = slice_matrices(stage, stage.slice_view, width / height)
    else:
        view, projection = stage.camera.view(), stage.camera.projection(width / height)
    projection[0, 2] = 1.0 - free_px / width
    return view, projection


def um_per_px(stage: Stage, size_px: Size) -> float:
    """Electrode micrometres a pixel shows: at the camera's target, in a slice view all over the section."""
    if stage.slice_view is not None:
        return stage.slice_view.height_um / size_px[1]
    camera = stage.camera
    metres = 2.0 * camera.distance_m * np.tan(np.radians(camera.vertical_fov_deg) / 2.0) / size_px[1]
    return float(metres / scale_of(stage.model))
