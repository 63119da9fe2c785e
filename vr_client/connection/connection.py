"""A viewer's connection: its own thread receives and decodes, so that no frame ever waits for it."""

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

import zmq

from simulation_server.schema.errors import UserError, WireError
from simulation_server.schema.messages import (
    Alive,
    Command,
    Credit,
    FromServer,
    Goodbye,
    Hello,
    Introduce,
    Message,
    Predicted,
    Presence,
    Refused,
    Reply,
    Welcome,
)
from simulation_server.schema.wire import Received, decode

from .attempt import Attempt
from .inbox import Inbox
from .pending import Pending, unanswered

NO_ANSWER_S = 3.0
"""Without Welcome for so long, the reason says so; trying goes on."""
SILENCE_S = 5.0
"""A server sends something every second; silent for so long, it is taken for gone."""
RETRY_S = 0.3
MOST_ASKED = 80
"""Characters of a name that are sent; the server makes it shorter, and another where it is taken."""
RETRY_REFUSED_S = 3.0
STRETCH_S, REST_S = 0.001, 0.004
"""What comes without end is taken in for so long at a stretch, then the frame has the interpreter."""
_TICK_MS = 100
_FULL_MS = 2  # until it is seen whether a frame has taken what waits

_log = logging.getLogger(__name__)


class ConnectionState(StrEnum):
    """How it stands with the server."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    REFUSED = "refused"
    CLOSED = "closed"


class Connection:
    """Joins the server at `address` and joins it again by itself whenever it comes back.

    The frame thread calls `poll`, `send` and `drawn`, none of which waits. Raises UserError for an
    address that is none; a server that is not there yet is waited for, `state` and `reason` say so.
    `read` is called with each message on the connection's thread, and `poll` gives what it returns.
    """

    def __init__(
        self,
        address: str,
        name: str = "",
        *,
        silence_s: float = SILENCE_S,
        read: Callable[[Received], Received] = lambda received: received,
    ) -> None:
        self.address = address
        self.state = ConnectionState.CONNECTING
        self.reason = ""
        self._name = name[:MOST_ASKED]
        self._key = secrets.token_hex(8)  # so that one who comes back is not taken for another
        self._silence_s = silence_s
        self._read = read
        self._context = zmq.Context()
        self._check_address()
        self._inbox = Inbox()
        self._pending = Pending()
        self._outbox: deque[Message] = deque()
        self._presence: deque[Presence] = deque(maxlen=1)  # the newest, if it has not left
        self._closing = threading.Event()
        self._wake_lock = threading.Lock()
        self._woken = self._context.socket(zmq.PAIR)
        self._woken.bind("inproc://wake")
        self._wake = self._context.socket(zmq.PAIR)
        self._wake.connect("inproc://wake")
        self._thread = threading.Thread(target=self._run, name=f"connection to {address}", daemon=True)
        self._thread.start()

    # --- for the frame thread ----------------------------------------------------------------

    def poll(self) -> list[Received]:
        """What has come since the last poll, in order; of frames and status only the newest."""
        return self._inbox.take()

    def send(self, command: Command) -> int:
        """Sends a command and returns its id; a Reply by that id will come, whatever happens."""
        if self.state in (ConnectionState.CONNECTING, ConnectionState.CONNECTED):
            self._pending.asked(command)
            self._post(command)
        else:
            self._inbox.put(
                unanswered(command.id, f"not connected to a server ({self.reason or self.state})")
            )
        return command.id

    def show(self, presence: Presence) -> None:
        """Sends where the person is, in place of what has not left yet; nothing while not connected."""
        if self.state is ConnectionState.CONNECTED:
            self._presence.append(presence)
            self._post(None)

    def introduce(self, name: str) -> None:
        """The person goes by this name from now on, with this server and the next."""
        name = name[:MOST_ASKED]
        if name != self._name:
            self._name = name
            self._post(Introduce(name=name))

    def drawn(self) -> None:
        """What was polled is on the screen: asks for the next frame, if one came."""
        if self._inbox.collect_credit():
            self._post(Credit())

    @property
    def frames_received(self) -> int:
        """Frames (particles, filling and discharge) that have arrived so far."""
        return self._inbox.frames_received

    @property
    def frame_age_s(self) -> float:
        """From when the newest polled frame was computed to when it was polled (one machine's clock)."""
        return self._inbox.frame_age_s

    @property
    def prediction_latencies_s(self) -> tuple[float, ...]:
        """From `send` to the arrival of the prediction, newest last."""
        return tuple(self._pending.latencies_s)

    def close(self) -> None:
        """Takes leave of the server and ends the thread."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._post(None)
        self._thread.join()
        self._wake.close(linger=0)
        self._woken.close(linger=0)
        self._context.term()
        self.state, self.reason = ConnectionState.CLOSED, "closed here"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _post(self, message: Message | None) -> None:
        if message is not None:
            self._outbox.append(message)
        with self._wake_lock, suppress(zmq.Again):  # full: the thread has calls enough to wake by
            if not self._wake.closed:
                self._wake.send(b"", zmq.NOBLOCK)

    def _check_address(self) -> None:
        probe = self._context.socket(zmq.DEALER)
        try:
            probe.connect(self.address)
        except zmq.ZMQError as error:
            probe.close(linger=0)
            self._context.term()
            raise UserError(
                f"address {self.address!r}: expected tcp://HOST:PORT, for example tcp://127.0.0.1:5780"
            ) from error
        probe.close(linger=0)

    # --- the thread --------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            attempt = Attempt(self._context, self.address, Hello(name=self._name, key=self._key))
            try:
                reason = self._talk(attempt)
            finally:
                attempt.close(say_leave=self._closing.is_set())
            if not self._closing.is_set():
                self._has_lost(reason)
                self._closing.wait(RETRY_REFUSED_S if self.state is ConnectionState.REFUSED else RETRY_S)

    def _talk(self, attempt: Attempt) -> str:
        """Talks until the server is lost, and says why."""
        poller = zmq.Poller()
        for socket in (attempt.monitor, self._woken):
            poller.register(socket, zmq.POLLIN)
        began_s = heard_s = time.monotonic()
        welcome = False
        while not self._closing.is_set():
            takes = not self._inbox.is_full
            poller.register(attempt.socket, zmq.POLLIN if takes else 0)
            ready = dict(poller.poll(_TICK_MS if takes else _FULL_MS))
            if self._woken in ready:
                while self._woken.poll(0):
                    self._woken.recv()
            if attempt.socket in ready:
                heard_s = time.monotonic()
                reason = self._take(attempt)
                if reason is not None:
                    return reason
                welcome = welcome or self.state is ConnectionState.CONNECTED
            if attempt.monitor in ready and attempt.is_cut():
                self._take(attempt)  # what came before the cut, a Goodbye perhaps
                return "the server is gone"
            if welcome:
                self._send_posted(attempt)
            now_s = time.monotonic()
            if not takes:
                heard_s = now_s  # it is we who do not listen
            if welcome and now_s - heard_s > self._silence_s:
                return f"the server has been silent for {self._silence_s:g} s"
            if not welcome and now_s - began_s > NO_ANSWER_S and self.state is ConnectionState.CONNECTING:
                self.reason = f"no server answers at {self.address}: start one with `mesonaut serve`"
        if welcome:
            self._send_posted(attempt)
        return "closed here"

    def _take(self, attempt: Attempt) -> str | None:
        """Takes in what has come, not too long at a stretch; a reason when it ends the talk."""
        began_s = time.perf_counter()
        while attempt.socket.poll(0) and not self._inbox.is_full:
            if time.perf_counter() - began_s > STRETCH_S:
                time.sleep(REST_S)
                return None
            try:
                received = self._read(decode(attempt.socket.recv_multipart(), FromServer, attempt.keyframes))
            except WireError as error:
                _log.warning("a message of the server was unreadable: %s", error)
                self._inbox.owe_credit()
                if self.state is not ConnectionState.CONNECTED:
                    return self._refused(str(error))
                continue
            except Exception:  # in `read`: one message less is better than no more at all
                _log.exception("a message of the server was not understood")
                self._inbox.owe_credit()
                continue
            message = received.message
            if isinstance(message, Alive):
                continue
            if isinstance(message, Welcome):
                self.state, self.reason = ConnectionState.CONNECTED, ""
            elif isinstance(message, Reply | Predicted):
                self._pending.answered(message)
            self._inbox.put(received)
            if isinstance(message, Goodbye):
                return message.reason or "the server ended"
            if isinstance(message, Refused):
                return self._refused(message.reason)
        return None

    def _refused(self, reason: str) -> str:
        if self.state is not ConnectionState.CONNECTED:
            self.state = ConnectionState.REFUSED
        return reason

    def _has_lost(self, reason: str) -> None:
        if self.state is not ConnectionState.REFUSED:
            self.state = ConnectionState.LOST
        self.reason = reason
        self._outbox.clear()
        self._presence.clear()
        self._inbox.forget_slots()
        self._inbox.put_all(self._pending.give_up(f"the server was lost before it answered: {reason}"))

    def _send_posted(self, attempt: Attempt) -> None:
        while self._outbox:
            attempt.send(self._outbox.popleft())
        while self._presence:
            attempt.send(self._presence.popleft())
