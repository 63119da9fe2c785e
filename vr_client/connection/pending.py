"""Commands on their way: each gets an answer, from the server or, when it is lost, from here."""

import threading
import time
from collections import deque

from simulation_server.schema.messages import Command, Predict, Predicted, Reply, SetRecipe
from simulation_server.schema.wire import Header, Received

_LATENCIES_KEPT = 1000


class Pending:
    """Remembers what was asked and when; used by the frame thread and the connection's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unanswered: set[int] = set()
        self._predictions_asked_s: dict[int, float] = {}
        self.latencies_s: deque[float] = deque(maxlen=_LATENCIES_KEPT)

    def asked(self, command: Command) -> None:
        """A command is being sent."""
        with self._lock:
            self._unanswered.add(command.id)
            if isinstance(command, SetRecipe | Predict):
                self._predictions_asked_s[command.id] = time.perf_counter()

    def answered(self, message: Reply | Predicted) -> None:
        """Notes an answer, and how long a prediction took from `send` to here."""
        with self._lock:
            if isinstance(message, Reply):
                self._unanswered.discard(message.id)
                if not message.ok:
                    self._predictions_asked_s.pop(message.id, None)
            elif message.command_id in self._predictions_asked_s:
                asked_s = self._predictions_asked_s.pop(message.command_id)
                self.latencies_s.append(time.perf_counter() - asked_s)

    def give_up(self, reason: str) -> list[Received]:
        """Answers in the server's stead for all that will not be answered any more."""
        with self._lock:
            lost, self._unanswered = sorted(self._unanswered), set()
            self._predictions_asked_s.clear()
        return [unanswered(id_, reason) for id_ in lost]


def unanswered(id_: int, reason: str) -> Received:
    """The answer to a command that did not reach a server."""
    reply = Reply(id=id_, ok=False, detail=reason)
    return Received(Header(wall_time_s=time.time()), reply, {})
