"""What has arrived and was not yet taken: one slot a droppable kind, a queue for the rest."""

import threading
import time
from collections.abc import Iterable

from simulation_server.schema.messages import CellFrame, FrontBase, FrontFrame, Message, ParticleFrame
from simulation_server.schema.wire import Received

MOST_WAITING = 256
"""Messages that are never dropped and wait to be taken; with so many, no more are received for a while."""
FRAMES = (ParticleFrame, FrontBase, FrontFrame, CellFrame)


class Inbox:
    """Filled by the connection's thread, emptied by the frame thread; neither waits for the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrivals = 0
        self._waiting: list[tuple[int, Received]] = []
        self._slots: dict[type[Message], tuple[int, Received]] = {}
        self._credit_due = False
        self.frames_received = 0
        self.frame_age_s = float("nan")

    def put(self, received: Received) -> None:
        """Takes a message in; a droppable one, and a base of the front, replaces the last of its kind."""
        with self._lock:
            self._arrivals += 1
            arrival = (self._arrivals, received)
            if received.message.droppable or isinstance(received.message, FrontBase):
                self._slots[type(received.message)] = arrival
            else:
                self._waiting.append(arrival)
            if isinstance(received.message, FRAMES):
                self.frames_received += 1

    def put_all(self, messages: Iterable[Received]) -> None:
        """Takes several messages in."""
        for received in messages:
            self.put(received)

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return len(self._waiting) >= MOST_WAITING

    def take(self) -> list[Received]:
        """Everything that waits, in order of arrival."""
        with self._lock:
            arrivals = [*self._waiting, *self._slots.values()]
            self._credit_due = self._credit_due or any(kind.droppable for kind in self._slots)
            self._waiting, self._slots = [], {}
        arrivals.sort(key=lambda arrival: arrival[0])
        taken = [received for _, received in arrivals]
        for received in taken:
            if isinstance(received.message, FRAMES):
                self.frame_age_s = time.time() - received.header.wall_time_s
        return taken

    def owe_credit(self) -> None:
        """A droppable message was lost on arrival: the next one must still be asked for."""
        with self._lock:
            self._credit_due = True

    def collect_credit(self) -> bool:
        """Whether credit is due, which is then no longer."""
        with self._lock:
            due, self._credit_due = self._credit_due, False
        return due

    def forget_slots(self) -> None:
        """Drops frames of a connection that ended; the next one brings its own."""
        with self._lock:
            self._slots = {}
            self._credit_due = False
