"""The server through real sockets: answers, late joiners, several viewers, slow ones, bad ones."""

import time

import msgspec
import numpy as np
import pytest
import zmq

from simulation_server.schema import messages
from simulation_server.schema.errors import MachineError, UserError
from simulation_server.schema.messages import (
    Fill,
    FillForecast,
    FrontBase,
    FrontFrame,
    Goodbye,
    Hello,
    ParticleFrame,
    Pause,
    Predict,
    Predicted,
    RecipeChanged,
    Refused,
    Reply,
    Restart,
    Resume,
    SetRecipe,
    Shear,
    Shutdown,
    Simulated,
    Status,
    VoxelFrame,
    Welcome,
)
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction
from simulation_server.schema.wire import decode, encode
from simulation_server.streaming.address import checked_address
from simulation_server.streaming.server import serve

from . import fake_chain
from .serving import (
    ANY_PORT,
    CHAIN,
    SMALL,
    LinearSurrogate,
    Viewer,
    no_surrogate,
    server_process,
    server_thread,
    soon,
    with_changes,
)


def asked(viewer: Viewer, kind: type, id_: int, **fields: object) -> Reply:
    """Sends a command and gives its answer."""
    viewer.connection.send(kind(id=id_, **fields))
    return viewer.until(Reply, lambda reply: reply.id == id_)


def test_an_electrode_is_seen_from_slurry_to_results() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        assert viewer.until(Welcome).recipe == SMALL
        viewer.until(Simulated, lambda results: results.complete)
        stages = {frame.stage for frame in viewer.all(ParticleFrame)}
        assert {"slurry", "drying", "calendering"} <= stages
        assert viewer.all(VoxelFrame)
        last = next(r for r in reversed(viewer.seen) if isinstance(r.message, ParticleFrame))
        assert last.arrays["position"].shape == (300, 3)
        assert last.message.plane_um == pytest.approx(84.0)
        assert last.arrays["position"][:, 2].max() < 84.0


def test_every_command_is_answered() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Welcome)
        assert asked(viewer, SetRecipe, 1, recipe=with_changes(calendering={"pressure_mpa": 90.0})).ok
        assert asked(viewer, Predict, 2, recipe=SMALL).ok
        for id_, kind in enumerate((Fill, Shear, Pause, Resume, Restart), start=3):
            assert asked(viewer, kind, id_).ok
        refused = asked(viewer, Shutdown, 9)
        assert not refused.ok and "not started to be ended by viewers" in refused.detail


def test_a_late_joiner_gets_the_present_state() -> None:
    with server_thread() as address:
        with Viewer(address, "first") as first:
            first.until(Simulated, lambda results: results.complete)
            asked(first, Fill, 1)
            first.until((FrontBase, FrontFrame), lambda front: front.saturation == 1.0)
            first.until(Status, lambda status: status.stage == "ready")
        with Viewer(address, "late") as late:
            late.until(Status, lambda status: status.stage == "ready", within_s=3.0)
            late.until(ParticleFrame, within_s=3.0)
            last = late.until((FrontBase, FrontFrame), lambda front: front.saturation == 1.0, within_s=3.0)
            assert late.all(FrontBase)[-1].base == last.base
            assert late.until(FillForecast).saturation[-1] == 1.0
            assert late.all(RecipeChanged)[0].recipe == SMALL
            assert late.all(Predicted)[0].recipe == SMALL
            assert late.all(Simulated)[-1].complete
            assert len(late.all(VoxelFrame)) == 1


def test_two_viewers_see_the_same_change() -> None:
    recipe = with_changes(calendering={"pressure_mpa": 120.0})
    with server_thread() as address, Viewer(address, "a") as a, Viewer(address, "b") as b:
        a.until(Welcome), b.until(Welcome)
        assert asked(a, SetRecipe, 1, recipe=recipe).ok
        assert b.until(RecipeChanged, lambda changed: changed.recipe == recipe)
        assert b.until(Predicted, lambda predicted: predicted.recipe == recipe).command_id is None
        assert a.until(Predicted, lambda predicted: predicted.recipe == recipe).command_id == 1
        soon(lambda: a.draw() is not None and b.draw() is not None and a.connection.frames_received > 5)
        a.until(Simulated, lambda results: results.complete and results.recipe == recipe)
        b.until(Simulated, lambda results: results.complete and results.recipe == recipe)
        assert min(a.connection.frames_received, b.connection.frames_received) > 5
        soon(
            lambda: (
                a.draw() is not None and b.draw() is not None and b.all(ParticleFrame)[-1].plane_um == 78.0
            )
        )


def test_a_slow_viewer_sees_fewer_frames_but_fresh_ones() -> None:
    long = with_changes(simulation={"seed": fake_chain.LONG})
    with server_thread(recipe=long) as address, Viewer(address, "quick") as quick, Viewer(address) as slow:
        quick.until(ParticleFrame), slow.until(ParticleFrame)
        quick.forget(), slow.forget()
        quick.ages_s.clear(), slow.ages_s.clear()
        until, next_s, period_s = time.monotonic() + 2.0, 0.0, 0.2
        while (now := time.monotonic()) < until:
            if not quick.draw():
                time.sleep(0.002)
            if now >= next_s:
                next_s = now + period_s
                slow.draw()
        assert 4 <= len(slow.ages_s) <= 2.0 / period_s + 1
        assert len(quick.ages_s) > 2 * len(slow.ages_s)
        # what it polls was the newest when it last asked: no older than one of its own frames and ours
        assert np.median(slow.ages_s[1:]) < period_s + 0.05
        assert np.median(quick.ages_s) < 0.05


def test_predictions_are_answered_while_the_physics_is_busy() -> None:
    busy = with_changes(simulation={"seed": fake_chain.BUSY})
    with server_thread(recipe=busy) as address, Viewer(address) as viewer:
        viewer.until(Status, lambda status: status.stage == "analysis")
        viewer.until(Predicted)
        for id_ in range(1, 21):
            recipe = with_changes(busy, calendering={"pressure_mpa": 60.0 + id_})
            viewer.connection.send(SetRecipe(id=id_, recipe=recipe))
            viewer.until(Predicted, lambda predicted, id_=id_: predicted.command_id == id_, within_s=2.0)
        latencies = viewer.connection.prediction_latencies_s
        assert len(latencies) == 20
        assert np.median(latencies) < 0.03


def test_less_pressure_shows_a_preview_at_once_and_then_the_physics() -> None:
    recipe = with_changes(calendering={"pressure_mpa": 20.0})
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Simulated, lambda results: results.complete)
        viewer.until(ParticleFrame, lambda frame: frame.progress == 1.0 and frame.stage == "calendering")
        viewer.until(Predicted)
        viewer.forget()
        began = time.monotonic()
        viewer.connection.send(SetRecipe(id=1, recipe=recipe))
        preview = viewer.until(ParticleFrame)
        assert time.monotonic() - began < 0.3
        assert preview.preview and preview.plane_um == pytest.approx(88.0)
        position = next(r for r in viewer.seen if isinstance(r.message, ParticleFrame)).arrays["position"]
        assert position[:, 2].max() == pytest.approx(88.0, rel=0.02)
        live = viewer.until(ParticleFrame, lambda frame: not frame.preview and frame.progress == 1.0)
        assert live.step_id == preview.step_id
        assert live.plane_um == pytest.approx(88.0)


def test_a_drag_downwards_is_followed_by_previews() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Simulated, lambda results: results.complete)
        viewer.until(ParticleFrame, lambda frame: frame.plane_um == 84.0)
        viewer.until(Predicted)
        for id_, pressure in enumerate((50.0, 40.0, 30.0, 35.0), start=1):
            viewer.connection.send(
                SetRecipe(id=id_, recipe=with_changes(calendering={"pressure_mpa": pressure}))
            )
            plane_um = 90.0 - pressure / 10.0
            viewer.until(ParticleFrame, lambda frame, z=plane_um: frame.preview and frame.plane_um == z, 2.0)
        viewer.until(ParticleFrame, lambda frame: not frame.preview and frame.plane_um == 86.5)


def test_a_sheared_slurry_is_seen_and_the_electrode_comes_back() -> None:
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Status, lambda status: status.stage == "slurry")
        assert "as soon as the slurry is mixed" in asked(viewer, Shear, 1, rates_per_s=(25.0,)).detail
        results = viewer.until(Simulated, lambda results: results.complete)
        assert results.outcome.line.slurry.viscosity_pa_s == pytest.approx([4.0])
        viewer.forget()
        assert asked(viewer, Shear, 2, rates_per_s=(100.0,)).detail == "sheared now"
        frame = viewer.until(ParticleFrame, lambda frame: frame.stage == "shearing")
        assert frame.shear_rate_per_s == 100.0
        with Viewer(address, "late") as late:
            viewer.until(Simulated, lambda results: results.complete)
            for each in (viewer, late):
                each.until(
                    ParticleFrame, lambda frame: (frame.stage, frame.plane_um) == ("calendering", 84.0)
                )
        # what the electrode carried is still known: less pressure is met with a preview
        viewer.forget()
        viewer.connection.send(SetRecipe(id=3, recipe=with_changes(calendering={"pressure_mpa": 20.0})))
        assert viewer.until(ParticleFrame, lambda frame: frame.preview).plane_um == pytest.approx(88.0)


def test_no_preview_of_what_the_prediction_does_not_cover() -> None:
    class Doubtful(LinearSurrogate):
        def predict(self, recipe: Recipe) -> Prediction:
            return msgspec.structs.replace(super().predict(recipe), covered=False, why_not_covered="LFP")

    with server_thread(load=Doubtful) as address, Viewer(address) as viewer:
        viewer.until(Simulated, lambda results: results.complete)
        viewer.until(Predicted)
        viewer.forget()
        changed = with_changes(calendering={"pressure_mpa": 20.0})
        viewer.connection.send(SetRecipe(id=1, recipe=changed))
        viewer.until(Simulated, lambda results: results.complete and results.recipe == changed)
        assert not any(frame.preview for frame in viewer.all(ParticleFrame))


def test_a_failure_takes_the_preview_back() -> None:
    failing = with_changes(simulation={"seed": fake_chain.FAILS})
    with server_thread() as address, Viewer(address) as viewer:
        viewer.until(Simulated, lambda results: results.complete)
        viewer.until(ParticleFrame, lambda frame: frame.plane_um == 84.0)
        viewer.until(Predicted)
        viewer.connection.send(SetRecipe(id=1, recipe=failing))
        viewer.until(ParticleFrame, lambda frame: frame.preview)
        viewer.until(messages.Failed)
        soon(lambda: viewer.draw() is not None and not viewer.all(ParticleFrame)[-1].preview)


def test_a_bad_recipe_is_answered_in_its_own_words() -> None:
    with server_thread() as address, zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(address)
        socket.send_multipart(encode(Hello()))
        header = encode(Hello())[0]
        bad = {"kind": "set_recipe", "id": 77, "recipe": {"calendering": {"pressure_mpa": 900.0}}}
        socket.send_multipart([header, msgspec.msgpack.encode(bad)])
        reply = next_of(socket, Reply)
        assert (reply.id, reply.ok) == (77, False)
        assert "calendering.pressure_mpa = 900.0" in reply.detail and "200" in reply.detail
        unknown = {"kind": "explode", "id": 78}
        socket.send_multipart([header, msgspec.msgpack.encode(unknown)])
        reply = next_of(socket, Reply)
        assert (reply.id, reply.ok) == (78, False)


def next_of(socket: zmq.Socket[bytes], kind: type) -> object:
    """The next message of a kind on a bare socket."""
    while socket.poll(5000):
        message = decode(socket.recv_multipart(), messages.FromServer).message
        if isinstance(message, kind):
            return message
    raise AssertionError(f"no {kind.__name__} came")


def test_garbage_is_refused_and_harms_nobody() -> None:
    with server_thread() as address, Viewer(address) as viewer, zmq.Context() as context:
        viewer.until(Welcome)
        with context.socket(zmq.DEALER) as socket:
            socket.setsockopt(zmq.LINGER, 0)
            socket.connect(address)
            random = np.random.default_rng(3)
            for _ in range(50):
                socket.send_multipart([random.bytes(30) for _ in range(random.integers(1, 6))])
            assert "header" in next_of(socket, Refused).reason
            socket.send_multipart(encode(Fill(id=1)))
            while "Hello" not in next_of(socket, Refused).reason:
                pass
            socket.send_multipart(encode(Hello(protocol=99)))
            while "protocol 99" not in next_of(socket, Refused).reason:
                pass
        assert asked(viewer, Pause, 1).ok


def test_without_a_surrogate_the_physics_still_runs() -> None:
    with server_thread(load=no_surrogate) as address, Viewer(address) as viewer:
        viewer.until(Welcome)
        refused = asked(viewer, Predict, 1, recipe=SMALL)
        assert not refused.ok and "no surrogate is shipped" in refused.detail
        accepted = asked(viewer, SetRecipe, 2, recipe=with_changes(calendering={"pressure_mpa": 90.0}))
        assert accepted.ok and "no predictions" in accepted.detail
        viewer.until(Simulated, lambda results: results.complete and results.step_id == 2)
        assert not viewer.all(Predicted)


def test_a_failure_reaches_the_viewers_and_the_next_recipe_works() -> None:
    failing = with_changes(simulation={"seed": fake_chain.FAILS})
    with server_thread(recipe=failing) as address, Viewer(address) as viewer:
        assert "lower it" in viewer.until(messages.Failed).reason
        assert asked(viewer, SetRecipe, 1, recipe=SMALL).ok
        viewer.until(Simulated, lambda results: results.complete and results.recipe == SMALL)


def test_a_worker_that_dies_is_told_of_and_given_up_after_some_tries() -> None:
    dying = with_changes(simulation={"seed": fake_chain.DIES})
    with server_thread(recipe=dying) as address, Viewer(address) as viewer:
        viewer.until(messages.Failed, lambda failed: "started again" in failed.reason)
        viewer.until(messages.Failed, lambda failed: "keeps ending" in failed.reason)
        viewer.until(Status, lambda status: status.stage == "stopped")
        assert asked(viewer, SetRecipe, 1, recipe=SMALL).ok
        viewer.until(Simulated, lambda results: results.complete and results.recipe == SMALL)


def test_shutdown_where_it_is_allowed() -> None:
    with server_thread(allow_shutdown=True) as address, Viewer(address) as viewer:
        viewer.until(Welcome)
        assert asked(viewer, Shutdown, 1).ok
        viewer.until(Goodbye)


def test_a_port_in_use_is_named_with_the_remedy() -> None:
    with server_thread() as address:
        port = address.rpartition(":")[2]
        with pytest.raises(MachineError, match=f"port {port} is taken.*choose another port"):
            serve(address, SMALL, chain=CHAIN, load=LinearSurrogate)


@pytest.mark.parametrize(
    "address", ["tcp://0.0.0.0:5000", "tcp://*:5000", "tcp://192.168.1.5:0", "tcp://example.org:1"]
)
def test_only_loopback_is_bound(address: str) -> None:
    with pytest.raises(UserError, match=r"127\.0\.0\.1|tcp://HOST:PORT"):
        checked_address(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1:5000", "tcp://127.0.0.1", "tcp://127.0.0.1:99999", "udp://127.0.0.1:1"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(UserError, match="expected tcp://HOST:PORT"):
        checked_address(address)


def test_a_server_ends_with_whoever_held_its_standard_input() -> None:
    with server_process() as (address, process), Viewer(address) as viewer:
        viewer.until(Welcome)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10.0) == 0
        viewer.until(Goodbye)


def test_a_server_ends_cleanly_on_a_signal() -> None:
    with server_process(ANY_PORT) as (address, process), Viewer(address) as viewer:
        viewer.until(ParticleFrame)
        process.terminate()
        assert process.wait(10.0) == 0
        viewer.until(Goodbye)
