"""Looks now and then whether the OpenXR runtime and its headset are there, while something else shows."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from vr_client.views.headset_probe import Row, probe

PERIOD_S = 3.0
"""Between two questions; each is a process of its own."""


class RuntimeWatch:
    """Asks in a thread of its own; `is_back` once every answer is well, the headset's too."""

    def __init__(self, ask: Callable[[], list[Row]] = probe, period_s: float = PERIOD_S) -> None:
        self._ask, self._period_s = ask, period_s
        self._back, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._look, name="headset watch", daemon=True)

    def wait(self, seconds: float) -> bool:
        """Whether the headset is back, given so long to come."""
        return self._back.wait(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._period_s):
            rows = self._ask()
            if rows and all(ok for _, ok, _ in rows) and rows[-1][0] == "headset":
                self._back.set()
                return
