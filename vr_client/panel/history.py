"""What the panel remembers of the run to plot it: plane pressure over thickness, filling over time."""

from dataclasses import dataclass, field

from simulation_server.schema.messages import Status
from simulation_server.schema.results import Outcome
from simulation_server.schema.states import Stage as Step
from vr_client.stage.stage import Stage

MOST_POINTS = 4000


@dataclass(slots=True)
class History:
    """Points of the present change; a filling that is steered goes on, one that begins again starts anew."""

    plane_um: list[float] = field(default_factory=list)
    pressure_mpa: list[float] = field(default_factory=list)
    time_ms: list[float] = field(default_factory=list)
    saturation: list[float] = field(default_factory=list)
    _press_step: int = -1

    def hear(self, stage: Stage) -> None:
        """Takes in the newest status and front, every frame; what was already heard adds nothing."""
        status = stage.status
        if status.stage == Step.CALENDERING:
            self._hear_press(status)
        front = stage.front
        if front is None:
            self._forget_filling()
        else:
            if self.time_ms and front.time_ms < self.time_ms[-1]:
                self._forget_filling()
            if not self.time_ms:
                self._catch_up(stage.outcome, front.time_ms)
            if not self.time_ms or front.time_ms > self.time_ms[-1]:
                _add(self.time_ms, self.saturation, front.time_ms, front.saturation)

    def _forget_filling(self) -> None:
        self.time_ms.clear()
        self.saturation.clear()

    def _catch_up(self, outcome: Outcome | None, until_ms: float) -> None:
        """What a viewer who joins late has not seen of the filling."""
        curve = outcome.saturation if outcome is not None else None
        if curve is not None:
            for time_ms, saturation in zip(curve.time_ms, curve.saturation, strict=True):
                if time_ms < until_ms:
                    _add(self.time_ms, self.saturation, time_ms, saturation)

    def _hear_press(self, status: Status) -> None:
        if status.step_id != self._press_step:
            self.plane_um.clear()
            self.pressure_mpa.clear()
            self._press_step = status.step_id
        newest = (status.plane_um, status.pressure_mpa)
        if status.plane_um > 0.0 and (
            not self.plane_um or newest != (self.plane_um[-1], self.pressure_mpa[-1])
        ):
            _add(self.plane_um, self.pressure_mpa, *newest)


def _add(xs: list[float], ys: list[float], x: float, y: float) -> None:
    """Adds a point; a history grown too long loses every second one of its older half."""
    if len(xs) >= MOST_POINTS:
        half = MOST_POINTS // 2
        xs[:half], ys[:half] = xs[:half:2], ys[:half:2]
    xs.append(x)
    ys.append(y)
