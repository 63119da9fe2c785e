"""The server's handle on its worker process: starts it, talks to it, notices its end, starts it again."""

import hmac
import logging
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zmq

from simulation_server.schema.errors import WireError
from simulation_server.schema.wire import Received, decode, encode

from .orders import FromWorker, Joined, Order

CHAIN = "simulation_server.learning.foreseeing"
"""The module whose Chain and warm_up a worker runs, unless it is told another."""

QUICK_DEATHS = 3
"""A worker that dies so often within QUICK_S is not started again until someone changes the recipe."""
QUICK_S = 60.0
END_S = 3.0

_log = logging.getLogger(__name__)


class WorkerProcess:
    """One worker at a time, each on a fresh socket so that nothing of a dead one is read."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], chain: str = CHAIN) -> None:
        self._context = context
        self._chain = chain
        self._folder: Path | None = None  # of the socket, until the worker has found it
        self._starts_s: list[float] = []
        self._process: subprocess.Popen[str] | None = None
        self.socket: zmq.Socket[bytes] | None = None
        self._token = ""
        self._joined = False
        self._early: list[Order] = []  # orders given before the worker has joined

    @property
    def pid(self) -> int | None:
        """The process's id while one runs."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Starts a fresh worker; orders sent from now on wait for it."""
        self._starts_s.append(time.monotonic())
        self._joined = False
        self._early = []
        self._token = secrets.token_hex(16)
        self.socket = self._context.socket(zmq.PAIR)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SNDHWM, 0)  # orders are small and wait as long as a step takes
        address = self._bind(self.socket)
        command = [sys.executable, "-m", "simulation_server.live.worker", address, self._chain]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(self._token + "\n")
            self._process.stdin.flush()
        except OSError as error:  # it has died already, which `death` reports
            _log.error("the worker did not take its token: %s", error)

    def _bind(self, socket: zmq.Socket[bytes]) -> str:
        if zmq.has("ipc"):
            self._folder = Path(tempfile.mkdtemp(prefix="mesonaut-"))  # of this user alone (mode 0700)
            address = f"ipc://{self._folder}/worker"
            if len(address) < 100:  # a Unix socket's path holds 108 characters, on some systems 104
                socket.bind(address)
                return address
        return f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"

    def send(self, order: Order) -> None:
        """Hands an order on; never waits."""
        if self.socket is None:
            return
        if not self._joined:
            self._early.append(order)
            return
        try:
            self.socket.send_multipart(encode(order), zmq.NOBLOCK)
        except zmq.Again:
            _log.error("the worker takes no orders; %s is lost", type(order.command).__name__)

    def receive(self) -> Received | None:
        """The next message of the worker, None when there is none; strangers are ignored."""
        while self.socket is not None and self.socket.poll(0):
            try:
                received = decode(self.socket.recv_multipart(), FromWorker)
            except WireError as error:
                _log.error("a message of the worker was unreadable: %s", error)
                continue
            if isinstance(received.message, Joined):
                self._joined = hmac.compare_digest(received.message.token, self._token)
                self._remove_folder()  # joined sockets need no name: nothing stays even if we are killed
                early, self._early = self._early, []
                for order in early:
                    self.send(order)
            elif self._joined:
                return received
        return None

    def death(self) -> str | None:
        """Why the worker has ended, once; None while it runs or when none was started."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        self._forget()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def may_start_again(self) -> bool:
        """False after several deaths in a short time: the same end would come again."""
        now_s = time.monotonic()
        return sum(now_s - start_s < QUICK_S for start_s in self._starts_s) < QUICK_DEATHS

    def forgive(self) -> None:
        """Forgets past deaths: the recipe is another, so the end may be too."""
        self._starts_s = []

    def stop(self) -> None:
        """Ends the worker, first politely, and removes what it left."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._forget()

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _forget(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None
        if self.socket is not None:
            self.socket.close()
            self.socket = None
        self._remove_folder()
