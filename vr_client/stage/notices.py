"""Short messages to the person at the view: a refused command, a failed step, a saved picture."""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["info", "warning", "error"]
SHOWN_S: dict[Level, float] = {"info": 4.0, "warning": 8.0, "error": 15.0}
"""How long a notice stays on show."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line, said at `time_s` on the view's clock."""

    text: str
    level: Level
    time_s: float


@dataclass(slots=True)
class Notices:
    """The newest few notices; threads beside the frame may add to them."""

    said: list[Notice] = field(default_factory=list)

    def say(self, text: str, level: Level, now_s: float) -> None:
        """Adds a line; the same line said twice in a row only renews it."""
        if self.said and self.said[-1].text == text:
            self.said.pop()
        self.said.append(Notice(text, level, now_s))
        del self.said[:-8]

    def shown(self, now_s: float) -> list[Notice]:
        """Those still to be read, oldest first."""
        return [n for n in self.said if now_s - n.time_s < SHOWN_S[n.level]]
