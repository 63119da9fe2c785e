"""All clients of a server and the one socket to them."""

import itertools
import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import zmq
from numpy.typing import NDArray

from simulation_server.schema.messages import Message, Refused
from simulation_server.schema.wire import MAX_COMMAND_BYTES, Part, encode

from .address import bind
from .client import Client
from .publication import Publication

MAX_CLIENTS = 64
HEARTBEAT_MS = 1000
HEARTBEAT_TIMEOUT_MS = 5000
SEND_HIGH_WATER_MARK = 64  # messages in the socket's own queue of one client, ours comes before it
_MAX_MESSAGES_A_TURN = 100

_log = logging.getLogger(__name__)


class Audience:
    """Sends to clients without ever waiting for one."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
        self.socket = context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 500)
        self.socket.setsockopt(zmq.ROUTER_MANDATORY, 1)  # tells of a client that has gone
        self.socket.setsockopt(zmq.MAXMSGSIZE, MAX_COMMAND_BYTES)
        self.socket.setsockopt(zmq.SNDHWM, SEND_HIGH_WATER_MARK)
        self.socket.setsockopt(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
        self.socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS)
        try:
            self.address = bind(self.socket, address)
        except Exception:
            self.socket.close()
            raise
        self._clients: dict[bytes, Client] = {}
        self._sequence = itertools.count(1)

    def __len__(self) -> int:
        return len(self._clients)

    def __contains__(self, identity: bytes) -> bool:
        return identity in self._clients

    @property
    def identities(self) -> Collection[bytes]:
        """Of all clients."""
        return self._clients.keys()

    def receive(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """What clients have sent: identity and parts; not more than one turn's worth."""
        for _ in range(_MAX_MESSAGES_A_TURN):
            if not self.socket.poll(0):
                return
            identity, *parts = self.socket.recv_multipart()
            yield identity, parts

    def join(self, identity: bytes, name: str) -> None:
        """A client that said Hello; one that says it again starts afresh."""
        self._clients[identity] = Client(identity, name)

    def leave(self, identity: bytes) -> None:
        """Forgets a client."""
        if self._clients.pop(identity, None) is not None:
            _log.info("a viewer left, %d stay", len(self._clients))

    def grant(self, identity: bytes) -> None:
        """The client has drawn what it had and can take the newest again."""
        if identity in self._clients:
            self._clients[identity].credit = True

    def new(
        self,
        message: Message,
        arrays: Mapping[str, NDArray[Any]] = {},
        wall_time_s: float | None = None,
        sim_time_us: float = 0.0,
    ) -> Publication:
        """A message with the next sequence number, to be given to one client or all."""
        return Publication(message, arrays, next(self._sequence), wall_time_s, sim_time_us)

    def give(self, identity: bytes, publication: Publication) -> None:
        """Gives a message to one client."""
        if identity in self._clients:
            self._clients[identity].take(publication)

    def give_all(self, publication: Publication, besides: bytes | None = None) -> None:
        """Gives a message to everyone, or everyone but one."""
        for client in self._clients.values():
            if client.identity != besides:
                client.take(publication)

    def refuse(self, identity: bytes, reason: str) -> None:
        """Answers someone who need not be a client; lost if it cannot be sent at once."""
        self._try(identity, encode(Refused(reason=reason), sequence=next(self._sequence)))

    def flush(self) -> bool:
        """Sends what can be sent now; True when something still waits for a client to take it."""
        for client in list(self._clients.values()):
            outcome = self._send_waiting(client) and self._send_slots(client)
            if outcome is None:
                self.leave(client.identity)
            elif client.is_hopeless:
                _log.warning("viewer %r is let go: %d messages behind", client.name, len(client.waiting))
                self.refuse(client.identity, "too far behind what the server sends: join again")
                self.leave(client.identity)
        return any(client.waiting for client in self._clients.values())

    def close(self) -> None:
        """Closes the socket; what was sent still has a moment to leave."""
        self.socket.close()

    def _send_waiting(self, client: Client) -> bool | None:
        while client.waiting:
            sent = self._try(client.identity, client.waiting[0])
            if not sent:
                return sent
            client.taken()
        return True

    def _send_slots(self, client: Client) -> bool | None:
        if not client.credit or not client.slots:
            return True
        for publication in sorted(client.slots.values(), key=lambda each: each.sequence):
            kind = type(publication.message)
            parts, is_keyframe = publication.parts(client.keyframes.get(kind))
            sent = self._try(client.identity, parts)
            if not sent:
                return sent
            client.credit = False
            del client.slots[kind]
            if is_keyframe:
                client.keyframes[kind] = publication.coded
        return True

    def _try(self, identity: bytes, parts: list[Part]) -> bool | None:
        """True when sent, False when the client takes nothing now, None when it is gone."""
        try:
            self.socket.send_multipart([identity, *parts], zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return None
            raise
        return True
