"""What a topic of `mesonaut validate` is made of: tasks that give checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .check import Check


@dataclass(frozen=True, slots=True)
class Task:
    """A few checks that are computed together.

    `seconds` is about how long it takes, for the progress bar. What takes long is left out by `--quick`, and
    its results are kept until the code or the assets behind them change.
    """

    name: str
    checks: Callable[[], Iterable[Check]]
    seconds: float = 1.0

    @property
    def long(self) -> bool:
        """Whether it takes longer than a glance."""
        return self.seconds > 15.0


class SkippedTask(Exception):
    """Raised by a task that cannot be computed here; its words say why."""
