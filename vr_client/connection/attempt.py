"""One try at a server: a socket of its own, so that nothing of a lost server is mixed with the next."""

import logging

import zmq
from zmq.utils.monitor import recv_monitor_message

from simulation_server.schema.array_codec import MAX_ARRAY_BYTES
from simulation_server.schema.messages import Credit, Hello, Leave, Message
from simulation_server.schema.wire import Keyframes, encode

HEARTBEAT_MS = 1000
HEARTBEAT_TIMEOUT_MS = 4000

_log = logging.getLogger(__name__)


class Attempt:
    """One socket's life: from Hello until the server is lost."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str, hello: Hello) -> None:
        self.keyframes = Keyframes()
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 200)
        self.socket.setsockopt(zmq.MAXMSGSIZE, MAX_ARRAY_BYTES)
        self.socket.setsockopt(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
        self.socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self.socket.connect(address)
        self.send(hello)
        self.send(Credit())

    def send(self, message: Message) -> None:
        """Sends without waiting; what a server does not take for so long is lost with it."""
        try:
            self.socket.send_multipart(encode(message), zmq.NOBLOCK)
        except zmq.Again:
            _log.warning("the server takes nothing; a %s is lost", type(message).__name__)

    def is_cut(self) -> bool:
        """Reads the monitor: whether the connection has broken."""
        cut = False
        while self.monitor.poll(0):
            cut = recv_monitor_message(self.monitor)["event"] == zmq.EVENT_DISCONNECTED or cut
        return cut

    def close(self, *, say_leave: bool) -> None:
        """Closes the socket, after a word of leave."""
        if say_leave:
            self.send(Leave())
        self.socket.disable_monitor()
        self.monitor.close(linger=0)
        self.socket.close()
