"""Clients that take nothing: merged, queued within bounds, then let go."""

import time

import numpy as np
import zmq

from simulation_server.schema import messages
from simulation_server.schema.messages import ParticleFrame, Pause, Status, VoxelFrame
from simulation_server.schema.wire import Keyframes, decode, encode
from simulation_server.streaming.audience import Audience
from simulation_server.streaming.client import MAX_WAITING_BYTES

from ..wire.test_display_packing import frame_of, moved


class Pair:
    """An audience with one client on a bare socket."""

    def __init__(self) -> None:
        self.context = zmq.Context()
        self.audience = Audience(self.context, "tcp://127.0.0.1:0")
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.RCVHWM, 1)
        self.socket.connect(self.audience.address)
        self.socket.send_multipart(encode(Pause(id=1)))
        assert self.audience.socket.poll(5000)
        ((self.identity, _),) = list(self.audience.receive())
        self.audience.join(self.identity, "test")
        self.keyframes = Keyframes()

    def __enter__(self) -> "Pair":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close(linger=0)
        self.audience.socket.close(linger=0)
        self.context.term()

    def received(self) -> list[messages.Message]:
        """All that arrives within a moment."""
        got = []
        while self.socket.poll(300):
            got.append(decode(self.socket.recv_multipart(), messages.FromServer, self.keyframes))
        return got


def test_of_droppable_kinds_only_the_newest_goes_out_and_only_on_credit() -> None:
    with Pair() as pair:
        for k in range(10):
            pair.audience.give_all(pair.audience.new(Status(stage="slurry", progress=k / 10)))
            pair.audience.flush()
        assert pair.received() == []
        pair.audience.grant(pair.identity)
        pair.audience.flush()
        assert [each.message.progress for each in pair.received()] == [0.9]


def test_frames_travel_as_differences_from_a_keyframe_the_client_holds() -> None:
    message, arrays = frame_of(500)
    with Pair() as pair:
        bases = []
        for k in range(5):
            later = moved(arrays, 0.01 * k)
            pair.audience.give_all(pair.audience.new(message, later))
            if k == 2:
                continue  # dropped: replaced in its slot before the client asked
            pair.audience.grant(pair.identity)
            pair.audience.flush()
            (received,) = pair.received()
            bases.append(received.header.base_sequence)
            np.testing.assert_array_equal(received.arrays["radius"], later["radius"])
            error = np.abs(received.arrays["position"] - later["position"])
            assert np.minimum(error, 60.0 - error)[:, :2].max() < 0.001
            assert isinstance(received.message, ParticleFrame)
        assert bases == [None, 1, 1, 1]


def test_a_keyframe_is_renewed_when_old() -> None:
    message, arrays = frame_of(50)
    with Pair() as pair:
        now_s = time.time()
        for age_s, is_whole in ((0.0, True), (1.0, False), (2.5, True), (3.0, False)):
            pair.audience.give_all(pair.audience.new(message, arrays, now_s + age_s))
            pair.audience.grant(pair.identity)
            pair.audience.flush()
            (received,) = pair.received()
            assert (received.header.base_sequence is None) is is_whole


def test_a_hopelessly_slow_client_is_let_go() -> None:
    block = np.random.default_rng(1).integers(0, 256, (160, 160, 160)).astype(np.uint8)
    with Pair() as pair:
        voxels = pair.audience.new(VoxelFrame(voxel_um=1.0), {"phase": block})
        given = 0
        while len(pair.audience) and given < 1000:
            pair.audience.give_all(voxels)
            pair.audience.flush()
            given += 1
        assert len(pair.audience) == 0
        assert MAX_WAITING_BYTES / block.nbytes < given < 300


def test_a_client_that_vanished_is_forgotten() -> None:
    with Pair() as pair:
        pair.socket.close(linger=0)
        until = time.monotonic() + 5.0
        while len(pair.audience) and time.monotonic() < until:
            pair.audience.give_all(pair.audience.new(messages.Alive(viewers=1)))
            pair.audience.flush()
            time.sleep(0.01)
        assert len(pair.audience) == 0
