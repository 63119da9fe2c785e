"""A result that takes longer than a frame may: one job at a time, on a thread that all share."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any


@cache
def thread() -> ThreadPoolExecutor:
    """Runs what the tools do beside the frame, one after the other."""
    return ThreadPoolExecutor(1, thread_name_prefix="tools")


@dataclass(slots=True)
class Aside:
    """The newest job asked for is next; each lets go of the interpreter's lock. `key`: what it is of."""

    _running: "tuple[Hashable, Future[Any]] | None" = None
    _waiting: tuple[Hashable, Callable[[], Any]] | None = None
    _known: tuple[Hashable, Any] | None = field(default=None)

    def get(self, key: Hashable, job: Callable[[], Any]) -> Any:
        """The result for `key`, or None until it is there; called again, every frame, until it is."""
        self._collect()
        if self._known is not None and self._known[0] == key:
            return self._known[1]
        if self._running is None:
            self._running = key, thread().submit(job)
        elif self._running[0] != key:
            self._waiting = key, job
        return None

    def _collect(self) -> None:
        if self._running is None or not self._running[1].done():
            return
        self._known = self._running[0], self._running[1].result()
        self._running = None
        if self._waiting is not None:
            (key, job), self._waiting = self._waiting, None
            self._running = key, thread().submit(job)
