"""One running electrode that is steered: the loop between the physics and what people ask of it."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulation_server.schema.errors import MesonautError, PhysicsError
from simulation_server.schema.messages import Discharge, Fill, Pause, Restart, Resume, SetRecipe, Shear
from simulation_server.schema.quantities import C_RATES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import CellState, FrontState, ParticleState, Stage

from .aside import Shearing, close
from .discharging import Discharging
from .filling import Filling
from .frames import Emit, FrameGate
from .orders import Order, newest
from .steps import STAGES, Leg, RunnableChain, first_leg, legs_after, open_leg
from .telling import Telling, said

IDLE_WAIT_S = 0.2

_RESULTS = {Leg.ANALYSE: len(STRUCTURE_QUANTITIES), Leg.DISCHARGE: len(C_RATES)}
_log = logging.getLogger(__name__)


class LiveSession:
    """Runs a chain leg by leg and takes orders between its states.

    `orders(timeout_s)` gives what has come, waiting at most so long for the first; `emit` sends.
    Shearing goes before the leg under way, which then goes on where it was; so does a filling behind cell
    results that are made again.
    """

    def __init__(
        self,
        new_chain: Callable[[Recipe], RunnableChain],
        emit: Emit,
        orders: Callable[[float], Sequence[Order]],
    ) -> None:
        self._new_chain = new_chain
        self._orders = orders
        self._gate = FrameGate(emit)
        self._telling = Telling(emit)
        self._shearing = Shearing(emit)
        self._filling = Filling(emit)
        self._discharging = Discharging()
        self._chain: RunnableChain | None = None
        self._leg: Leg | None = None
        self._next_legs: list[Leg] = []
        self._generator: Iterator[Any] = iter(())
        self._filling_aside: Iterator[Any] | None = None
        self._failed_leg: Leg | None = None
        self._leg_stage = Stage.SLURRY  # of the leg under way
        self._has_slurry = False
        self._paused = False
        self._fill_asked = False
        self._filled = False
        self._results_in_leg = 0

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; never waits while there is physics to do."""
        while not stop.is_set():
            self.turn_once()

    def turn_once(self) -> None:
        """Takes the orders that have come, then advances the physics by one state."""
        held = self._paused or (self._leg is None and not self._shearing.is_running)
        for order in newest(self._orders(IDLE_WAIT_S if held else 0.0)):
            self._apply(order)
        if self._paused:
            return
        if self._shearing.is_asked and self._has_slurry:
            self._begin_shearing()
        if self._shearing.is_running:
            self._advance_shearing()
        elif self._leg is not None:
            self._advance(self._leg)

    def _apply(self, order: Order) -> None:
        if not isinstance(order.command, Pause | Resume):
            self._telling.step_id = order.step_id
        match order.command:
            case SetRecipe(recipe=recipe):
                self._turn(recipe)
            case Fill():
                self._ask_fill()
            case Discharge(c_rate=c_rate):
                self._ask_discharge(c_rate)
            case Shear(rates_per_s=rates_per_s):
                self._ask_shear(rates_per_s)
            case Restart() if self._chain is not None:
                self._chain = self._new_chain(self._chain.recipe)
                self._has_slurry = False
                self._begin(Leg.MAKE)
            case Pause() | Resume() as command:
                self._paused = self._telling.paused = isinstance(command, Pause)
                self._telling.say(stage=self._telling.stage)

    def _turn(self, recipe: Recipe) -> None:
        if self._chain is None:
            self._chain = self._new_chain(recipe)
            self._begin(Leg.MAKE)
            return
        before = self._chain.recipe
        what = self._chain.turn(recipe)
        redo = first_leg(what)
        self._has_slurry = self._has_slurry and what != "mix"
        fills = self._leg is Leg.FILL or self._filling_aside is not None
        if redo is Leg.FILL and (fills or self._filling.is_held) and self._is_steered(recipe):
            return
        if redo is Leg.DISCHARGE and self._leg is Leg.FILL and _fill_alike(before, recipe):
            self._filling_aside, self._generator = self._generator, iter(())
        if self._failed_leg is not None:
            self._begin(self._failed_leg if redo is None else min(redo, self._failed_leg))
        elif redo is None or (redo is Leg.FILL and not (self._filled or self._fill_asked)):
            self._send_results()
        elif redo is Leg.FILL and self._leg is Leg.CELL:  # which does not mind
            self._fill_asked, self._next_legs = True, [Leg.FILL]
            self._send_results()
        elif self._leg is None or self._leg >= redo or self._is_calendering_in_make(redo):
            self._begin(redo)
        else:  # an earlier leg is under way and reads the new recipe when it gets there
            self._fill_asked = self._fill_asked or (redo is Leg.FILL and self._filled)
            self._next_legs = self._legs_after(self._leg)

    def _is_steered(self, recipe: Recipe) -> bool:
        """Whether the filling goes on with the recipe, or is held until there is one it can take."""
        assert self._chain is not None
        try:
            goes_on = self._filling.steer(self._chain, recipe, self._telling.step_id)
        except MesonautError as error:
            if self._filling_aside is None:
                self._fail(Leg.FILL, str(error))
                return True
            goes_on = False  # it begins again after the leg under way, and says itself what is wrong
        if goes_on:
            self._failed_leg = None
            if self._filling_aside is None:
                self._leg = Leg.FILL
                self._telling.say(stage=Stage.FILLING.value)
            self._send_results()
        else:
            self._leave_filling_aside()
        return goes_on

    def _legs_after(self, leg: Leg) -> list[Leg]:
        return legs_after(leg, fill=self._fill_asked, cell=self._discharging.is_asked)

    def _is_calendering_in_make(self, redo: Leg) -> bool:
        calendering = self._leg_stage is Stage.CALENDERING
        return redo is Leg.PRESS and self._leg is Leg.MAKE and calendering

    def _ask_fill(self) -> None:
        self._fill_asked = True
        if self._failed_leg not in (None, Leg.FILL) or self._chain is None:
            self._telling.failed("there is no electrode to fill: change the recipe or restart, then fill")
        elif self._leg is None or self._leg is Leg.FILL:
            self._begin(Leg.FILL)
        else:
            self._next_legs = self._legs_after(self._leg)

    def _ask_discharge(self, c_rate: float) -> None:
        if self._failed_leg not in (None, Leg.FILL) or self._chain is None:
            self._telling.failed(
                "there is no electrode to discharge: change the recipe or restart, then discharge"
            )
            return
        self._discharging.ask(c_rate)
        if self._leg is None or self._leg is Leg.CELL:
            self._begin(Leg.CELL)
        else:
            self._next_legs = self._legs_after(self._leg)

    def _ask_shear(self, rates_per_s: tuple[float, ...]) -> None:
        if self._failed_leg is not None and not self._has_slurry:
            self._telling.failed("there is no slurry to shear: change the recipe or restart, then shear")
        else:
            self._shearing.ask(rates_per_s)

    def _begin(self, leg: Leg) -> None:
        assert self._chain is not None
        close(self._generator)
        self._leave_what_holds_no_more(leg)
        resumed, self._filling_aside = self._filling_aside, None
        if leg is Leg.FILL:
            self._fill_asked = True
        elif resumed is not None:  # it waits on, behind this leg
            self._filling_aside, resumed = resumed, None
        self._failed_leg = None
        self._leg, self._next_legs = leg, self._legs_after(leg)
        self._generator = resumed or open_leg(self._chain, leg, self._discharging.c_rate)
        self._results_in_leg = 0
        self._leg_stage = STAGES[leg]
        self._gate.begin()
        if not self._shearing.is_running:
            self._telling.say(stage=STAGES[leg].value)
        if leg is Leg.FILL and resumed is None:
            self._filling.begin(self._chain, self._telling.step_id)
        if leg in (Leg.FILL, Leg.CELL):
            self._send_results()

    def _leave_what_holds_no_more(self, leg: Leg) -> None:
        """What a leg that is begun takes the ground from."""
        if leg <= Leg.PRESS:  # what is on show is no more: shearing ends too, with the rates it has done
            self._filled = False
            self._shearing.leave()
            self._telling.flux(())
            self._discharging.leave(begun=self._leg is Leg.CELL)
        elif leg is Leg.DISCHARGE:
            self._discharging.redo()
        if leg <= Leg.DISCHARGE:
            self._gate.forget_cell()
        if leg <= Leg.ANALYSE:
            self._leave_filling_aside()
        if self._filling_aside is None:
            self._filling.leave()

    def _leave_filling_aside(self) -> None:
        if self._filling_aside is not None:
            close(self._filling_aside)
            self._filling_aside = None
            self._filling.leave()

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
            self._fail(leg, f"{STAGES[leg].value} stopped: {type(error).__name__}: {error}")

    def _show(self, result: Any, leg: Leg) -> None:
        assert self._chain is not None
        match result:
            case ParticleState():
                self._leg_stage = result.stage
                self._has_slurry = self._has_slurry or result.stage is not Stage.SLURRY
                self._gate.show(result, self._telling.step_id)
                self._telling.say_state(result, self._chain)
            case FrontState():
                self._filling.note(result)
                self._gate.show(result, self._telling.step_id)
                self._telling.say_front(result)
                self._tell_growing_results()
            case CellState():
                self._gate.show(result, self._telling.step_id)
                self._telling.say_cell(result)
                self._tell_growing_results()
            case (name, _):
                self._results_in_leg += 1
                progress = min(1.0, self._results_in_leg / _RESULTS.get(leg, self._results_in_leg))
                self._telling.say(stage=STAGES[leg].value, progress=progress, detail=said(str(name)))
                self._send_results()
            case _:
                raise PhysicsError(f"{leg.name.lower()} gave a {type(result).__name__}, which is no state")

    def _tell_growing_results(self) -> None:
        """The saturation or the discharge so far."""
        if self._telling.results_are_due:
            self._send_results()

    def _end(self, leg: Leg) -> None:
        self._gate.flush(self._telling.step_id)
        if leg is Leg.FILL:
            self._fill_asked, self._filled = False, True
        elif leg is Leg.CELL:
            self._discharging.end()
        elif leg is Leg.ANALYSE:
            self._tell_flux()
        self._go_on()

    def _tell_flux(self) -> None:
        assert self._chain is not None
        try:
            self._telling.flux(self._chain.flux)
        except MesonautError as error:  # nothing flows: its quantities have said so
            _log.info("no flux to show: %s", error)

    def _go_on(self) -> None:
        """With the leg after the one that is over, if there is one."""
        remaining = self._next_legs
        if remaining:
            self._begin(remaining[0])
        else:
            self._leg = None
        self._send_results()
        if self._leg is None:
            self._telling.say(stage="ready", progress=1.0)

    def _fail(self, leg: Leg, reason: str) -> None:
        if leg is Leg.CELL:  # the electrode has not failed
            self._discharging.fail()
            self._telling.failed(reason)
            self._go_on()
            return
        self._failed_leg, self._leg, self._next_legs = leg, None, []
        self._telling.failed(reason)
        self._telling.say(stage="stopped", detail=reason)

    def _begin_shearing(self) -> None:
        assert self._chain is not None
        self._gate.flush(self._telling.step_id)
        self._shearing.begin(self._chain)
        self._telling.say(stage=Stage.SHEARING.value)
        self._send_results()

    def _advance_shearing(self) -> None:
        assert self._chain is not None
        try:
            state = self._shearing.advance(self._telling.step_id)
        except Exception as error:  # the electrode has not failed and is gone on with
            reason = str(error)
            if not isinstance(error, MesonautError):
                _log.exception("shearing stopped")
                reason = f"{type(error).__name__}: {error}"
            self._telling.failed(f"shearing stopped: {reason}")
            self._shearing.leave()
            state = None
        if state is not None:
            self._telling.say_state(state, self._chain, f"at {state.shear_rate_per_s:g} 1/s")
        else:
            self._show_electrode_again()

    def _show_electrode_again(self) -> None:
        self._gate.repeat(self._telling.step_id)
        self._filling.repeat(self._telling.step_id)
        self._telling.repeat_flux()
        self._telling.forget_voxels()
        self._send_results()
        if self._leg is not None:
            self._telling.say(stage=self._leg_stage.value)
        elif self._failed_leg is not None:
            self._telling.say(stage="stopped")
        else:
            self._telling.say(stage="ready", progress=1.0)

    def _send_results(self) -> None:
        assert self._chain is not None
        sheared = not (self._shearing.is_running or self._shearing.is_asked)
        self._telling.results(
            self._chain, complete=sheared and self._leg is None and self._failed_leg is None
        )


def _fill_alike(before: Recipe, after: Recipe) -> bool:
    """Whether a filling under way is of the one recipe as much as of the other."""
    lattices = (before.simulation.lattice_um, after.simulation.lattice_um)
    return before.infiltration == after.infiltration and lattices[0] == lattices[1]
