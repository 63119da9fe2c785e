"""The hub of a server: clients on one side, the worker process on the other, predictions in between."""

import logging
import threading
import time
from collections.abc import Callable

import msgspec
import zmq

from simulation_server.live.orders import Order
from simulation_server.live.preview import goes_back, preview_frame
from simulation_server.live.worker_process import WorkerProcess
from simulation_server.schema import messages
from simulation_server.schema.errors import WireError
from simulation_server.schema.messages import (
    Alive,
    Command,
    Credit,
    Discharge,
    Failed,
    Fill,
    Goodbye,
    Hello,
    Leave,
    ParticleFrame,
    Pause,
    Predict,
    Predicted,
    RecipeChanged,
    Reply,
    Restart,
    Resume,
    SetRecipe,
    Shear,
    Shutdown,
    Status,
    Welcome,
)
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction
from simulation_server.schema.wire import Received, decode
from simulation_server.version import __version__

from .audience import MAX_CLIENTS, Audience
from .commands import reply_to_unreadable, when_discharged, when_sheared
from .predictor import Predictor, Predicts
from .present import Present

_TICK_MS = 100
_RETRY_MS = 10  # while some client cannot take what waits for it
_ALIVE_PERIOD_S = 1.0
_MAX_WORKER_MESSAGES_A_TURN = 50

_log = logging.getLogger(__name__)


class Hub:
    """Answers clients and passes on what the worker gives; computes nothing itself."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        address: str,
        recipe: Recipe,
        allow_shutdown: bool,
        stop: threading.Event,
        chain: str,
        load: Callable[[], Predicts],
    ) -> None:
        self._audience = Audience(context, address)
        self.address = self._audience.address
        self._allow_shutdown = allow_shutdown
        self._stop = stop
        self._present = Present(recipe)
        self._predictor = Predictor(load)
        self._predicted_step = 0
        self._alive_s = 0.0
        self._backlog = False
        self._worker = WorkerProcess(context, chain)
        self._start_worker()

    def turn_once(self) -> None:
        """Waits a moment for news, then answers clients, passes results on and looks after the worker."""
        poller = zmq.Poller()
        poller.register(self._audience.socket, zmq.POLLIN)
        if self._worker.socket is not None:
            poller.register(self._worker.socket, zmq.POLLIN)
        poller.poll(_RETRY_MS if self._backlog else _TICK_MS)
        for identity, parts in self._audience.receive():
            self._answer(identity, parts)
        for _ in range(_MAX_WORKER_MESSAGES_A_TURN):
            received = self._worker.receive()
            if received is None:
                break
            self._pass_on(received)
        self._look_after_worker()
        self._keep_time()
        self._backlog = self._audience.flush()

    def close(self) -> None:
        """Says goodbye, ends the worker and closes the sockets."""
        self._publish(Goodbye(reason="the server ends"))
        self._audience.flush()
        self._worker.stop()
        self._audience.close()

    # --- clients -----------------------------------------------------------------------------

    def _answer(self, identity: bytes, parts: list[bytes]) -> None:
        try:
            message = decode(parts, messages.FromClient).message
        except WireError as error:
            reply = reply_to_unreadable(parts, str(error)) if identity in self._audience else None
            if reply is not None:
                self._audience.give(identity, self._audience.new(reply))
            else:
                self._audience.refuse(identity, str(error))
            return
        if isinstance(message, Hello):
            self._welcome(identity, message)
        elif identity not in self._audience:
            if not isinstance(message, Leave):
                self._audience.refuse(identity, "not known here: say Hello first")
        elif isinstance(message, Credit):
            self._audience.grant(identity)
        elif isinstance(message, Leave):
            self._audience.leave(identity)
        else:
            self._obey(identity, message)

    def _welcome(self, identity: bytes, hello: Hello) -> None:
        if hello.protocol != messages.PROTOCOL:
            versions = f"protocol {hello.protocol}, this server speaks {messages.PROTOCOL}"
            self._audience.refuse(identity, f"{versions}: use the same version of mesonaut on both")
            return
        if len(self._audience) >= MAX_CLIENTS and identity not in self._audience:
            self._audience.refuse(identity, f"{MAX_CLIENTS} viewers are here, and no more may join")
            return
        self._audience.join(identity, hello.name)
        viewers = len(self._audience)
        welcome = Welcome(version=__version__, recipe=self._present.recipe, viewers=viewers)
        changed = RecipeChanged(recipe=self._present.recipe, step_id=self._present.step_id)
        for message in (welcome, changed):
            self._audience.give(identity, self._audience.new(message))
        for publication in self._present.snapshot():
            self._audience.give(identity, publication)
        _log.info("viewer %r joined, %d are here", hello.name, viewers)

    def _obey(self, identity: bytes, command: Command) -> None:
        ok, detail = True, ""
        match command:
            case SetRecipe():
                detail = self._set_recipe(identity, command)
            case Predict():
                prediction = self._predictor.predict(command.recipe)
                ok, detail = prediction is not None, "" if prediction else self._predictor.why_not
                if prediction is not None:
                    predicted = Predicted(recipe=command.recipe, prediction=prediction, command_id=command.id)
                    self._audience.give(identity, self._audience.new(predicted))
            case Pause() | Resume():
                self._present.paused = isinstance(command, Pause)
                self._order(command)
            case Fill() | Restart():
                self._present.turn()
                self._order(command)
                detail = "filled once it is made" if isinstance(command, Fill) else "made again"
            case Discharge():
                detail = when_discharged(self._present.newest(Status))
                self._present.turn()
                self._order(command)
            case Shear():
                detail = when_sheared(self._present.newest(Status))
                self._present.turn()
                self._order(command)
            case Shutdown() if self._allow_shutdown:
                self._stop.set()
            case Shutdown():
                ok, detail = False, "this server was not started to be ended by viewers: end it where it runs"
        self._audience.give(identity, self._audience.new(Reply(id=command.id, ok=ok, detail=detail)))

    def _set_recipe(self, identity: bytes, command: SetRecipe) -> str:
        old = self._present.recipe
        self._present.turn(command.recipe)
        self._publish(RecipeChanged(recipe=command.recipe, step_id=self._present.step_id))
        prediction = self._predict(asker=identity, command_id=command.id)
        if prediction is not None:
            self._preview(old, prediction)
        self._order(command)
        return "" if prediction is not None else self._predictor.why_not

    def _predict(self, asker: bytes | None = None, command_id: int | None = None) -> Prediction | None:
        """Predicts the present recipe and tells everyone, the asker with the id it asked by."""
        present = self._present
        prediction = self._predictor.predict(present.recipe)
        if prediction is None:
            return None
        self._predicted_step = present.step_id
        predicted = Predicted(recipe=present.recipe, prediction=prediction, step_id=present.step_id)
        publication = self._audience.new(predicted)
        present.keep(publication)
        self._audience.give_all(publication, besides=asker)
        if asker is not None:
            own = msgspec.structs.replace(predicted, command_id=command_id)
            self._audience.give(asker, self._audience.new(own))
        return prediction

    def _preview(self, old: Recipe, prediction: Prediction) -> None:
        made, thickness = self._present.made, prediction.quantities.get("thickness_um")
        recipe, step_id = self._present.recipe, self._present.step_id
        if made is None or thickness is None or not prediction.covered:
            return  # a thickness outside of what was learned would show an electrode nobody vouches for
        dragged = self._present.previewing and old.calendering != recipe.calendering
        if not dragged and not goes_back(old, recipe, self._present.pressed_mpa):
            return
        frame, arrays = preview_frame(made.message, made.arrays, recipe, thickness.value, step_id)
        self._present.begin_preview()
        self._show(Received(made.header, frame, arrays), time.time())

    # --- the worker --------------------------------------------------------------------------

    def _order(self, command: SetRecipe | Fill | Shear | Discharge | Pause | Resume | Restart) -> None:
        """Hands a command on; to a worker that was given up, it is another chance."""
        if self._worker.pid is None:
            self._worker.forgive()
            self._start_worker()
            if isinstance(command, SetRecipe | Restart):
                return
        self._worker.send(Order(command=command, step_id=self._present.step_id))

    def _start_worker(self) -> None:
        self._worker.start()
        self._publish(Status(stage="compiling", detail="starting the simulation process"))
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
            self._start_worker()
        else:
            reason = (
                f"the simulation process keeps ending ({death}): change the recipe or restart to try again"
            )
            self._fail(reason)
            self._publish(Status(stage="stopped", detail=reason, step_id=self._present.step_id))

    def _fail(self, reason: str) -> None:
        _log.error(reason)
        self._publish(Failed(reason=reason, step_id=self._present.step_id))

    def _pass_on(self, received: Received) -> None:
        message = received.message
        if isinstance(message, ParticleFrame):
            admitted = self._present.admit(received)
            if admitted is not None:
                self._show(admitted)
        elif isinstance(message, Status):
            self._publish(msgspec.structs.replace(message, viewers=len(self._audience)))
        else:
            if isinstance(message, Failed):
                last_good = self._present.end_preview()
                if last_good is not None:
                    self._show(last_good)
            self._show(received)

    def _show(self, received: Received, wall_time_s: float | None = None) -> None:
        header = received.header
        when_s = header.wall_time_s if wall_time_s is None else wall_time_s
        publication = self._audience.new(received.message, received.arrays, when_s, header.sim_time_us)
        self._present.keep(publication)
        self._audience.give_all(publication)

    # --- both --------------------------------------------------------------------------------

    def _keep_time(self) -> None:
        held = self._present.release()
        if held is not None:
            self._show(held)
        if self._predictor.is_ready and self._predicted_step == 0:
            self._predict()
        now_s = time.monotonic()
        if now_s - self._alive_s >= _ALIVE_PERIOD_S:
            self._alive_s = now_s
            viewers = len(self._audience)
            self._publish(Alive(viewers=viewers))
            status = self._present.newest(Status)
            if status is not None and status.viewers != viewers:
                self._publish(msgspec.structs.replace(status, viewers=viewers))

    def _publish(self, message: messages.Message) -> None:
        publication = self._audience.new(message)
        self._present.keep(publication)
        self._audience.give_all(publication)
