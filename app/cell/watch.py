"""A resolved discharge as it goes: its curve, and a few moments of its fields."""

from dataclasses import dataclass, field

import numpy as np

from simulation_server.schema.states import CellState

SHOWN = 4
"""Moments that are drawn and kept on disk, evenly spaced in charge; the last one is the end."""
_MOST_KEPT = 16
_FIRST_SPACING = 1.0 / 64.0


@dataclass(slots=True)
class Watch:
    """Sees every state; keeps at most sixteen, since nobody knows beforehand where the discharge ends.

    Those kept are evenly spaced in charge: where there are too many, every second goes.
    """

    capacity_mah_cm2: float  # at rest; the measure of the spacing
    time_s: list[float] = field(default_factory=list)
    passed_mah_cm2: list[float] = field(default_factory=list)
    voltage_v: list[float] = field(default_factory=list)
    last: CellState | None = None
    _kept: list[CellState] = field(default_factory=list)
    _spacing: float = _FIRST_SPACING

    def see(self, state: CellState) -> None:
        """Takes the next state."""
        self.time_s.append(state.time_s)
        self.passed_mah_cm2.append(state.capacity_mah_cm2)
        self.voltage_v.append(state.voltage_v)
        self.last = state
        if state.capacity_mah_cm2 < len(self._kept) * self._spacing * self.capacity_mah_cm2:
            return
        self._kept.append(state)
        if len(self._kept) > _MOST_KEPT:
            del self._kept[1::2]
            self._spacing *= 2.0

    def moments(self) -> list[CellState]:
        """Up to four states, as near as can be to 1/4, 1/2, 3/4 and all of the charge passed."""
        assert self.last is not None
        known = [*(state for state in self._kept if state is not self.last), self.last]
        passed = np.array([state.capacity_mah_cm2 for state in known])
        wanted = passed[-1] * np.arange(1, SHOWN + 1) / SHOWN
        chosen = {int(np.argmin(np.abs(passed - each))) for each in wanted}
        return [known[index] for index in sorted(chosen | {len(known) - 1})]
