"""The viewer's side: never blocked, always answered, back when the server is back."""

import os
import signal
import time
from pathlib import Path

import pytest
import zmq

from simulation_server.schema import messages
from simulation_server.schema.errors import UserError
from simulation_server.schema.messages import Failed, Pause, Reply, Simulated, Welcome
from simulation_server.schema.wire import encode
from vr_client.connection.connection import Connection, ConnectionState

from .serving import SMALL, Viewer, server_process, server_thread, soon


def workers_of(pid: int) -> list[int]:
    """The child processes of a process (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def test_a_server_that_is_killed_is_reported_lost_and_poll_never_waits() -> None:
    with server_process() as (address, process), Viewer(address) as viewer:
        viewer.until(messages.ParticleFrame)
        process.kill()
        slowest_s = 0.0

        def lost() -> bool:
            nonlocal slowest_s
            began = time.perf_counter()
            viewer.draw()
            slowest_s = max(slowest_s, time.perf_counter() - began)
            return viewer.connection.state is ConnectionState.LOST

        soon(lost, 8.0)
        assert slowest_s < 0.05
        assert viewer.connection.reason
        viewer.connection.send(Pause(id=5))
        reply = viewer.until(Reply, lambda reply: reply.id == 5, within_s=1.0)
        assert not reply.ok and "not connected" in reply.detail


def test_it_comes_back_with_the_server() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Welcome)
        port = address
    with Viewer(port) as early:
        soon(lambda: early.connection.state is ConnectionState.CONNECTING)
        with server_process(port) as (again, _process):
            assert again == port
            early.until(Welcome)
            early.until(Simulated, lambda results: results.complete)
        soon(lambda: early.connection.state is ConnectionState.LOST)
        with server_process(port):
            early.forget()
            early.until(Welcome)
            early.until(messages.ParticleFrame)
            assert early.connection.state is ConnectionState.CONNECTED


def test_no_server_is_said_so() -> None:
    with Connection("tcp://127.0.0.1:9", "nobody there") as connection:
        assert connection.poll() == []
        soon(lambda: "no server answers" in connection.reason, 6.0)
        assert connection.state is ConnectionState.CONNECTING


def test_commands_sent_before_the_welcome_are_not_lost() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        viewer.connection.send(Pause(id=1))
        assert viewer.until(Reply, lambda reply: reply.id == 1).ok


def test_an_address_that_is_none() -> None:
    with pytest.raises(UserError, match="expected tcp://HOST:PORT"):
        Connection("localhost:5780")


def test_a_server_of_another_protocol_is_refused_with_the_reason() -> None:
    import msgspec

    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        port = router.bind_to_random_port("tcp://127.0.0.1")
        with Connection(f"tcp://127.0.0.1:{port}") as connection:
            identity, *_ = router.recv_multipart()
            header = msgspec.msgpack.encode({"protocol": 99})
            router.send_multipart([identity, header, encode(Pause(id=1))[1]])
            soon(lambda: connection.state is ConnectionState.REFUSED)
            assert "protocol 99" in connection.reason


def test_a_silent_server_is_taken_for_gone_and_commands_are_answered() -> None:
    from simulation_server.schema.messages import Welcome as Greeting

    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        port = router.bind_to_random_port("tcp://127.0.0.1")
        with Viewer(f"tcp://127.0.0.1:{port}", silence_s=0.5) as viewer:
            identity, *_ = router.recv_multipart()
            router.send_multipart([identity, *encode(Greeting(version="1", recipe=SMALL, viewers=1))])
            soon(lambda: viewer.connection.state is ConnectionState.CONNECTED)
            viewer.connection.send(Pause(id=3))
            soon(lambda: viewer.connection.state is ConnectionState.LOST)
            assert "silent" in viewer.connection.reason
            reply = viewer.until(Reply, lambda reply: reply.id == 3)
            assert not reply.ok and "before it answered" in reply.detail


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the worker through /proc")
def test_a_worker_that_is_killed_is_started_again() -> None:
    with server_process() as (address, process), Viewer(address) as viewer:
        viewer.until(messages.ParticleFrame)
        (worker,) = workers_of(process.pid)
        os.kill(worker, signal.SIGKILL)
        failed = viewer.until(Failed)
        assert "signal 9" in failed.reason and "started again" in failed.reason
        viewer.forget()
        viewer.until(Simulated, lambda results: results.complete)
        assert workers_of(process.pid) != [worker]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the worker through /proc")
def test_no_worker_outlives_a_killed_server() -> None:
    with server_process() as (address, process), Viewer(address) as viewer:
        viewer.until(messages.ParticleFrame)
        (worker,) = workers_of(process.pid)
        process.kill()
        process.wait()
        soon(lambda: not Path(f"/proc/{worker}").exists() or _is_zombie(worker), 8.0)


def _is_zombie(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # gone in between
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def test_leaving_is_noticed() -> None:
    with server_thread() as address, Viewer(address) as stays:
        stays.until(Welcome)
        with Viewer(address) as goes:
            assert goes.until(Welcome).viewers == 2
        with Viewer(address) as next_one:
            assert next_one.until(Welcome).viewers == 2
