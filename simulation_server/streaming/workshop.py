"""The physics as the server sees it: a worker kept at work, its frames let through, previews before them."""

import logging
import time

import msgspec
import zmq

from simulation_server.live.orders import Order
from simulation_server.live.preview import goes_back, preview_frame
from simulation_server.live.worker_process import WorkerProcess
from simulation_server.schema.messages import (
    Discharge,
    Failed,
    Fill,
    ParticleFrame,
    Pause,
    Restart,
    Resume,
    SetRecipe,
    Shear,
    Status,
)
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction
from simulation_server.schema.wire import Received

from .broadcast import Broadcast
from .present import Present

_MAX_MESSAGES_A_TURN = 50

_log = logging.getLogger(__name__)


class Workshop:
    """Hands commands to the worker and passes on what it gives; starts it again when it dies."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], chain: str, present: Present, broadcast: Broadcast
    ) -> None:
        self._present = present
        self._broadcast = broadcast
        self._worker = WorkerProcess(context, chain)
        self._start()

    @property
    def socket(self) -> zmq.Socket[bytes] | None:
        """The socket to the worker, while one runs."""
        return self._worker.socket

    def order(self, command: SetRecipe | Fill | Shear | Discharge | Pause | Resume | Restart) -> None:
        """Hands a command on; to a worker that was given up, it is another chance."""
        if self._worker.pid is None:
            self._worker.forgive()
            self._start()
            if isinstance(command, SetRecipe | Restart):
                return
        self._worker.send(Order(command=command, step_id=self._present.step_id))

    def preview(self, old: Recipe, prediction: Prediction) -> None:
        """Shows at once, where physics must go back to follow a change, what the prediction lets expect."""
        made, thickness = self._present.made, prediction.quantities.get("thickness_um")
        recipe, step_id = self._present.recipe, self._present.step_id
        if made is None or thickness is None or not prediction.covered:
            return  # a thickness outside of what was learned would show an electrode nobody vouches for
        dragged = self._present.previewing and old.calendering != recipe.calendering
        if not dragged and not goes_back(old, recipe, self._present.pressed_mpa):
            return
        frame, arrays = preview_frame(made.message, made.arrays, recipe, thickness.value, step_id)
        self._present.begin_preview()
        self._broadcast.show(Received(made.header, frame, arrays), time.time())

    def turn_once(self, viewers: int) -> None:
        """Passes on what the worker has given, and looks after it."""
        for _ in range(_MAX_MESSAGES_A_TURN):
            received = self._worker.receive()
            if received is None:
                break
            self._pass_on(received, viewers)
        self._look_after_worker()
        held = self._present.release()
        if held is not None:
            self._broadcast.show(held)

    def close(self) -> None:
        """Ends the worker."""
        self._worker.stop()

    def _start(self) -> None:
        self._worker.start()
        self._broadcast.say(Status(stage="compiling", detail="starting the simulation process"))
        recipe = SetRecipe(id=0, recipe=self._present.recipe)
        self._worker.send(Order(command=recipe, step_id=self._present.step_id))
        if self._present.paused:
            self._worker.send(Order(command=Pause(id=0), step_id=self._present.step_id))

    def _look_after_worker(self) -> None:
        death = self._worker.death()
        if death is None:
            return
        if self._worker.may_start_again():
            self._fail(f"the simulation process ended ({death}): it is started again from the present recipe")
            self._start()
        else:
            reason = (
                f"the simulation process keeps ending ({death}): change the recipe or restart to try again"
            )
            self._fail(reason)
            self._broadcast.say(Status(stage="stopped", detail=reason, step_id=self._present.step_id))

    def _fail(self, reason: str) -> None:
        _log.error(reason)
        self._broadcast.say(Failed(reason=reason, step_id=self._present.step_id))

    def _pass_on(self, received: Received, viewers: int) -> None:
        message = received.message
        if isinstance(message, ParticleFrame):
            admitted = self._present.admit(received)
            if admitted is not None:
                self._broadcast.show(admitted)
        elif isinstance(message, Status):
            self._broadcast.say(msgspec.structs.replace(message, viewers=viewers))
        else:
            if isinstance(message, Failed):
                last_good = self._present.end_preview()
                if last_good is not None:
                    self._broadcast.show(last_good)
            self._broadcast.show(received)
