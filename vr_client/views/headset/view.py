"""The stage in a headset, on the contract every view keeps.

view = HeadsetView()
view.open()
view.attach(Panel(view.PANEL_PX, scale=view.PANEL_SCALE), Legend(scale=view.PANEL_SCALE))
while view.frame(stage, dt_s): ...      # paced by the headset
view.close()
"""

import time
from ctypes import byref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import MachineError
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage
from vr_client.tools.recorder import Recorder
from vr_client.tools.screenshot import PictureSaver
from vr_client.views.base import LegendLike, PanelLike, View

from .actions import Actions
from .eyes import Eyes, middle
from .geometry import inverse
from .graphics import Graphics, graphics_here
from .hands_at_work import Work
from .pace import DisplayClock
from .room_drawer import RoomDrawer
from .runtime import Runtime, load_openxr
from .session import Session
from .wearer import Wearer

IDLE_S = 0.02
"""Pause of a frame while the runtime wants no pictures: the loop goes on, the processor rests."""


class HeadsetView(View):
    """An OpenXR session. `eye_px` overrides the size the runtime recommends for an eye's picture.

    `panel_scale` is the scale that panel and legend were made with: it brings their text to a readable size.
    """

    PANEL_PX = (900, 1250)
    PANEL_SCALE = 2.0

    def __init__(self, eye_px: tuple[int, int] | None = None, panel_scale: float = PANEL_SCALE) -> None:
        self._eye_px, self._panel_scale = eye_px, panel_scale
        self._graphics: Graphics | None = None
        self._runtime: Runtime | None = None
        self._session: Session | None = None
        self._eyes: Eyes | None = None
        self._actions: Actions | None = None
        self._drawer: RoomDrawer | None = None
        self._clock = DisplayClock()
        self._work: Work | None = None
        self._leaving = False
        self._pictures, self._recorder = PictureSaver(), Recorder()
        self.wearer = Wearer()
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
            self._drawer = RoomDrawer(self._panel_scale)
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
        drawer = self._opened()[3]
        drawer.panel, drawer.legend = panel, legend

    def request_exit(self) -> None:
        """Ends the session as the menu does; `frame` says False some frames later."""
        if self._session is not None and not self._leaving:
            self._leaving = True
            self._session.request_exit()

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """One frame at the headset's pace; False once the session is over."""
        session, eyes, actions, drawer = self._opened()
        session.poll()
        if session.over:
            return False
        if not session.running:
            time.sleep(IDLE_S)
            return True
        state = session.wait()
        at = int(state.predicted_display_time)
        shown_s, dt_s = self._clock.frame(stage.now_s, at, int(state.predicted_display_period))
        stage.particles.advance(shown_s)
        self._hear(stage, session, actions, at)
        views = eyes.locate(at)
        if views:
            self.wearer.settle(stage, middle(views), session.floor_m(at))
        panel = drawer.panel
        board = drawer.panel_board(stage)
        work = self.wearer.frame(stage, actions.hands(at), board, panel.size if panel else (1, 1), dt_s)
        self._work = work
        if stage.settings.haptics:
            for hand in work.pulses:
                actions.pulse(hand)
        if work.leave:
            self.request_exit()
        if panel is not None and stage.panel_shown:
            panel.frame(stage, work.pointer, dt_s)
        layers = self._layers(stage, views, work) if views and state.should_render else []
        session.submit(state, layers)
        if panel is not None and panel.take_picture_request():
            self._pictures.save(self, stage, None, Path.cwd())  # no scale bar: what is near is larger
        self._pictures.follow(stage)
        self._recorder.follow(stage, lambda: drawer.readback.ask(eyes.left), drawer.readback.poll)
        return True

    def own_pose(self, stage: Stage) -> Pose | None:
        """Head and hands of the person, None while they are not tracked."""
        return self.wearer.pose(stage, self._work)

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) the left eye's last picture; it is at the headset's own fineness already."""
        return self._opened()[1].left.read()

    def eye_pictures(self) -> list[NDArray[np.uint8]]:
        """(h, w, 3) the last picture of each eye, left first."""
        return self._opened()[1].pictures()

    def close(self) -> None:
        """Gives everything back, in the order that OpenXR asks for, once pictures and films are whole."""
        self._pictures.settle()
        self._recorder.close()
        for name in ("_drawer", "_actions", "_eyes", "_session", "_runtime", "_graphics"):
            part = getattr(self, name)
            setattr(self, name, None)
            if part is not None:
                part.close()

    def _opened(self) -> tuple[Session, Eyes, Actions, RoomDrawer]:
        session, eyes, actions, drawer = self._session, self._eyes, self._actions, self._drawer
        if session is None or eyes is None or actions is None or drawer is None:
            raise MachineError("the headset view is not open: call open() first")
        return session, eyes, actions, drawer

    def _hear(self, stage: Stage, session: Session, actions: Actions, at: int) -> None:
        """Other controllers in hand; the world put before the person by the runtime's own button."""
        if session.controllers_changed:
            session.controllers_changed = False
            stage.controllers = actions.controllers()
        if session.space_changes_at is not None and at >= session.space_changes_at:
            session.space_changes_at = None
            self.wearer.recentre()

    def _layers(self, stage: Stage, views: list[Any], work: Work) -> list[Any]:
        """The layers of a frame."""
        _, eyes, _, drawer = self._opened()
        vignette, to_world = self.wearer.vignette, self.wearer.to_world
        from_world = np.eye(4) if to_world is None else inverse(to_world)
        clear_deg = vignette.clear_deg if vignette.is_shown else None
        draw = drawer.prepare(stage, work, from_world, eyes.size, clear_deg)
        layer = eyes.draw(views, draw, far_m=self.wearer.furthest_m(stage))
        self.frames_drawn += 1
        return [byref(layer)]
