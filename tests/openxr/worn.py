"""A laboratory seen through the real headset view on a real runtime, worn by a scripted body."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema import messages
from simulation_server.schema.recipe import Recipe
from simulation_server.version import __version__
from tests.openxr.poses import aiming
from tests.openxr.remote import Body, Controller, Position, Remote
from vr_client.panel.panel import Panel
from vr_client.stage.stage import Stage
from vr_client.tools.pointer_ray import Board
from vr_client.views.headset import HeadsetView

EYE_PX = (256, 256)
BOX_UM, PLANE_UM, PARTICLES = (60.0, 60.0), 60.0, 500
FRAME_S = 0.05
ENDLESS = 400
"""More frames than any wait may take."""


@dataclass(frozen=True)
class Sent:
    """A message as the connection gives it."""

    message: messages.Message
    arrays: dict[str, NDArray[Any]]


def electrode(seed: int = 1) -> Sent:
    """Spheres at random all over the box, its corners taken."""
    rng = np.random.default_rng(seed)
    radius = rng.uniform(2.0, 4.0, PARTICLES).astype(np.float32)
    inside = np.array([*BOX_UM, PLANE_UM]) - 2.0 * radius[:, None]
    position = (radius[:, None] + rng.uniform(0.0, 1.0, (PARTICLES, 3)) * inside).astype(np.float32)
    frame = messages.ParticleFrame(
        stage="calendering", box_um=BOX_UM, plane_um=PLANE_UM, pressure_mpa=60.0, progress=0.5
    )
    phase = rng.integers(1, 3, PARTICLES).astype(np.uint8)
    return Sent(
        frame,
        {
            "position": position, "radius": radius, "phase": phase,
            "stress": radius * 10.0, "displacement": radius * 0.1, "cracking": radius * 0.2,
        },
    )  # fmt: skip


class Laboratory:
    """An opened view with a panel, a stage as a server would have filled it, and the body that wears it."""

    opened: ClassVar[list["Laboratory"]] = []

    def __init__(self, *, with_panel: bool = True) -> None:
        self.view = HeadsetView(eye_px=EYE_PX)
        self.view.open()
        Laboratory.opened.append(self)
        self.panel: Panel | None = None
        if with_panel:
            self.panel = Panel(self.view.PANEL_PX, scale=self.view.PANEL_SCALE)
            self.view.attach(self.panel, None)
        self.stage = Stage()
        self.body, self.remote = Body(), Remote()
        self._now_s = 0.0
        status = messages.Status(stage="calendering", progress=0.5, detail="60 of 120 MPa", pressure_mpa=60.0)
        for message in (
            messages.Welcome(version=__version__, recipe=Recipe(), viewers=1),
            status,
        ):
            self.stage.apply(Sent(message, {}), 0.0)
        self.stage.apply(electrode(), 0.0)

    def step(self, frames: int = 1) -> bool:
        """Shows the body as it is now and runs frames; False once the view has ended."""
        for _ in range(frames):
            self.remote.show(self.body)
            self._now_s += FRAME_S
            self.stage.advance(self._now_s)
            if not self.view.frame(self.stage, FRAME_S):
                return False
        return True

    def until(self, holds: Callable[[], bool]) -> int:
        """Runs frames until something holds; how many it took."""
        for count in range(ENDLESS):
            if holds():
                return count
            if not self.step():
                raise AssertionError("the view ended while it was waited for")
        raise AssertionError(f"did not happen within {ENDLESS} frames")

    def settle(self) -> None:
        """Until the session is in focus and electrode and panel are drawn."""
        self.until(lambda: self.in_focus and self.view.frames_drawn > 2)

    @property
    def in_focus(self) -> bool:
        """The controllers are the view's."""
        session = self.view._session
        return session is not None and session.focused

    @property
    def board(self) -> Board:
        """Where the panel hangs."""
        drawer = self.view._drawer
        board = drawer.panel_board(self.stage) if drawer is not None else None
        assert board is not None
        return board

    def aim(self, controller: Controller, px: tuple[float, float]) -> None:
        """Turns a controller so that its ray meets a pixel of the panel."""
        board = self.board
        assert self.panel is not None
        x = (px[0] / self.panel.size[0] - 0.5) * board.width_m
        y = (0.5 - px[1] / self.panel.size[1]) * board.height_m
        target = board.pose @ [x, y, 0.0, 1.0]
        controller.rotation = aiming(controller.position, target[:3])

    def place(self, name: str) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a named control of the panel, in its pixels."""
        assert self.panel is not None
        return self.panel.places[name]

    def middle_of(self, place: str) -> tuple[float, float]:
        """The middle of a named control of the panel, in its pixels."""
        left, top, right, bottom = self.place(place)
        return (left + right) / 2.0, (top + bottom) / 2.0

    def carry(self, controllers: list[tuple[Controller, Position]], frames: int = 5) -> None:
        """Moves controllers evenly by so many metres."""
        starts = [controller.position for controller, _ in controllers]
        for k in range(1, frames + 1):
            for (controller, by), start in zip(controllers, starts, strict=True):
                x, y, z = (s + b * k / frames for s, b in zip(start, by, strict=True))
                controller.position = (x, y, z)
            self.step()
        self.step(3)  # the runtime takes poses some milliseconds later

    def end(self) -> bool:
        """Asks for the end and runs until it has come; whether it came."""
        self.view.request_exit()
        ended = any(not self.step() for _ in range(ENDLESS))
        self.close()
        return ended

    def close(self) -> None:
        """Gives everything back."""
        self.view.close()
        self.remote.close()
        if self in Laboratory.opened:
            Laboratory.opened.remove(self)
