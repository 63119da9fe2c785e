"""What the geometry alone lets expect of a filling, told when it begins and again when it is steered."""

import logging

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.front_codes import time_codes
from simulation_server.schema.messages import FillForecast
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState

from .frames import Emit
from .steps import Forecast, RunnableChain

_log = logging.getLogger(__name__)
Floats = NDArray[np.float64]


class Filling:
    """Beside a chain that fills: tells what is expected, and steers. A filling goes on without a forecast."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._is_held = False
        self._state: FrontState | None = None  # the newest
        self._told: tuple[Forecast, float, float] | None = None  # with the time it begins at, and its shift

    @property
    def is_held(self) -> bool:
        """Whether a change that it could not take has stopped it: the next one may let it go on."""
        return self._is_held

    def begin(self, chain: RunnableChain, step_id: int) -> None:
        """A filling begins: sends what is expected of it."""
        self.leave()
        self._tell(chain, step_id)

    def leave(self) -> None:
        """There is nothing that could go on any more."""
        self._state, self._told, self._is_held = None, None, False

    def note(self, state: FrontState) -> None:
        """The filling is so far."""
        self._state = state

    def steer(self, chain: RunnableChain, recipe: Recipe, step_id: int) -> bool:
        """Whether it goes on with this recipe from where it is; sends what is then expected.

        What the chain raises passes, and the filling is held.
        """
        self._is_held = True
        goes_on = chain.refill(recipe)
        self._is_held = False
        if goes_on:
            self._tell(chain, step_id)
        return goes_on

    def repeat(self, step_id: int) -> None:
        """Sends the newest forecast again, after something else was on show."""
        if self._told is None:
            return
        forecast, from_ms, shift_ms = self._told
        times_ms, saturations = _curve_from(forecast, from_ms, shift_ms)
        filled_ms = np.maximum(forecast.filled_ms + np.float32(shift_ms), np.float32(from_ms))
        until_ms = float(np.nanmax(filled_ms, initial=from_ms))
        message = FillForecast(
            time_ms=times_ms.tolist(),
            saturation=saturations.tolist(),
            until_ms=until_ms,
            wall_s=forecast.wall_s,
            step_id=step_id,
        )
        self._emit(message, {"filled": time_codes(filled_ms, until_ms)}, 0.0)

    def _tell(self, chain: RunnableChain, step_id: int) -> None:
        state = self._state
        try:
            forecast = chain.forecast()
        except Exception as error:  # a forecast is a help to the eye: the physics does not end for want of it
            _log.warning("no forecast of the filling: %s: %s", type(error).__name__, error)
            forecast = None
        self._told = None
        if forecast is not None:
            from_ms = 0.0 if state is None else state.time_ms
            self._told = forecast, from_ms, 0.0 if state is None else _shift_ms(forecast, state)
            self.repeat(step_id)


def _shift_ms(forecast: Forecast, since: FrontState) -> float:
    """What moves a forecast from dry pores so that at the state's time it is as full as the state."""
    times_ms, saturations = np.asarray(forecast.time_ms), np.asarray(forecast.saturation)
    return since.time_ms - float(np.interp(since.saturation, saturations, times_ms))


def _curve_from(forecast: Forecast, from_ms: float, shift_ms: float) -> tuple[Floats, Floats]:
    """Times (ms) and shares of the pores filled by then, of a moved forecast from a time on."""
    times_ms = np.asarray(forecast.time_ms, np.float64) + shift_ms
    saturations = np.asarray(forecast.saturation, np.float64)
    ahead = times_ms > from_ms
    start = np.interp(from_ms, times_ms, saturations)
    return np.append(from_ms, times_ms[ahead]), np.append(start, saturations[ahead])
