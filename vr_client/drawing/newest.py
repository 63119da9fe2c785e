"""Work beside the frame: one request at a time on a thread, the newest waiting one next."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Runs jobs that let go of the GIL; requests that were overtaken are never run."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._running: Future[T] | None = None
        self._waiting: Callable[[], T] | None = None

    def request(self, job: Callable[[], T]) -> None:
        """Asks for a job in place of any still waiting."""
        self._waiting = job

    def poll(self) -> T | None:
        """The result of a job that has ended since the last call; starts the waiting one."""
        result = None
        if self._running is not None and self._running.done():
            result = self._running.result()
            self._running = None
        if self._running is None and self._waiting is not None:
            self._running = self._thread.submit(self._waiting)
            self._waiting = None
        return result

    def close(self) -> None:
        """Ends the thread after the present job."""
        self._thread.shutdown(wait=True, cancel_futures=True)
