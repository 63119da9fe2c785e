"""The simulation server, from its start to its end.

This process computes no physics, so commands and predictions are answered at once whatever runs.
"""

import threading
from collections.abc import Callable

import zmq

from simulation_server.live.worker_process import CHAIN
from simulation_server.schema.recipe import Recipe

from .ending import end_with_parent, end_with_stdin, ended_by_signals
from .hub import Hub
from .predictor import Predicts, load_surrogate


def serve(
    address: str,
    recipe: Recipe,
    *,
    allow_shutdown: bool = False,
    on_ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
    parent_pid: int | None = None,
    until_stdin_closes: bool = False,
    chain: str = CHAIN,
    load: Callable[[], Predicts] = load_surrogate,
) -> None:
    """Serves until told to end: by a signal, `stop`, a Shutdown where allowed, or the parent's end.

    `on_ready` gets the actual address once clients can connect. `parent_pid` and `until_stdin_closes`
    tie the server to the process that started it. Raises MachineError when the port is taken.
    """
    stop = stop or threading.Event()
    with zmq.Context() as context, ended_by_signals(stop):
        hub = Hub(context, address, recipe, allow_shutdown, stop, chain, load)
        try:
            if parent_pid is not None:
                end_with_parent(stop, parent_pid)
            if until_stdin_closes:
                end_with_stdin(stop)
            if on_ready is not None:
                on_ready(hub.address)
            while not stop.is_set():
                hub.turn_once()
        finally:
            hub.close()
