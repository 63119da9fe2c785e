"""One running electrode that is steered: the loop between the physics and what people ask of it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulation_server.schema.errors import MesonautError, PhysicsError
from simulation_server.schema.messages import (
    Failed,
    Fill,
    Pause,
    Restart,
    Resume,
    SetRecipe,
    Simulated,
    Status,
)
from simulation_server.schema.quantities import C_RATES, QUANTITIES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState, ParticleState, Stage, Voxels

from .frames import Emit, FrameGate, voxel_frame
from .orders import Order
from .steps import Leg, RunnableChain, first_leg, legs_after, open_leg

STATUS_PERIOD_S = 0.1
RESULTS_PERIOD_S = 0.5
IDLE_WAIT_S = 0.2

_STAGE = {
    Leg.MAKE: Stage.PACKING,
    Leg.PRESS: Stage.CALENDERING,
    Leg.ANALYSE: Stage.ANALYSIS,
    Leg.DISCHARGE: Stage.DISCHARGE,
    Leg.FILL: Stage.FILLING,
}
_RESULTS = {Leg.ANALYSE: len(STRUCTURE_QUANTITIES), Leg.DISCHARGE: len(C_RATES)}
_log = logging.getLogger(__name__)


class LiveSession:
    """Runs a chain leg by leg and takes orders between its states.

    `orders(timeout_s)` gives what has come, waiting at most so long for the first; `emit` sends.
    """

    def __init__(
        self,
        new_chain: Callable[[Recipe], RunnableChain],
        emit: Emit,
        orders: Callable[[float], Sequence[Order]],
    ) -> None:
        self._new_chain = new_chain
        self._emit = emit
        self._orders = orders
        self._gate = FrameGate(emit)
        self._chain: RunnableChain | None = None
        self._leg: Leg | None = None
        self._next_legs: list[Leg] = []
        self._generator: Iterator[Any] = iter(())
        self._failed_leg: Leg | None = None
        self._step_id = 0
        self._paused = False
        self._fill_asked = False
        self._filled = False
        self._results_in_leg = 0
        self._results_sent_s = 0.0
        self._sent_voxels: Voxels | None = None
        self._stage = "ready"
        self._status = Status(stage="ready")
        self._status_sent_s = 0.0

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; never waits while there is physics to do."""
        while not stop.is_set():
            self.turn_once()

    def turn_once(self) -> None:
        """Takes the orders that have come, then advances the physics by one state."""
        held = self._paused or self._leg is None
        for order in _newest(self._orders(IDLE_WAIT_S if held else 0.0)):
            self._apply(order)
        if not self._paused and self._leg is not None:
            self._advance(self._leg)

    def _apply(self, order: Order) -> None:
        match order.command:
            case SetRecipe(recipe=recipe):
                self._step_id = order.step_id
                self._turn(recipe)
            case Fill():
                self._step_id = order.step_id
                self._ask_fill()
            case Restart() if self._chain is not None:
                self._step_id = order.step_id
                self._chain = self._new_chain(self._chain.recipe)
                self._begin(Leg.MAKE)
            case Pause():
                self._paused = True
                self._say(stage=self._stage)
            case Resume():
                self._paused = False
                self._say(stage=self._stage)

    def _turn(self, recipe: Recipe) -> None:
        if self._chain is None:
            self._chain = self._new_chain(recipe)
            self._begin(Leg.MAKE)
            return
        redo = first_leg(self._chain.turn(recipe))
        if self._failed_leg is not None:
            self._begin(self._failed_leg if redo is None else min(redo, self._failed_leg))
        elif redo is None or (redo is Leg.FILL and not (self._filled or self._fill_asked)):
            self._send_results(complete=self._leg is None)
        elif self._leg is None or self._leg >= redo or self._is_calendering_in_make(redo):
            self._begin(redo)
        else:  # an earlier leg is under way and reads the new recipe when it gets there
            self._fill_asked = self._fill_asked or (redo is Leg.FILL and self._filled)
            self._next_legs = legs_after(self._leg, self._fill_asked)

    def _is_calendering_in_make(self, redo: Leg) -> bool:
        calendering = self._stage == Stage.CALENDERING
        return redo is Leg.PRESS and self._leg is Leg.MAKE and calendering

    def _ask_fill(self) -> None:
        self._fill_asked = True
        if self._failed_leg is not None or self._chain is None:
            reason = "there is no electrode to fill: change the recipe or restart, then fill"
            self._emit(Failed(reason=reason, step_id=self._step_id), {}, 0.0)
        elif self._leg is None or self._leg is Leg.FILL:
            self._begin(Leg.FILL)
        else:
            self._next_legs = legs_after(self._leg, fill=True)

    def _begin(self, leg: Leg) -> None:
        assert self._chain is not None
        close = getattr(self._generator, "close", None)
        if close is not None:
            close()
        if leg <= Leg.PRESS:
            self._filled = False
        if leg is Leg.FILL:
            self._fill_asked = True
        self._failed_leg = None
        self._leg, self._next_legs = leg, legs_after(leg, self._fill_asked)
        self._generator = open_leg(self._chain, leg)
        self._results_in_leg = 0
        self._gate.begin()
        self._say(stage=_STAGE[leg].value)

    def _advance(self, leg: Leg) -> None:
        try:
            result = next(self._generator)
            self._show(result, leg)
        except StopIteration:
            self._end(leg)
        except MesonautError as error:
            self._fail(leg, str(error))
        except Exception as error:  # a fault in the physics must not end what people stand in
            _log.exception("%s stopped", leg.name.lower())
            self._fail(leg, f"{_STAGE[leg].value} stopped: {type(error).__name__}: {error}")

    def _show(self, result: Any, leg: Leg) -> None:
        match result:
            case ParticleState():
                self._gate.show(result, self._step_id)
                self._say(
                    stage=result.stage.value,
                    progress=result.progress,
                    pressure_mpa=result.pressure_mpa,
                    plane_um=result.plane_um,
                    time_us=result.time_us,
                )
            case FrontState():
                self._gate.show(result, self._step_id)
                detail = f"{100.0 * result.saturation:.0f} % of the pores filled"
                self._say(
                    stage=Stage.FILLING.value,
                    progress=result.progress,
                    time_us=result.time_ms * 1000.0,
                    detail=detail,
                )
                if time.monotonic() - self._results_sent_s >= RESULTS_PERIOD_S:
                    self._send_results(complete=False)  # the saturation so far
            case (name, _):
                self._results_in_leg += 1
                progress = min(1.0, self._results_in_leg / _RESULTS.get(leg, self._results_in_leg))
                self._say(stage=_STAGE[leg].value, progress=progress, detail=_said(str(name)))
                self._send_results(complete=False)
            case _:
                raise PhysicsError(f"{leg.name.lower()} gave a {type(result).__name__}, which is no state")

    def _end(self, leg: Leg) -> None:
        self._gate.flush(self._step_id)
        if leg is Leg.FILL:
            self._fill_asked, self._filled = False, True
        remaining = self._next_legs
        if remaining:
            self._begin(remaining[0])
        else:
            self._leg = None
        self._send_results(complete=self._leg is None)
        if self._leg is None:
            self._say(stage="ready", progress=1.0)

    def _fail(self, leg: Leg, reason: str) -> None:
        self._failed_leg, self._leg, self._next_legs = leg, None, []
        self._emit(Failed(reason=reason, step_id=self._step_id), {}, 0.0)
        self._say(stage="stopped", detail=reason)

    def _send_results(self, *, complete: bool) -> None:
        assert self._chain is not None
        voxels = self._chain.voxels
        if voxels is not None and voxels is not self._sent_voxels:
            self._sent_voxels = voxels
            self._emit(*voxel_frame(voxels, self._step_id), 0.0)
        self._results_sent_s = time.monotonic()
        results = Simulated(
            recipe=self._chain.recipe, outcome=self._chain.outcome, step_id=self._step_id, complete=complete
        )
        self._emit(results, {}, 0.0)

    def _say(self, *, stage: str, **values: Any) -> None:
        """Sends a status: always when the stage is another, else not too often."""
        self._stage = stage
        if self._paused:
            values["detail"], stage = f"{stage}, held", "paused"
        status = Status(stage=stage, step_id=self._step_id, **values)
        now_s = time.monotonic()
        is_new = status.stage != self._status.stage or status.step_id != self._status.step_id
        self._status = status
        if is_new or now_s - self._status_sent_s >= STATUS_PERIOD_S:
            self._status_sent_s = now_s
            self._emit(status, {}, 0.0)


def _said(name: str) -> str:
    """A quantity's name in words; a discharge's label as it is."""
    return QUANTITIES[name].label if name in QUANTITIES else name


def _newest(orders: Sequence[Order]) -> list[Order]:
    """The orders without those SetRecipe that a later one overtook: of a drag, only its end is made."""
    recipes = [order for order in orders if isinstance(order.command, SetRecipe)]
    overtaken = {id(order) for order in recipes[:-1]}
    return [order for order in orders if id(order) not in overtaken]
