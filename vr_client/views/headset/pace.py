"""The view's clock as the headset will show it: even steps, a frame ahead.

Frames reach the loop unevenly, but are shown evenly: what moves is brought to when its picture will be seen.
"""

from dataclasses import dataclass

CATCHES_UP = 0.05
"""Share of the way by which the offset of the two clocks follows each frame."""
APART_S = 0.1
"""Further apart than this, frames were missed or the session slept: the clocks are set anew."""


@dataclass(slots=True)
class DisplayClock:
    """Turns the runtime's predicted display times (XrTime, ns) into times of the view."""

    _offset_s: float | None = None
    _last_s: float | None = None

    def frame(self, view_s: float, display_ns: int, period_ns: int) -> tuple[float, float]:
        """(view's time at which this frame is seen, seconds since the last one was)."""
        display_s = display_ns * 1e-9
        wanted_s = view_s + period_ns * 1e-9 - display_s
        if self._offset_s is None or abs(wanted_s - self._offset_s) > APART_S:
            self._offset_s = wanted_s
        self._offset_s += CATCHES_UP * (wanted_s - self._offset_s)
        step_s = 0.0 if self._last_s is None else display_s - self._last_s
        self._last_s = display_s
        return display_s + self._offset_s, min(max(step_s, 0.0), APART_S)
