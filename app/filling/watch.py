"""Runs a filling to its end or its limit and keeps what the files and figures need of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation_server.manufacturing.infiltration import Infiltration
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import FrontState

_STEP_OF_CUTS = 0.01
"""Saturation between two cuts that are kept."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An upright cut through the middle of the electrode."""

    time_ms: float
    saturation: float
    liquid: NDArray[np.uint8]  # (nx, nz)
    trapped: NDArray[np.bool_]  # (nx, nz)


@dataclass(slots=True)
class Watch:
    """What was seen of a filling; `stopped` says why it ended before its own end, or is empty."""

    filling: Infiltration
    most_steps: int
    last: FrontState | None = None
    cuts: list[Cut] = field(default_factory=list)
    quarters: dict[str, FrontState] = field(default_factory=dict)  # the last state of each quarter filled
    stopped: str = ""
    failure: PhysicsError | KeyboardInterrupt | None = None
    wall_s: float = 0.0

    def run(self, minutes: float | None, on_state: Callable[[FrontState], None]) -> None:
        """Runs on; a failure or Ctrl-C ends the run and is kept in `failure`, with the last good state."""
        began = time.perf_counter()
        try:
            for state in self.filling.states():
                self._see(state)
                on_state(state)
                if minutes is not None and time.perf_counter() - began > 60.0 * minutes:
                    self.stopped = f"after {minutes:g} min, as asked"
                    break
            else:
                if self.filling.lattice.steps >= self.most_steps:
                    self.stopped = f"after {self.filling.lattice.steps} lattice steps"
        except (PhysicsError, KeyboardInterrupt) as error:
            self.failure, self.stopped = error, str(error) or "interrupted"
        self.wall_s = round(time.perf_counter() - began, 2)

    def _see(self, state: FrontState) -> None:
        self.last = state
        self.quarters[f"filling-{min(int(state.saturation * 4.0), 3) * 25 + 25:03d}"] = state
        if not self.cuts or state.saturation >= self.cuts[-1].saturation + _STEP_OF_CUTS:
            self.cuts.append(_cut(state))

    def four_cuts(self) -> list[Cut]:
        """Cuts at about a quarter, a half, three quarters and the whole of what was filled."""
        assert self.last is not None
        end = _cut(self.last)
        wanted = [share * end.saturation for share in (0.25, 0.5, 0.75)]
        return [min(self.cuts, key=lambda cut: abs(cut.saturation - near)) for near in wanted] + [end]


def _cut(state: FrontState) -> Cut:
    middle = state.liquid.shape[1] // 2
    return Cut(
        state.time_ms,
        state.saturation,
        state.liquid[:, middle].copy(),
        state.trapped[:, middle].copy(),
    )
