"""The ways a server is told to end: a signal, or the end of the process it was started for."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PARENT_PERIOD_S = 0.5


@contextmanager
def ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set `stop` inside this block (where signals can be had: the main thread)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with_parent(stop: threading.Event, pid: int) -> None:
    """Sets `stop` once this process is no longer a child of `pid`: its parent is gone."""

    def watch() -> None:
        while os.getppid() == pid and not stop.is_set():
            time.sleep(_PARENT_PERIOD_S)
        stop.set()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def end_with_stdin(stop: threading.Event) -> None:
    """Sets `stop` once standard input closes: whoever held its other end is gone."""
    descriptor = sys.stdin.fileno()

    def watch() -> None:
        while os.read(descriptor, 4096):  # unbuffered: a buffer's lock held at exit would abort it
            pass
        stop.set()

    threading.Thread(target=watch, name="standard input watch", daemon=True).start()
