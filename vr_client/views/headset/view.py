"""The stage in a headset, on the contract every view keeps.

view = HeadsetView()
view.open()
view.attach(Panel(view.PANEL_PX, scale=view.PANEL_SCALE), None)
while view.frame(stage, dt_s): ...      # paced by the headset
view.close()
"""

import time
from ctypes import byref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError, MachineError
from vr_client.drawing.quad import TexturedQuad, board_matrix
from vr_client.drawing.renderer import Renderer
from vr_client.panel.fonts import BODY_PX
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix, scale_of
from vr_client.tools.pointer_ray import Board
from vr_client.tools.screenshot import save_screenshot
from vr_client.views.base import LegendLike, PanelLike, View

from . import room
from .actions import Actions, Hand
from .beams import BeamDrawer
from .eyes import Eyes
from .geometry import inverse, levelled, pose_matrix
from .graphics import Graphics, graphics_here
from .hands_at_work import HandsAtWork, Work
from .runtime import Runtime, load_openxr
from .session import Session

IDLE_S = 0.02
"""Pause of a frame while the runtime wants no pictures: the loop goes on, the processor rests."""


Hung = tuple[int, tuple[int, int], Board, bool]
"""Texture, its size in pixels, where it hangs, whether it is see-through (premultiplied)."""


class HeadsetView(View):
    """An OpenXR session. `eye_px` overrides the size the runtime recommends for an eye's picture.

    `panel_scale` is the scale the panel was made with: its text is brought to a readable size by it.
    """

    PANEL_PX = (900, 1400)
    PANEL_SCALE = 2.0

    def __init__(self, eye_px: tuple[int, int] | None = None, panel_scale: float = PANEL_SCALE) -> None:
        self._eye_px, self._panel_scale = eye_px, panel_scale
        self._graphics: Graphics | None = None
        self._runtime: Runtime | None = None
        self._session: Session | None = None
        self._eyes: Eyes | None = None
        self._actions: Actions | None = None
        self._renderer: Renderer | None = None
        self._quad: TexturedQuad | None = None
        self._beams: BeamDrawer | None = None
        self._panel: PanelLike | None = None
        self._legend: LegendLike | None = None
        self._work = HandsAtWork()
        self._to_world: Matrix | None = None  # from the session's reference space
        self._placed = False
        self._leaving = False
        self.frames_drawn = 0

    def open(self) -> None:
        """Finds runtime and headset, makes the context and starts the session."""
        xr = load_openxr()
        self._graphics = graphics_here()
        try:
            self._runtime = Runtime(xr, self._graphics.extension)
            self._graphics.open()
            self._session = Session(self._runtime, self._graphics.binding(xr))
            self._eyes = Eyes(self._session, self._eye_px or self._runtime.recommended_size())
            self._actions = Actions(self._session)
            self._renderer, self._quad, self._beams = Renderer(), TexturedQuad(), BeamDrawer()
        except MachineError:
            self.close()
            raise

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of an eye's picture."""
        return self._eyes.size if self._eyes else self._eye_px or (0, 0)

    @property
    def runtime_name(self) -> str:
        """Name and version of the OpenXR runtime."""
        return self._runtime.name if self._runtime else ""

    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """Hangs panel and legend in the room."""
        self._panel, self._legend = panel, legend

    @property
    def panel_board(self) -> Board | None:
        """Where the panel hangs, in the world's metres."""
        return room.panel_board(self._panel.size, BODY_PX * self._panel_scale) if self._panel else None

    def request_exit(self) -> None:
        """Ends the session as the menu does; `frame` says False some frames later."""
        if self._session is not None and not self._leaving:
            self._leaving = True
            self._session.request_exit()

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """One frame at the headset's pace; False once the session is over."""
        session, eyes, actions = self._session, self._eyes, self._actions
        if session is None or eyes is None or actions is None:
            return False
        session.poll()
        if session.over:
            return False
        if not session.running:
            time.sleep(IDLE_S)
            return True
        state = session.wait()
        at = int(state.predicted_display_time)
        views = eyes.locate(at) if state.should_render else []
        if views:
            self._settle(stage, views)
        hands = {name: self._in_world(hand) for name, hand in actions.hands(at).items()}
        board = self.panel_board if stage.panel_shown else None
        panel_px = self._panel.size if self._panel else (1, 1)
        work = self._work.frame(hands, board, panel_px, stage.model, dt_s)
        stage.model = work.model
        for hand in work.pulses:
            actions.pulse(hand)
        if work.recentre:
            self._to_world, self._placed = None, False
        if work.leave:
            self.request_exit()
        if self._panel is not None and stage.panel_shown:
            self._panel.frame(stage, work.pointer, dt_s)
        session.submit(state, self._pictures(stage, views, work) if views else [])
        if self._panel is not None and self._panel.take_picture_request():
            self._save(stage)
        return True

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) the left eye's last picture; it is at the headset's own fineness already."""
        return self.eye_pictures()[0]

    def eye_pictures(self) -> list[NDArray[np.uint8]]:
        """(h, w, 3) the last picture of each eye, left first."""
        if self._eyes is None:
            raise MachineError("the headset view is not open: there is no picture of it")
        return self._eyes.pictures()

    def close(self) -> None:
        """Gives everything back, in the order that OpenXR asks for; may be called twice."""
        for name in (
            "_panel", "_legend", "_renderer", "_quad", "_actions", "_eyes", "_session", "_runtime",
            "_graphics",
        ):  # fmt: skip
            part = getattr(self, name)
            setattr(self, name, None)
            if part is not None:
                part.close()

    def _save(self, stage: Stage) -> None:
        path = Path.cwd() / time.strftime("mesonaut-%Y%m%d-%H%M%S.png")
        try:
            save_screenshot(self, stage, path)
            stage.say(f"saved {path.name}")
        except FileError as error:
            stage.say(str(error), "error")

    def _settle(self, stage: Stage, views: list[Any]) -> None:
        """Puts the world before the person once the head is known, and the electrode into it."""
        if self._to_world is None:
            head = pose_matrix(views[0].pose)
            head[:3, 3] = (head[:3, 3] + pose_matrix(views[1].pose)[:3, 3]) / 2.0
            self._to_world = inverse(levelled(head))
        if not self._placed and stage.particles.count:
            stage.place(room.TABLE_M, room.ELECTRODE_M)
            self._placed = True

    def _in_world(self, hand: Hand) -> Hand:
        to_world = self._to_world
        if to_world is None:
            return Hand()
        return Hand(
            aim=None if hand.aim is None else to_world @ hand.aim,
            grip=None if hand.grip is None else to_world @ hand.grip,
            press=hand.press,
            squeeze=hand.squeeze,
            can_squeeze=hand.can_squeeze,
            scroll=hand.scroll,
            menu=hand.menu,
        )

    def _pictures(self, stage: Stage, views: list[Any], work: Work) -> list[Any]:
        """The layers of a frame."""
        eyes, renderer, quad, beams = self._eyes, self._renderer, self._quad, self._beams
        assert eyes is not None and renderer is not None and quad is not None and beams is not None
        from_world = inverse(self._to_world) if self._to_world is not None else np.eye(4)
        hung = self._hung(stage)
        renderer.prepare(stage)

        def draw(view: Matrix, projection: Matrix) -> None:
            of_world = view @ from_world
            renderer.draw(stage, of_world, projection, eyes.size)
            for texture, size_px, board, clear in hung:
                at = projection @ of_world @ board_matrix(board.pose, board.width_m, size_px)
                quad.draw(texture, at, depth=True, premultiplied=clear)
            beams.draw(work.beams, work.grips, of_world, projection)

        layer = eyes.draw(views, draw)
        self.frames_drawn += 1
        return [byref(layer)]

    def _hung(self, stage: Stage) -> list[Hung]:
        """What hangs beside the electrode this frame."""
        hung: list[Hung] = []
        panel, legend, board = self._panel, self._legend, self.panel_board
        if panel is not None and board is not None and stage.panel_shown:
            hung.append((panel.texture, panel.size, board, False))
        if legend is not None:
            board = room.legend_board(legend.size)
            legend.frame(stage, board.width_m / legend.size[0] / scale_of(stage.model))
            hung.append((legend.texture, legend.size, board, True))
        return hung
