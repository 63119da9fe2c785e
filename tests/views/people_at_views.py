"""Someone at a view, whichever it is: points, presses, looks from where they are told to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix
from vr_client.tools.desk_input import DeskInput
from vr_client.views.base import View

FRAME_S = 0.05
Pixel = tuple[float, float]


@dataclass
class Looks:
    """From where (4, 4, world to eye), how wide, and at what (4, 4, electrode to world)."""

    eye: Matrix
    model: Matrix
    fov_deg: float  # up and down


class SomeoneAtADesk:
    """Holds the mouse."""

    def __init__(self, view: View, given: DeskInput) -> None:
        self.view, self._given = view, given

    def step(self, stage: Stage, frames: int = 1) -> bool:
        """Runs frames; False once the view has ended."""
        return all(self.view.frame(stage, FRAME_S) for _ in range(frames))

    def look(self, stage: Stage, looks: Looks) -> None:
        """Puts the camera to an upright eye that looks straight ahead."""
        camera = stage.camera
        stage.model, camera.follows = looks.model, False
        camera.azimuth_deg = camera.elevation_deg = 0.0
        camera.vertical_fov_deg, camera.distance_m = looks.fov_deg, 1.0
        camera.target_m = np.linalg.inv(looks.eye)[:3, 3] + camera.forward

    def point(self, px: Pixel, panel_px: tuple[int, int]) -> None:
        """The mouse on a pixel of the panel, which is on the right."""
        self._given.move(self.view.size[0] - panel_px[0] + px[0], px[1])

    def press(self, down: bool) -> None:
        (self._given.buttons.add if down else self._given.buttons.discard)("left")

    def close(self) -> None:
        self.view.close()


class SomeoneInAHeadset:
    """Holds a controller of the runtime's own."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        from tests.openxr.remote import Body, Remote
        from vr_client.views.headset import HeadsetView

        self.view = HeadsetView(eye_px=size_px)
        self.view.open()
        self._body, self._remote = Body(), Remote()

    def step(self, stage: Stage, frames: int = 1) -> bool:
        """Runs frames; False once the view has ended."""
        for _ in range(frames):
            self._remote.show(self._body)
            stage.advance(stage.now_s + FRAME_S)
            if not self.view.frame(stage, FRAME_S):
                return False
        return True

    def settle(self, stage: Stage) -> None:
        """Until the controllers are the view's."""
        session = self.view._session
        assert session is not None
        self._until(stage, lambda: session.focused and self.view.frames_drawn > 2)

    def looks(self, stage: Stage) -> Looks:
        """What the left eye sees in the next frame."""
        eyes, to_world = self.view._eyes, self.view.wearer.to_world
        assert eyes is not None and to_world is not None
        seen: list[Matrix] = []
        fovs: list[float] = []
        draw = eyes._eyes[0].draw

        def noting(located: Any, draw_eye: Callable[[Matrix, Matrix], None], far_m: float) -> object:
            def with_view(view: Matrix, projection: Matrix) -> None:
                seen.append(view)
                draw_eye(view, projection)

            fovs.append(2.0 * float(np.degrees(located.fov.angle_up)))
            return draw(located, with_view, far_m)

        eyes._eyes[0].draw = noting  # type: ignore[method-assign]
        self.step(stage)
        eyes._eyes[0].draw = draw  # type: ignore[method-assign]
        return Looks(seen[-1] @ np.linalg.inv(to_world), stage.model, fovs[-1])

    def point(self, px: Pixel, panel_px: tuple[int, int]) -> None:
        """The right controller's ray on a pixel of the panel."""
        from tests.openxr.poses import aiming

        drawer = self.view._drawer
        board = drawer.panel_board(self._stage) if drawer is not None else None
        assert board is not None
        x, y = (px[0] / panel_px[0] - 0.5) * board.width_m, (0.5 - px[1] / panel_px[1]) * board.height_m
        right = self._body.right
        right.rotation = aiming(right.position, (board.pose @ [x, y, 0.0, 1.0])[:3])

    def press(self, down: bool) -> None:
        self._body.right.trigger = float(down)

    def close(self) -> None:
        self.view.close()
        self._remote.close()

    def _until(self, stage: Stage, holds: Callable[[], bool]) -> None:
        self._stage = stage
        for _ in range(400):
            if holds():
                return
            assert self.step(stage)
        raise AssertionError("the session does not come into focus")
