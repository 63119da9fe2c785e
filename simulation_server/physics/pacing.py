"""How many threads the next steps are worth, found by trying: results do not depend on it, only time does.

Threads that wait for each other twice a step are fast as long as each has a core, and far slower than one
where others want the cores, since every wait may then last as long as somebody else's turn.
"""

import time

_BURST_S, _TRIAL_S = 0.02, 0.002
"""What is run in one go, and what is spent on trying the other way, at the pace of the better one."""
_FEWEST = 4  # steps
_SOONEST_S, _LATEST_S = 0.5, 8.0
"""When a way that has lost is tried again; the pause doubles as long as it loses."""


class Pacing:
    """Chooses between one thread and `crew` of them by the seconds a step has taken lately."""

    def __init__(self, crew: int) -> None:
        self._ways = sorted({1, crew})
        self._took: dict[int, float] = {}
        self._pause = _SOONEST_S
        self._due = 0.0

    def choose(self, steps: int) -> tuple[int, int]:
        """Threads for the next steps, and how many of the `steps` wanted to take before asking again."""
        if len(self._ways) == 1 or steps < _FEWEST:
            return self._ways[-1] if len(self._ways) == 1 else self._better(), steps
        untried = [way for way in reversed(self._ways) if way not in self._took]
        if untried:
            return untried[0], _FEWEST
        better = self._better()
        if time.perf_counter() < self._due:
            return better, min(steps, max(_FEWEST, int(_BURST_S / self._took[better])))
        other = self._ways[0] if better == self._ways[1] else self._ways[1]
        return other, min(steps, max(_FEWEST, int(_TRIAL_S / self._took[better])))

    def learn(self, threads: int, steps: int, seconds: float) -> None:
        """Takes note of how long `steps` steps took."""
        if not steps:
            return
        new, old = seconds / steps, self._took.get(threads)
        tried = old is None or threads != self._better()
        self._took[threads] = new if tried or old is None else 0.5 * (old + new)
        if tried:
            won = threads == self._better()
            self._pause = _SOONEST_S if won else min(2.0 * self._pause, _LATEST_S)
            self._due = time.perf_counter() + self._pause

    def _better(self) -> int:
        return min(self._ways, key=lambda way: self._took.get(way, float("inf")))
