"""The loop of every view: what came in goes onto the stage, is drawn, and the next is asked for."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from simulation_server.schema.messages import Command, Presence
from vr_client.stage.mesher import Mesher
from vr_client.stage.own_pose import OwnPose
from vr_client.stage.stage import Received, Stage
from vr_client.stage.teaching import follow_lesson

from .base import View
from .undisturbed import undisturbed

TAKING_S = 0.001
"""For so long messages are taken in a frame; the one that is begun then is ended."""


class Source(Protocol):
    """What the loop needs of a connection; none of it waits."""

    @property
    def state(self) -> str:
        """How it stands with the server; "connected", "lost", "connecting", ..."""

    @property
    def reason(self) -> str:
        """Why it is not connected."""

    def poll(self) -> Iterable[Received]:
        """What has come since the last call."""

    def send(self, command: Command) -> int:
        """Sends a command, returns its id."""

    def show(self, presence: Presence) -> None:
        """Tells the others where the person at this view is."""

    def introduce(self, name: str) -> None:
        """Tells the others what the person at this view is called."""

    def drawn(self) -> None:
        """What was polled is on the screen."""


class Loop:
    """One view on one connection; `step` is one frame."""

    def __init__(
        self, view: View, connection: Source, stage: Stage, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.view, self.connection, self.stage = view, connection, stage
        self._clock = clock
        self._last_s = clock()
        self._began_s = self._last_s - stage.now_s  # a stage that another view has shown goes on
        self._said = ""
        self.mesher = Mesher()
        self._untaken: deque[Received] = deque()
        self._own_pose = OwnPose()
        self._name = ""

    def step(self) -> bool:
        """Receives, draws, answers; False when the user has ended the view."""
        now_s = self._clock()
        dt_s, self._last_s = now_s - self._last_s, now_s
        stage, shown_s = self.stage, now_s - self._began_s
        self._take_in(shown_s)
        self._watch_connection(shown_s)
        stage.advance(shown_s)
        follow_lesson(stage)
        self.mesher.update(stage)
        going_on = self.view.frame(stage, dt_s)
        self.send()
        self._show_oneself(shown_s)
        if not self._untaken:
            self.connection.drawn()
        return going_on

    def send(self) -> None:
        """Sends what has been asked for since; `step` does so after each frame."""
        for command in self.stage.outbox:
            self.connection.send(command)
        self.stage.outbox.clear()

    def close(self) -> None:
        """Ends the mesher and the view; what has come is on the stage, should another view go on with it."""
        while self._untaken:
            self.stage.apply(self._untaken.popleft(), self.stage.now_s)
        self.mesher.close()
        self.view.close()

    def _take_in(self, now_s: float) -> None:
        """Takes what has come onto the stage; of very much, the rest with the next frame."""
        self._untaken = self._untaken or deque(self.connection.poll())
        began_s = time.perf_counter()
        while self._untaken and time.perf_counter() - began_s < TAKING_S:
            self.stage.apply(self._untaken.popleft(), now_s)

    def _show_oneself(self, now_s: float) -> None:
        """To the others: where the person at this view is, and by what name they go."""
        presence = self._own_pose.message(self.view.own_pose(self.stage), now_s)
        if presence is not None:
            self.connection.show(presence)
        name = self.stage.settings.name
        if name != self._name:
            self._name = name
            self.connection.introduce(name)

    def _watch_connection(self, now_s: float) -> None:
        connection, stage = self.connection, self.stage
        if connection.state == "connected":
            stage.connected, self._said = True, ""
        elif connection.reason and connection.reason != self._said:
            self._said = connection.reason
            stage.lost(connection.reason, now_s)


def run_view(
    view: View, connection: Source, stage: Stage, *, until: Callable[[Stage], bool] | None = None
) -> None:
    """Runs an opened view until the user ends it or `until` holds; closes it in any case."""
    loop = Loop(view, connection, stage)
    try:
        with undisturbed():
            while loop.step():
                if until is not None and until(stage):
                    break
    finally:
        loop.close()
