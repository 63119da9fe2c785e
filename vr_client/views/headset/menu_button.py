"""A button that means one thing tapped and another held."""

from dataclasses import dataclass

HELD_S = 1.5
"""Down for so long, it counts as held."""


@dataclass(slots=True)
class MenuButton:
    """Keeps for how long the button has been down."""

    _down_s: float | None = None

    def frame(self, down: bool, dt_s: float) -> tuple[bool, bool]:
        """(tapped: let go early, held: down for long enough) in this frame."""
        if down:
            self._down_s = (self._down_s or 0.0) + dt_s
            return False, self._down_s >= HELD_S
        tapped = self._down_s is not None and self._down_s < HELD_S
        self._down_s = None
        return tapped, False
