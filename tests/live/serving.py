"""A real server with the fake chain, in a thread or in a process, and viewers on real sockets."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from simulation_server.schema import messages
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe, Simulation
from simulation_server.schema.results import PredictedValue, Prediction
from simulation_server.schema.wire import Received
from simulation_server.streaming.server import serve
from vr_client.connection.connection import Connection

CHAIN = "tests.live.fake_chain"
ROOT = Path(__file__).parents[2]
SMALL = Recipe(simulation=Simulation(particles=300))
ANY_PORT = "tcp://127.0.0.1:0"


def with_changes(recipe: Recipe = SMALL, **tables: dict[str, Any]) -> Recipe:
    """`with_changes(calendering={"pressure_mpa": 80.0})`."""
    changed = {
        name: msgspec.structs.replace(getattr(recipe, name), **values) for name, values in tables.items()
    }
    return msgspec.structs.replace(recipe, **changed)


class LinearSurrogate:
    """Predicts a thickness that falls with pressure."""

    def predict(self, recipe: Recipe) -> Prediction:
        thickness = 90.0 - recipe.calendering.pressure_mpa / 10.0
        value = PredictedValue(thickness, thickness - 1.0, thickness + 1.0, "um")
        return Prediction({"thickness_um": value})


def no_surrogate() -> LinearSurrogate:
    raise FileError("no surrogate is shipped in this test: train one")


@contextmanager
def server_thread(
    recipe: Recipe = SMALL, load: Callable[[], Any] = LinearSurrogate, **options: Any
) -> Iterator[str]:
    """A server in a thread of this process; gives its address."""
    stop, addresses, ready = threading.Event(), [], threading.Event()

    def on_ready(address: str) -> None:
        addresses.append(address)
        ready.set()

    options = {"chain": CHAIN, "load": load, "stop": stop, "on_ready": on_ready, **options}
    thread = threading.Thread(target=serve, args=(ANY_PORT, recipe), kwargs=options)
    thread.start()
    try:
        assert ready.wait(10.0)
        yield addresses[0]
    finally:
        stop.set()
        thread.join(15.0)
        assert not thread.is_alive()


@contextmanager
def server_process(address: str = ANY_PORT, **options: Any) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own, its standard input held by this one."""
    command = [sys.executable, "-m", "tests.live.serving", address, json.dumps(options)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdin and process.stdout and process.stderr
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        try:
            process.wait(10.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()


def soon(condition: Callable[[], Any], within_s: float = 20.0, why: str = "") -> Any:
    """The condition's value once it is true; fails when that takes too long."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.002)
    raise AssertionError(f"not within {within_s} s: {why or condition}")


class Viewer:
    """A connection whose messages are all kept, drawn in no time."""

    def __init__(self, address: str, name: str = "test", **options: Any) -> None:
        self.connection = Connection(address, name, **options)
        self.seen: list[Received] = []
        self.ages_s: list[float] = []

    def draw(self) -> list[Received]:
        """One frame of a view."""
        taken = self.connection.poll()
        now_s = time.time()
        self.seen += taken
        self.ages_s += [
            now_s - received.header.wall_time_s
            for received in taken
            if isinstance(received.message, messages.ParticleFrame)
        ]
        self.connection.drawn()
        return taken

    def all(self, kind: type) -> list[Any]:
        """The messages of a kind so far."""
        return [received.message for received in self.seen if isinstance(received.message, kind)]

    def until(
        self,
        kind: type | tuple[type, ...],
        test: Callable[[Any], Any] = lambda message: True,
        within_s: float = 20.0,
    ) -> Any:
        """Draws until a message of a kind passes the test; gives it. Looks at what came before, too."""
        looked_at = 0

        def found() -> Any:
            nonlocal looked_at
            self.draw()
            fresh, looked_at = self.seen[looked_at:], len(self.seen)
            return next((r for r in fresh if isinstance(r.message, kind) and test(r.message)), None)

        return soon(found, within_s, f"no {kind} as wanted").message

    def forget(self) -> None:
        """Only what comes from now on counts."""
        self.draw()
        self.seen.clear()

    def __enter__(self) -> "Viewer":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


if __name__ == "__main__":
    serve(
        sys.argv[1],
        SMALL,
        chain=CHAIN,
        load=LinearSurrogate,
        until_stdin_closes=True,
        on_ready=lambda actual: print(actual, flush=True),
        **json.loads(sys.argv[2]),
    )
