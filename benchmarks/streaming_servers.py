"""The other ends of the benchmark of the wire, each a process of its own that prints its address.

real N STATES: our server with a chain without physics. flood N: speaks our protocol and sends without end,
whatever was asked. publish N: the plain way, a PUB socket. crowd ADDRESS COUNT: viewers who all move.
They end with their standard input.
"""

import itertools
import sys
import threading
import time

import numpy as np
import streaming_chain
import zmq

from simulation_server.live.frames import particle_frame
from simulation_server.schema import messages
from simulation_server.schema.errors import FileError
from simulation_server.schema.messages import Hello, Message, Presence, Welcome
from simulation_server.schema.presence import Placed, Placement
from simulation_server.schema.recipe import Recipe, Simulation
from simulation_server.schema.results import Outcome, Prediction
from simulation_server.schema.wire import Part, code, encode, encode_coded
from simulation_server.streaming.server import serve

FRAMES_PER_SECOND = 30.0


def recipe_of(particles: int, states: int = 4) -> Recipe:
    """For our chain; its seed is the number of states."""
    return Recipe(simulation=Simulation(particles=particles, seed=states))


def frames(particles: int) -> list[tuple[Message, dict[str, np.ndarray]]]:
    """Some frames of so many particles."""
    states = streaming_chain.Chain(recipe_of(particles)).make()
    return [particle_frame(state, state.particles.stress_mpa, 1) for state in states]


def real(particles: int, states: int) -> None:
    """Our server."""

    def no_surrogate() -> None:
        raise FileError("no predictions in a benchmark")

    serve(
        "tcp://127.0.0.1:0",
        recipe_of(particles, states),
        chain="streaming_chain",
        load=no_surrogate,  # type: ignore[arg-type]
        until_stdin_closes=True,
        on_ready=lambda address: print(address, flush=True),
    )


def flood(particles: int) -> None:
    """Sends to whoever says Hello, as fast as the socket takes it: frames, results, people, answers."""
    recipe = recipe_of(particles)
    small: list[Message] = [
        messages.Status(stage="calendering"),
        messages.Simulated(recipe=recipe, outcome=Outcome({}, {}), step_id=1),
        messages.Predicted(recipe=recipe, prediction=Prediction({})),
        messages.PersonHere(person=9, name="someone", colour=1),
        messages.Reply(id=1, ok=True),
        messages.PersonLeft(person=9),
    ]
    sent: list[list[Part]] = [encode(message) for message in small]
    sent += [encode_coded(code(message, arrays, for_display=True)) for message, arrays in frames(particles)]
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        port = router.bind_to_random_port("tcp://127.0.0.1")
        print(f"tcp://127.0.0.1:{port}", flush=True)
        identity = router.recv_multipart()[0]
        router.send_multipart([identity, *encode(Welcome(version="flood", recipe=recipe, viewers=1))])
        for parts in itertools.cycle(sent):
            try:
                router.send_multipart([identity, *parts], zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(1e-4)


def publish(particles: int) -> None:
    """Frames on a PUB socket that keeps one for each subscriber, as the usual advice goes."""
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        publisher.setsockopt(zmq.SNDHWM, 1)
        port = publisher.bind_to_random_port("tcp://127.0.0.1")
        print(f"tcp://127.0.0.1:{port}", flush=True)
        for message, arrays in itertools.cycle(frames(particles)):
            publisher.send_multipart(encode(message, arrays))
            time.sleep(1.0 / FRAMES_PER_SECOND)


def crowd(address: str, count: int) -> None:
    """Viewers who all move, 20 times a second each."""
    with zmq.Context() as context:
        sockets = [context.socket(zmq.DEALER) for _ in range(count)]
        for socket in sockets:
            socket.setsockopt(zmq.LINGER, 0)
            socket.connect(address)
            socket.send_multipart(encode(Hello(name="one of many")))
        print("here", flush=True)
        for k in itertools.count():
            head = Placement((k % 60.0, 0.0, 80.0), (0.0, 0.0, 0.0, 1.0))
            for socket in sockets:
                socket.send_multipart(encode(Presence(pose=Placed(head=head))))
                socket.send_multipart(encode(messages.Credit()))
                while socket.poll(0):
                    socket.recv_multipart()
            time.sleep(0.05)


def _end_with_parent() -> None:
    sys.stdin.read()
    import os

    os._exit(0)


if __name__ == "__main__":
    kind, *words = sys.argv[1:]
    if kind != "real":
        threading.Thread(target=_end_with_parent, daemon=True).start()
    if kind == "crowd":
        crowd(words[0], int(words[1]))
    else:
        {"real": real, "flood": flood, "publish": publish}[kind](*(int(word) for word in words))
