"""The plain way to show a stream, which our connection is compared with: a SUB socket read by the frame."""

import time
from collections.abc import Iterable

import zmq

from simulation_server.schema import messages
from simulation_server.schema.messages import Command, Presence
from simulation_server.schema.wire import Received, decode


class Subscription:
    """A source for the loop of a view: one message a frame, received and decoded where it is drawn."""

    state, reason = "connected", ""

    def __init__(self, address: str) -> None:
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, 1)
        self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(address)
        self.frame_age_s = float("nan")

    def poll(self) -> Iterable[Received]:
        """The next message, if one is there."""
        if not self._socket.poll(0):
            return []
        received = decode(self._socket.recv_multipart(), messages.FromServer)
        self.frame_age_s = time.time() - received.header.wall_time_s
        return [received]

    def send(self, command: Command) -> int:
        """Goes nowhere: a subscriber cannot speak."""
        return command.id

    def show(self, presence: Presence) -> None:
        """Goes nowhere."""

    def introduce(self, name: str) -> None:
        """Goes nowhere."""

    def drawn(self) -> None:
        """Nobody is told."""

    def close(self) -> None:
        """Ends the subscription."""
        self._socket.close(linger=0)
        self._context.term()
