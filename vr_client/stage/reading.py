"""What a message's arrays mean to the stage, made of them before a frame takes it: some take milliseconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from simulation_server.schema.messages import (
    FillForecast,
    FluxLines,
    FrontBase,
    FrontFrame,
    Message,
    ParticleFrame,
)
from simulation_server.schema.wire import Received

from .flux import FluxLayer, flux_layer
from .front import HeldBase, changed_front, forecast_of, held_base, whole_front
from .surfaces import Forecast, FrontLattice

Arrays = Mapping[str, NDArray[Any]]
Made = FrontLattice | Forecast | FluxLayer | None
"""None where the arrays need no making, or are amiss."""


@dataclass(frozen=True, slots=True)
class Read(Received):
    """A message with what was made of its arrays."""

    made: Made = None


class Reader:
    """Reads the messages of one server in their order: a front tells what has changed since its base.

    Given to the connection as its `read`, it works on the connection's thread and no frame waits for it.
    """

    def __init__(self) -> None:
        self._base: HeldBase | None = None
        self._step_id = 0  # of the newest front

    def __call__(self, received: Received) -> Read:
        """The message, read."""
        made = self.made_of(received.message, received.arrays)
        return Read(received.header, received.message, received.arrays, made)

    def made_of(self, message: Message, arrays: Arrays) -> Made:
        """What the arrays of the next message stand for."""
        match message:
            case FrontBase() | FrontFrame():
                return self._front(message, arrays)
            case FillForecast():
                return forecast_of(message, arrays)
            case FluxLines():
                return flux_layer(message, arrays)
            case ParticleFrame() if message.step_id > self._step_id:
                self._base = None  # of an electrode that is no more
        return None

    def _front(self, message: FrontBase | FrontFrame, arrays: Arrays) -> FrontLattice | None:
        self._step_id = message.step_id
        if isinstance(message, FrontFrame):
            return changed_front(self._base, message, arrays)
        self._base = held_base(message, arrays, self._base)
        return None if self._base is None else whole_front(self._base, message)
