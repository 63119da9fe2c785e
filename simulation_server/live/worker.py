"""The worker process: compiles the physics, then runs one live session for the server that started it.

Run as `python -m simulation_server.live.worker ADDRESS CHAIN`; the first line of its standard input is
the token it shows on joining. When that input closes, the server has gone and the worker ends.
"""

import importlib
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import zmq
from numpy.typing import NDArray

from simulation_server.schema.errors import WireError
from simulation_server.schema.messages import Message, Status
from simulation_server.schema.wire import decode, encode

from .orders import Joined, Order
from .session import LiveSession

GRACE_S = 1.0  # for the step under way to end by itself before the process is ended
SEND_TIMEOUT_MS = 10_000

_log = logging.getLogger(__name__)


class ServerSocket:
    """The worker's end of the pair with its server."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
        self._socket = context.socket(zmq.PAIR)
        self._socket.setsockopt(zmq.LINGER, 200)
        self._socket.setsockopt(zmq.SNDTIMEO, SEND_TIMEOUT_MS)
        self._socket.connect(address)
        self._sequence = 0

    def emit(self, message: Message, arrays: dict[str, NDArray[Any]], sim_time_us: float) -> None:
        """Sends a message; one that may be dropped is, when the server does not keep up."""
        self._sequence += 1
        parts = encode(message, arrays, sequence=self._sequence, sim_time_us=sim_time_us)
        try:
            self._socket.send_multipart(parts, zmq.NOBLOCK if message.droppable else 0, copy=True)
        except zmq.Again:
            if not message.droppable:
                _log.error("the server does not take results; %s is lost", type(message).__name__)

    def orders(self, timeout_s: float) -> list[Order]:
        """What has come; waits at most `timeout_s` for the first."""
        orders: list[Order] = []
        while self._socket.poll(0 if orders else int(1000 * timeout_s)):
            try:
                orders.append(decode(self._socket.recv_multipart(), Order).message)
            except WireError as error:
                _log.error("an order of the server was unreadable: %s", error)
        return orders

    def close(self) -> None:
        """Closes the socket; what was sent still has a moment to leave."""
        self._socket.close()


def main(address: str, chain_name: str) -> None:
    """Runs until standard input closes."""
    token = sys.stdin.readline().strip()
    stop = threading.Event()
    threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    with zmq.Context() as context:
        server = ServerSocket(context, address)
        try:
            server.emit(Joined(token=token), {}, 0.0)
            server.emit(Status(stage="compiling", detail="loading the physics"), {}, 0.0)
            module = importlib.import_module(chain_name)
            warm_up: Iterator[tuple[float, str]] = module.warm_up()
            for progress, what in warm_up:
                server.emit(Status(stage="compiling", progress=progress, detail=what), {}, 0.0)
            LiveSession(module.Chain, server.emit, server.orders).run(stop)
        finally:
            server.close()


def _end_with_parent(stop: threading.Event) -> None:
    while os.read(0, 4096):  # unbuffered: a buffer's lock held at exit would abort it
        pass
    stop.set()
    time.sleep(GRACE_S)
    os._exit(0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    main(sys.argv[1], sys.argv[2])
