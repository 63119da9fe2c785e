"""No frame waits: whatever the server does, and however slow what is done beside the frame."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import zmq

from simulation_server.schema.messages import Pause, PersonHere, Presence, Reply, Status, Welcome
from simulation_server.schema.wire import Received, encode
from tests.drawing.packing import front_frame, particle_frame, voxel_frame
from vr_client.connection.connection import Connection, ConnectionState
from vr_client.connection.inbox import MOST_WAITING
from vr_client.stage import mesher
from vr_client.stage.mesher import Mesher
from vr_client.stage.people import Pose
from vr_client.stage.reading import Read, Reader
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import Surface
from vr_client.stage.transforms import translation
from vr_client.views.runner import Loop
from vr_client.views.stub import StubView

from .serving import SMALL, server_process, soon

SLOW_S = 0.3
PROMPT_S = 0.1
"""Far below SLOW_S, far above what other processes may take from a frame's work."""


class MovingView(StubView):
    """The person in it moves, so that a pose is sent with every few frames."""

    def own_pose(self, stage: Stage) -> Pose | None:
        return Pose(translation((stage.now_s, 0.0, 0.0)))


def looped(source: Connection) -> Loop:
    view = MovingView()
    view.open()
    return Loop(view, source, Stage())


def longest_step(loop: Loop, until: Callable[[], object], within_s: float = 20.0) -> float:
    """Runs frames until something is so; how long the longest took (s)."""
    longest_s, end_s = 0.0, time.monotonic() + within_s
    while not until():
        assert time.monotonic() < end_s
        began_s = time.perf_counter()
        loop.step()
        longest_s = max(longest_s, time.perf_counter() - began_s)
        time.sleep(0.001)
    return longest_s


def test_a_stalled_server_is_waited_for_by_no_frame() -> None:
    with server_process() as (address, process), Connection(address, read=Reader(), silence_s=1.0) as source:
        loop = looped(source)
        longest_step(loop, lambda: loop.stage.particles.count)
        process.send_signal(signal.SIGSTOP)
        try:
            for _ in range(300):
                loop.stage.ask(Pause)
            longest_s = longest_step(loop, lambda: source.state is ConnectionState.LOST)
        finally:
            process.send_signal(signal.SIGCONT)
        assert longest_s < PROMPT_S
        longest_step(loop, lambda: loop.stage.connected)
        loop.close()


@contextmanager
def flooding(send: Callable[[Callable[[list[bytes]], None]], None]) -> Iterator[str]:
    """A server that says Welcome, then what `send` gives it, as fast as it is taken."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        port = router.bind_to_random_port("tcp://127.0.0.1")
        router.setsockopt(zmq.ROUTER_MANDATORY, 1)  # waits for a full queue rather than to drop
        router.setsockopt(zmq.SNDTIMEO, 10_000)

        def serve() -> None:
            identity = router.recv_multipart()[0]
            router.send_multipart([identity, *encode(Welcome(version="1", recipe=SMALL, viewers=1))])
            send(lambda parts: router.send_multipart([identity, *parts]))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{port}"
        finally:
            thread.join(10.0)


def test_of_a_flood_nothing_is_lost_or_piled_up_and_each_frame_takes_its_share() -> None:
    count = 2000

    def all_at_once(give: Callable[[list[bytes]], None]) -> None:
        for k in range(count):
            give(encode(PersonHere(person=k + 1, name=f"p{k}", colour=0)))

    with flooding(all_at_once) as address, Connection(address, read=Reader()) as source:
        loop, waiting, works_s = looped(source), [], []
        longest_step(loop, lambda: loop.stage.connected)

        def have_come() -> bool:
            waiting.append(len(source._inbox._waiting))
            return len(loop.stage.people) == count

        end_s = time.monotonic() + 30.0
        while not have_come():
            assert time.monotonic() < end_s
            began_s = time.thread_time()
            loop.step()
            works_s.append(time.thread_time() - began_s)
        assert max(waiting) <= MOST_WAITING + 1
        assert list(loop.stage.people) == [f"p{k}" for k in range(count)]
        assert np.median(works_s) < 0.002
        loop.close()


def test_messages_that_take_long_to_read_hold_up_no_frame() -> None:
    def slowly(received: Received) -> Received:
        if isinstance(received.message, Status):
            time.sleep(SLOW_S)
        return received

    def some(give: Callable[[list[bytes]], None]) -> None:
        for k in range(4):
            give(encode(Status(stage="slurry", progress=k / 4)))
        give(encode(Reply(id=9, ok=True)))

    with flooding(some) as address, Connection(address, read=slowly) as source:
        loop = looped(source)
        longest_s = longest_step(loop, lambda: loop.stage.status.progress == 0.75)
        assert longest_s < PROMPT_S
        loop.close()


def test_a_message_that_cannot_be_read_is_passed_over() -> None:
    def broken(received: Received) -> Received:
        if isinstance(received.message, Status) and received.message.progress == 0.0:
            raise ZeroDivisionError
        return received

    def two(give: Callable[[list[bytes]], None]) -> None:
        give(encode(Status(stage="slurry", progress=0.0)))
        give(encode(Status(stage="slurry", progress=0.5)))

    with flooding(two) as address, Connection(address, read=broken) as source:
        loop = looped(source)
        longest_step(loop, lambda: loop.stage.status.progress == 0.5)
        loop.close()


class SlowHelper:
    """In place of the helper process: takes its time, and dies of pores."""

    def __init__(self) -> None:
        time.sleep(SLOW_S)

    def mesh(self, kind: str, arrays: object, spacing_um: float) -> Surface:
        time.sleep(SLOW_S)
        if kind == "pores":
            raise EOFError
        none = np.zeros((0, 3), np.float32)
        return Surface(none, none, none.astype(np.uint32))

    def end(self) -> None: ...
    def close(self) -> None: ...


def test_meshing_holds_up_no_frame_and_its_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mesher, "MeshHelper", SlowHelper)
    particles, stage = particle_frame(300, height_um=12.0), Stage()
    for sent in (particles, front_frame(particles)):
        stage.apply(sent, 0.0)
    with Mesher() as ours:

        def prompt_until(condition: Callable[[], object]) -> None:
            def updated() -> object:
                began_s = time.perf_counter()
                ours.update(stage)
                assert time.perf_counter() - began_s < PROMPT_S
                return condition()

            soon(updated)

        prompt_until(lambda: stage.front_surface.surface is not None)
        stage.apply(voxel_frame(particles), 0.0)
        stage.layers.pores = True
        prompt_until(lambda: stage.notices.said)
        assert "meshing helper ended" in stage.notices.said[-1].text


def test_meshing_is_left_at_any_moment() -> None:
    particles = particle_frame(300, height_um=12.0)
    for wait_s in (0.0, 0.05, 0.5):
        stage = Stage()
        for sent in (particles, front_frame(particles)):
            stage.apply(sent, 0.0)
        with Mesher() as ours:
            ours.update(stage)
            time.sleep(wait_s)
        ours.update(stage)
        assert stage.front_surface.surface is None and not stage.notices.said


def test_what_is_read_beforehand_is_what_the_stage_would_have_read() -> None:
    particles = particle_frame(300, height_um=12.0)
    sent, reader = front_frame(particles), Reader()
    unread, read = Stage(), Stage()
    for stage in (unread, read):
        stage.apply(particles, 0.0)
    unread.apply(sent, 0.0)
    read.apply(Read(None, sent.message, sent.arrays, reader.made_of(sent.message, sent.arrays)), 0.0)
    for name in ("liquid", "solid", "filled_ms", "trapped"):
        np.testing.assert_array_equal(getattr(read.front, name), getattr(unread.front, name))


def test_poses_that_have_not_left_are_replaced() -> None:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        port = router.bind_to_random_port("tcp://127.0.0.1")
        with Connection(f"tcp://127.0.0.1:{port}") as source:
            from simulation_server.schema.presence import Placed

            for _ in range(100):
                source.show(Presence(pose=Placed()))  # not connected: goes nowhere, and is not kept
            assert not source._presence and not source._outbox
