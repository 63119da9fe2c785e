"""The hub of a server: clients on one side, the worker process on the other, predictions in between."""

import logging
import threading
import time
from collections.abc import Callable, Iterable

import msgspec
import zmq

from simulation_server.schema import messages
from simulation_server.schema.errors import WireError
from simulation_server.schema.messages import (
    Alive,
    Command,
    Credit,
    Discharge,
    Fill,
    Goodbye,
    Hello,
    Introduce,
    Leave,
    Pause,
    Predict,
    Predicted,
    Presence,
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
from simulation_server.schema.wire import decode
from simulation_server.version import __version__

from .audience import MAX_CLIENTS, Audience
from .broadcast import Broadcast
from .commands import reply_to_unreadable, when_discharged, when_sheared
from .people import People
from .predictor import Predictor, Predicts
from .present import Present
from .workshop import Workshop

_TICK_MS = 100
_RETRY_MS = 10  # while some client cannot take what waits for it
_ALIVE_PERIOD_S = 1.0

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
        self._people = People()
        self._predictor = Predictor(load)
        self._predicted_step = 0
        self._alive_s = 0.0
        self._backlog = False
        self._broadcast = Broadcast(self._audience, self._present)
        self._workshop = Workshop(context, chain, self._present, self._broadcast)

    def turn_once(self) -> None:
        """Waits a moment for news, then answers clients, passes results on and looks after the worker."""
        poller = zmq.Poller()
        poller.register(self._audience.socket, zmq.POLLIN)
        if self._workshop.socket is not None:
            poller.register(self._workshop.socket, zmq.POLLIN)
        poller.poll(min(_RETRY_MS if self._backlog else _TICK_MS, self._people.due_ms(time.monotonic())))
        for identity, parts in self._audience.receive():
            self._answer(identity, parts)
        self._workshop.turn_once(viewers=len(self._audience))
        self._keep_time()
        self._backlog = self._audience.flush()

    def close(self) -> None:
        """Says goodbye, ends the worker and closes the sockets."""
        self._broadcast.say(Goodbye(reason="the server ends"))
        self._audience.flush()
        self._workshop.close()
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
        elif isinstance(message, Presence):
            self._people.move(identity, message.pose)
        elif isinstance(message, Introduce):
            self._people.rename(identity, message.name)
        elif isinstance(message, Leave):
            self._audience.leave(identity)
        else:
            self._obey(identity, message)

    def _welcome(self, identity: bytes, hello: Hello) -> None:
        if hello.protocol != messages.PROTOCOL:
            versions = f"protocol {hello.protocol}, this server speaks {messages.PROTOCOL}"
            self._audience.refuse(identity, f"{versions}: use the same version of mesonaut on both")
            return
        known = identity in self._audience or self._people.former(hello.key) is not None
        if len(self._audience) >= MAX_CLIENTS and not known:
            self._audience.refuse(identity, f"{MAX_CLIENTS} viewers are here, and no more may join")
            return
        self._part_with([identity, self._people.former(hello.key)])
        here = self._people.join(identity, hello.name, hello.key)
        self._broadcast.say(here)
        self._audience.join(identity, here.name)
        viewers = len(self._audience)
        recipe, step_id = self._present.recipe, self._present.step_id
        welcome = Welcome(version=__version__, recipe=recipe, viewers=viewers, person=here.person)
        for message in (welcome, RecipeChanged(recipe=recipe, step_id=step_id), *self._people.here):
            self._audience.give(identity, self._audience.new(message))
        for publication in self._present.snapshot():
            self._audience.give(identity, publication)
        _log.info("viewer %r joined, %d are here", here.name, viewers)

    def _part_with(self, identities: Iterable[bytes | None] = ()) -> None:
        """Lets these clients go, and tells of whoever is not here any more."""
        for identity in identities:
            if identity is not None:
                self._audience.leave(identity)
        for left in self._people.leave(staying=self._audience.identities):
            self._broadcast.say(left)

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
                self._workshop.order(command)
            case Fill() | Restart():
                self._present.turn()
                self._workshop.order(command)
                detail = "filled once it is made" if isinstance(command, Fill) else "made again"
            case Discharge():
                detail = when_discharged(self._present.newest(Status))
                self._present.turn()
                self._workshop.order(command)
            case Shear():
                detail = when_sheared(self._present.newest(Status))
                self._present.turn()
                self._workshop.order(command)
            case Shutdown() if self._allow_shutdown:
                self._stop.set()
            case Shutdown():
                ok, detail = False, "this server was not started to be ended by viewers: end it where it runs"
        self._audience.give(identity, self._audience.new(Reply(id=command.id, ok=ok, detail=detail)))

    def _set_recipe(self, identity: bytes, command: SetRecipe) -> str:
        old = self._present.recipe
        self._present.turn(command.recipe)
        self._broadcast.say(RecipeChanged(recipe=command.recipe, step_id=self._present.step_id))
        prediction = self._predict(asker=identity, command_id=command.id)
        if prediction is not None:
            self._workshop.preview(old, prediction)
        self._workshop.order(command)
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

    # --- time --------------------------------------------------------------------------------

    def _keep_time(self) -> None:
        self._part_with()
        if self._predictor.is_ready and self._predicted_step == 0:
            self._predict()
        now_s = time.monotonic()
        for news in (*self._people.renamed(now_s), self._people.poses(now_s)):
            if news is not None:
                self._broadcast.say(news)
        if now_s - self._alive_s >= _ALIVE_PERIOD_S:
            self._alive_s = now_s
            viewers = len(self._audience)
            self._broadcast.say(Alive(viewers=viewers))
            status = self._present.newest(Status)
            if status is not None and status.viewers != viewers:
                self._broadcast.say(msgspec.structs.replace(status, viewers=viewers))
