"""The course of a session's work: the leg under way, those to come, and what becomes of one that fails."""

import logging
from collections.abc import Iterator
from typing import Any

from simulation_server.schema.errors import MesonautError, PhysicsError
from simulation_server.schema.quantities import C_RATES, STRUCTURE_QUANTITIES
from simulation_server.schema.states import CellState, FrontState, ParticleState, Stage

from .aside import Shearing, close
from .discharging import Discharging
from .filling import Filling
from .frames import Emit, FrameGate
from .steps import STAGES, Leg, RunnableChain, legs_after, open_leg
from .telling import Telling, said

_RESULTS = {Leg.ANALYSE: len(STRUCTURE_QUANTITIES), Leg.DISCHARGE: len(C_RATES)}
_OVER = object()
_log = logging.getLogger(__name__)


class Course:
    """Runs a chain leg by leg. Shearing goes before the leg under way, which then goes on where it was.

    So does a filling behind cell results that are made again: it is put aside meanwhile.
    """

    def __init__(self, emit: Emit) -> None:
        self.gate = FrameGate(emit)
        self.telling = Telling(emit)
        self.shearing = Shearing(emit)
        self.filling = Filling(emit)
        self.discharging = Discharging()
        self.chain: RunnableChain | None = None
        self.leg: Leg | None = None
        self.next_legs: list[Leg] = []
        self.failed_leg: Leg | None = None
        self.stage = Stage.SLURRY  # of the leg under way
        self.has_slurry = False
        self.fill_asked = False
        self.filled = False
        self._generator: Iterator[Any] = iter(())
        self._filling_aside: Iterator[Any] | None = None
        self._results_in_leg = 0

    @property
    def has_failed_before_filling(self) -> bool:
        """Whether there is no electrode that could be filled or discharged, nor one to come."""
        return self.failed_leg is not None and self.failed_leg < Leg.FILL

    @property
    def fills(self) -> bool:
        """Whether a filling is under way or put aside."""
        return self.leg is Leg.FILL or self._filling_aside is not None

    @property
    def has_filling_aside(self) -> bool:
        """Whether a filling waits behind the leg under way."""
        return self._filling_aside is not None

    def begin(self, leg: Leg) -> None:
        """Leaves what is under way and begins a leg, with those that follow it."""
        assert self.chain is not None
        close(self._generator)
        self._leave_what_holds_no_more(leg)
        resumed, self._filling_aside = self._filling_aside, None
        if leg is Leg.FILL:
            self.fill_asked = True
        elif resumed is not None:  # it waits on, behind this leg
            self._filling_aside, resumed = resumed, None
        self.failed_leg = None
        self.leg, self.next_legs = leg, self.legs_after(leg)
        self._generator = resumed or open_leg(self.chain, leg, self.discharging.c_rate)
        self._results_in_leg = 0
        self.stage = STAGES[leg]
        self.gate.begin()
        if not self.shearing.is_running:
            self.telling.say(stage=STAGES[leg].value)
        if leg is Leg.FILL and resumed is None:
            self.filling.begin(self.chain, self.telling.step_id)
        if leg in (Leg.FILL, Leg.CELL):
            self.send_results()

    def advance(self) -> None:
        """One state further. Whatever goes wrong is told, and ends no more than the leg."""
        leg = self.leg
        if leg is None:
            return
        try:
            result = next(self._generator, _OVER)
            if result is _OVER:
                self._end(leg)
            else:
                self._show(result, leg)
        except Exception as error:  # a fault in the physics must not end what people stand in
            self.fail(leg, reason_of(error, STAGES[leg].value))

    def fail(self, leg: Leg | None, reason: str) -> None:
        """A leg is at its end for this reason, which is told; with None, nothing but that."""
        try:
            if leg is Leg.CELL:  # the electrode has not failed
                self.discharging.fail()
                self.telling.failed(reason)
                self._go_on()
                return
        except Exception as error:  # in what comes after it, or in the telling
            leg, reason = self.leg or leg, reason_of(error, "what comes after the discharge")
        if leg is not None:
            self.failed_leg, self.leg, self.next_legs = leg, None, []
        try:
            self.telling.failed(reason)
            if leg is not None:
                self.telling.say(stage="stopped", detail=reason)
        except Exception:  # no more can be done than to be ready for the next order
            _log.exception("this could not be told: %s", reason)

    def legs_after(self, leg: Leg) -> list[Leg]:
        """Those that follow `leg` as things are asked now."""
        return legs_after(leg, fill=self.fill_asked, cell=self.discharging.is_asked)

    def put_filling_aside(self) -> None:
        """The filling under way waits behind the leg that is begun next."""
        self._filling_aside, self._generator = self._generator, iter(())

    def leave_filling_aside(self) -> None:
        """The filling put aside is not gone on with."""
        if self._filling_aside is not None:
            close(self._filling_aside)
            self._filling_aside = None
            self.filling.leave()

    def send_results(self) -> None:
        """What is known so far."""
        assert self.chain is not None
        shears = self.shearing.is_running or self.shearing.is_asked
        complete = not shears and self.leg is None and self.failed_leg is None
        self.telling.results(self.chain, complete=complete)

    def show_again(self) -> None:
        """Sends electrode, filling and discharge whole again, and how they stand, after something else."""
        step_id = self.telling.step_id
        self.gate.repeat(step_id)
        self.filling.repeat(step_id)
        self.telling.repeat_flux()
        self.telling.forget_voxels()
        self.send_results()
        if self.leg is not None:
            self.telling.say(stage=self.stage.value)
        elif self.failed_leg is not None:
            self.telling.say(stage="stopped")
        else:
            self.telling.say(stage="ready", progress=1.0)

    def _leave_what_holds_no_more(self, leg: Leg) -> None:
        """What a leg that is begun takes the ground from."""
        if leg <= Leg.PRESS:  # what is on show is no more: shearing ends too, with the rates it has done
            self.filled = False
            self.shearing.leave()
            self.telling.flux(())
            self.discharging.leave(begun=self.leg is Leg.CELL)
        elif leg is Leg.DISCHARGE:
            self.discharging.redo()
        if leg <= Leg.DISCHARGE:
            self.gate.forget_cell()
        if leg <= Leg.ANALYSE:
            self.leave_filling_aside()
        if self._filling_aside is None:
            self.filling.leave()

    def _show(self, result: Any, leg: Leg) -> None:
        assert self.chain is not None
        telling = self.telling
        match result:
            case ParticleState():
                self.stage = result.stage
                self.has_slurry = self.has_slurry or result.stage is not Stage.SLURRY
                self.gate.show(result, telling.step_id)
                telling.say_state(result, self.chain)
            case FrontState():
                self.filling.note(result)
                self.gate.show(result, telling.step_id)
                telling.say_front(result)
                self._tell_growing_results()
            case CellState():
                self.gate.show(result, telling.step_id)
                telling.say_cell(result)
                self._tell_growing_results()
            case (name, _):
                self._results_in_leg += 1
                progress = min(1.0, self._results_in_leg / _RESULTS.get(leg, self._results_in_leg))
                telling.say(stage=STAGES[leg].value, progress=progress, detail=said(str(name)))
                self.send_results()
            case _:
                raise PhysicsError(f"{leg.name.lower()} gave a {type(result).__name__}, which is no state")

    def _tell_growing_results(self) -> None:
        """The saturation or the discharge so far."""
        if self.telling.results_are_due:
            self.send_results()

    def _end(self, leg: Leg) -> None:
        self.gate.flush(self.telling.step_id)
        if leg is Leg.FILL:
            self.fill_asked, self.filled = False, True
        elif leg is Leg.CELL:
            self.discharging.end()
        elif leg is Leg.ANALYSE:
            self._tell_flux()
        self._go_on()

    def _tell_flux(self) -> None:
        assert self.chain is not None
        try:
            self.telling.flux(self.chain.flux)
        except MesonautError as error:  # nothing flows: its quantities have said so
            _log.info("no flux to show: %s", error)

    def _go_on(self) -> None:
        """With the leg after the one that is over, if there is one."""
        if self.next_legs:
            self.begin(self.next_legs[0])
        else:
            self.leg = None
        self.send_results()
        if self.leg is None:
            self.telling.say(stage="ready", progress=1.0)


def reason_of(error: Exception, what: str) -> str:
    """Why `what` stopped, in a line; of a fault that nobody foresaw the whole is logged."""
    if isinstance(error, MesonautError):
        return str(error)
    _log.error("%s stopped", what, exc_info=error)
    return f"{what} stopped: {type(error).__name__}: {error}"
