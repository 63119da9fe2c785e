"""How many threads each iteration of a solve takes: as many as were quickest lately, for a cell."""

import time
from types import TracebackType
from typing import Self

import numba

from simulation_server.physics.pacing import Pacing

_CELLS_A_THREAD = 100_000
_KEPT: dict[int, Pacing] = {}
"""What was learned by crew, from one solve to the next."""


class Pace:
    """Sets numba's threads within its context; `next` before each iteration chooses them anew."""

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._allowed = numba.get_num_threads()
        crew = min(self._allowed, 1 + cells // _CELLS_A_THREAD)
        self._pacing = _KEPT.setdefault(crew, Pacing(crew))
        self._threads, self._began = 0, 0.0

    def next(self) -> None:
        """Learns from the iteration that has ended, if any, and chooses the threads of the next."""
        now = time.perf_counter()
        if self._threads:
            self._pacing.learn(self._threads, self._cells, now - self._began)
        self._threads, _ = self._pacing.choose(self._cells)
        numba.set_num_threads(self._threads)
        self._began = time.perf_counter()

    def __enter__(self) -> Self:
        numba.set_num_threads(self._pacing.choose(self._cells)[0])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        numba.set_num_threads(self._allowed)
