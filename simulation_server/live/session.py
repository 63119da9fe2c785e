"""One running electrode that is steered: the loop between the physics and what people ask of it."""

import threading
from collections.abc import Callable, Sequence

from simulation_server.schema.errors import MesonautError
from simulation_server.schema.messages import Discharge, Fill, Pause, Restart, Resume, SetRecipe, Shear
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Stage

from .course import Course, reason_of
from .frames import Emit
from .orders import Order, newest
from .steering import discharge, fill, shear, turn
from .steps import Leg, RunnableChain

IDLE_WAIT_S = 0.2


class LiveSession:
    """Takes orders between the states of a chain's work, and lets nothing that goes wrong there end it.

    `orders(timeout_s)` gives what has come, waiting at most so long for the first; `emit` sends.
    """

    def __init__(
        self,
        new_chain: Callable[[Recipe], RunnableChain],
        emit: Emit,
        orders: Callable[[float], Sequence[Order]],
    ) -> None:
        self._new_chain = new_chain
        self._orders = orders
        self._course = Course(emit)
        self._telling = self._course.telling
        self._shearing = self._course.shearing
        self._paused = False

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; never waits while there is physics to do."""
        while not stop.is_set():
            self.turn_once()

    def turn_once(self) -> None:
        """Takes the orders that have come, then advances the physics by one state."""
        course = self._course
        held = self._paused or (course.leg is None and not self._shearing.is_running)
        for order in newest(self._orders(IDLE_WAIT_S if held else 0.0)):
            try:
                self._apply(order)
            except Exception as error:  # the next one may go well
                course.fail(course.leg, reason_of(error, type(order.command).__name__))
        if self._paused:
            return
        if self._shearing.is_running or (self._shearing.is_asked and course.has_slurry):
            try:
                self._shear()
            except Exception as error:  # in showing the electrode again
                course.fail(course.leg, reason_of(error, "the electrode's show"))
        else:
            course.advance()

    def _apply(self, order: Order) -> None:
        course = self._course
        if not isinstance(order.command, Pause | Resume):
            self._telling.step_id = order.step_id
        match order.command:
            case SetRecipe(recipe=recipe) if course.chain is None:
                self._make(recipe)
            case SetRecipe(recipe=recipe) if course.chain is not None:
                turn(course, course.chain, recipe)
            case Fill():
                fill(course)
            case Discharge(c_rate=c_rate):
                discharge(course, c_rate)
            case Shear(rates_per_s=rates_per_s):
                shear(course, rates_per_s)
            case Restart() if course.chain is not None:
                self._make(course.chain.recipe)
            case Pause() | Resume() as command:
                self._paused = self._telling.paused = isinstance(command, Pause)
                self._telling.say(stage=self._telling.stage)

    def _make(self, recipe: Recipe) -> None:
        """An electrode from its slurry on."""
        self._course.chain = self._new_chain(recipe)
        self._course.has_slurry = False
        self._course.begin(Leg.MAKE)

    def _shear(self) -> None:
        """One state of the shearing; when there is no further one, the electrode is shown again."""
        reason = ""
        try:
            self._shear_on()
        except MesonautError as error:  # the electrode has not failed and is gone on with
            reason = f"shearing stopped: {error}"
        except Exception as error:
            reason = reason_of(error, "shearing")
        if reason:
            self._shearing.leave()
            self._course.fail(None, reason)
        if not self._shearing.is_running:
            self._course.show_again()

    def _shear_on(self) -> None:
        course = self._course
        assert course.chain is not None
        if self._shearing.is_asked:
            course.gate.flush(self._telling.step_id)
            self._shearing.begin(course.chain)
            self._telling.say(stage=Stage.SHEARING.value)
            course.send_results()
        state = self._shearing.advance(self._telling.step_id)
        if state is not None:
            self._telling.say_state(state, course.chain, f"at {state.shear_rate_per_s:g} 1/s")
