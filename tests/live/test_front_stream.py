"""The front on its way: whatever is dropped, and whoever joins late, what is shown is what there was."""

import time

import numpy as np
import pytest
import zmq
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulation_server.live.front_stream import BASE_PERIOD_S, FrontStream, front_base
from simulation_server.schema import messages
from simulation_server.schema.front_codes import LAST, LEVEL
from simulation_server.schema.messages import FrontBase, FrontFrame, Hello
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import FrontState
from simulation_server.schema.wire import Keyframes, decode, encode
from simulation_server.streaming.audience import Audience
from simulation_server.streaming.present import Present
from simulation_server.streaming.publication import Publication
from tests.drawing.packing import Sent
from vr_client.connection.inbox import Inbox
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import FrontLattice

SHAPE = (7, 6, 9)


class Pores:
    """A filling of random pores that goes on at random, some cells back to gas, some cut off."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.time_ms = 0.0
        self.begin()

    def begin(self) -> None:
        """Another electrode."""
        self.solid = self.random.random(SHAPE) < 0.5
        self.liquid = np.zeros(SHAPE, np.uint8)
        self.filled_ms = np.full(SHAPE, np.nan, np.float32)
        self.trapped = np.zeros(SHAPE, np.bool_)

    def next(self, share: float) -> FrontState:
        """The next state, in which about a share of the cells is another."""
        self.time_ms += float(self.random.uniform(0.1, 2.0))
        moved = (self.random.random(SHAPE) < share) & ~self.solid
        self.liquid = np.where(moved, self.random.integers(0, 256, SHAPE), self.liquid).astype(np.uint8)
        fresh = (self.liquid > 127) & np.isnan(self.filled_ms)
        self.filled_ms = np.where(fresh, self.time_ms, self.filled_ms).astype(np.float32)
        cut_off = (self.random.random(SHAPE) < 0.2 * share) & ~self.solid
        self.trapped = self.trapped ^ cut_off
        return FrontState(
            0.5, self.time_ms, 0.5, self.liquid, self.solid.copy(), 1.0, self.filled_ms, self.trapped
        )


def assert_same(front: FrontLattice, state: FrontState) -> None:
    """Equal to within the steps of the wire."""
    np.testing.assert_array_equal(front.solid, state.solid)
    np.testing.assert_array_equal(front.trapped, state.trapped)
    assert np.abs(front.liquid.astype(int) - state.liquid.astype(int)).max() <= (LEVEL + 1) // 2
    assert ((front.liquid > 127) == (state.liquid > 127)).mean() > 0.9
    np.testing.assert_array_equal(np.isnan(front.filled_ms), np.isnan(state.filled_ms))
    np.testing.assert_allclose(
        front.filled_ms, state.filled_ms, rtol=0.0, atol=0.51 * state.time_ms / (LAST - 1)
    )


class Joined:
    """A client on a socket of its own that puts together what comes, as a view does."""

    def __init__(self, hall: "Hall") -> None:
        self.socket = hall.context.socket(zmq.DEALER)
        self.socket.connect(hall.audience.address)
        self.socket.send_multipart(encode(Hello()))
        assert hall.audience.socket.poll(5000)
        ((self.identity, _),) = list(hall.audience.receive())
        hall.audience.join(self.identity, "test")
        for publication in hall.present.snapshot():
            hall.audience.give(self.identity, publication)
        self.keyframes, self.inbox, self.stage = Keyframes(), Inbox(), Stage()

    def receive(self, wait_ms: int = 0) -> None:
        """Takes in what has come."""
        while self.socket.poll(wait_ms):
            self.inbox.put(decode(self.socket.recv_multipart(), messages.FromServer, self.keyframes))
            wait_ms = 0

    def draw(self, hall: "Hall") -> None:
        """Shows the newest, which is a state that the server had, and asks for the next."""
        for received in self.inbox.take():
            self.stage.apply(received, 0.0)
        if self.stage.front is not None:
            assert_same(self.stage.front, hall.states[self.stage.front.time_ms])
        hall.audience.grant(self.identity)


class Hall:
    """A stream, what a server keeps of it, and clients on real sockets."""

    def __init__(self) -> None:
        self.context = zmq.Context()
        self.audience = Audience(self.context, "tcp://127.0.0.1:0")
        self.present = Present(Recipe())
        self.now_s = 0.0
        self.stream = FrontStream(lambda: self.now_s)
        self.states: dict[float, FrontState] = {}
        self.clients: list[Joined] = []
        self.kinds: list[type] = []

    def show(self, state: FrontState, *, lost: bool = False) -> None:
        """Sends a state; `lost` where the hub did not keep up, which happens only to what may be dropped."""
        self.states[state.time_ms] = state
        message, arrays = self.stream.message(state, 1)
        self.kinds.append(type(message))
        if not (lost and message.droppable):
            publication = self.audience.new(message, arrays)
            self.present.keep(publication)
            self.audience.give_all(publication)
        self.audience.flush()

    def __enter__(self) -> "Hall":
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.socket.close(linger=0)
        self.audience.socket.close(linger=0)
        self.context.term()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["state", "state", "lost", "jump", "draw", "draw", "join", "anew"]), st.integers(0, 2)
    ),
    min_size=5,
    max_size=40,
)


@given(seed=st.integers(0, 2**31), acts=ACTS)
@settings(max_examples=40, deadline=None)
def test_every_viewer_shows_what_the_server_had_and_in_the_end_what_it_has(
    seed: int, acts: list[tuple[str, int]]
) -> None:
    pores = Pores(seed)
    with Hall() as hall:
        hall.clients.append(Joined(hall))
        for act, which in acts:
            if act == "join" and len(hall.clients) < 4:
                hall.clients.append(Joined(hall))
            elif act == "draw":
                client = hall.clients[which % len(hall.clients)]
                client.receive()
                client.draw(hall)
            elif act == "anew":
                pores.begin()
                hall.stream.begin()
            else:
                hall.now_s += 0.6 * BASE_PERIOD_S
                hall.show(pores.next(0.3 if act == "jump" else 0.02), lost=act == "lost")
        last = pores.next(0.02)
        hall.show(last)
        until = time.monotonic() + 5.0
        for client in hall.clients:
            while client.stage.front is None or client.stage.front.time_ms != last.time_ms:
                assert time.monotonic() < until, "the newest state did not come"
                client.draw(hall)
                hall.audience.flush()
                client.receive(50)


def sent(message: messages.Message, arrays: dict[str, NDArray[np.generic]]) -> Sent:
    return Sent(message, **arrays)


def test_a_frame_whose_base_is_not_there_is_ignored_until_it_comes() -> None:
    pores, stream, stage = Pores(3), FrontStream(lambda: 0.0), Stage()
    base, later, last = (stream.message(pores.next(0.05), 1) for _ in range(3))
    assert [type(m) for m, _ in (base, later, last)] == [FrontBase, FrontFrame, FrontFrame]
    stage.apply(sent(*later), 0.0)
    assert stage.front is None
    stage.apply(sent(*base), 0.0)
    stage.apply(sent(*last), 0.0)
    assert stage.front.time_ms == last[0].time_ms
    another = FrontStream(lambda: 0.0)
    another.message(pores.next(0.05), 1)
    stage.apply(sent(*front_base(pores.next(0.0), 1)), 0.0)
    now_ms = stage.front.time_ms
    stage.apply(sent(messages.FrontFrame(base=7, time_ms=99.0, saturation=1.0, progress=1.0), last[1]), 0.0)
    assert stage.front.time_ms == now_ms


@pytest.mark.parametrize("step", [[0], [-1, 2], [10**6], [1, -1]], ids=str)
def test_changes_that_fit_no_base_are_not_shown(step: list[int]) -> None:
    stage = Stage()
    stage.apply(sent(*front_base(Pores(1).next(0.1), 1)), 0.0)
    before, k = stage.front, len(step)
    frame = FrontFrame(base=1, time_ms=1.0, saturation=0.5, progress=0.5)
    bytes_ = np.zeros(k, np.uint8)
    arrays = {
        "step": np.array(step, np.int32),
        "liquid": bytes_,
        "filled": np.zeros(k, np.uint16),
        "trapped": bytes_,
    }
    stage.apply(sent(frame, arrays), 0.0)
    assert stage.front is before


def test_a_new_base_comes_when_much_has_changed_but_not_at_once() -> None:
    pores, now_s = Pores(5), [0.0]
    stream = FrontStream(lambda: now_s[0])
    kinds = []
    for share in (0.1, 0.01, 0.9, 0.0):
        kinds.append(type(stream.message(pores.next(share), 1)[0]))
    now_s[0] += BASE_PERIOD_S
    kinds += [type(stream.message(pores.next(0.0), 1)[0]) for _ in range(2)]
    assert kinds == [FrontBase, FrontFrame, FrontFrame, FrontFrame, FrontBase, FrontFrame]


def test_other_pores_or_a_new_filling_come_with_a_base() -> None:
    pores, stream = Pores(5), FrontStream(lambda: 0.0)
    first, _ = stream.message(pores.next(0.1), 1)
    pores.begin()
    second, _ = stream.message(pores.next(0.0), 1)
    stream.begin()
    third, _ = stream.message(pores.next(0.0), 1)
    assert [type(m) for m in (first, second, third)] == [FrontBase] * 3
    assert len({first.base, second.base, third.base}) == 3


def test_an_update_takes_a_small_part_of_the_whole() -> None:
    """A front that goes through a lattice of 64 cells a side, a third of a layer at a time."""
    edge = 64
    random = np.random.default_rng(1)
    solid = random.random((edge, edge, edge)) < 0.55
    z = np.broadcast_to(np.arange(edge), solid.shape)
    depth = edge - np.cumsum(np.full(40, 0.33))
    filled_ms = np.full(solid.shape, np.nan, np.float32)
    stream, clock = FrontStream(lambda: clock[0]), [0.0]
    sizes: dict[type, list[int]] = {FrontBase: [], FrontFrame: []}
    whole = []
    for k, at in enumerate(depth):
        clock[0] += 0.1
        liquid = np.where(solid, 0, np.clip(z - at, 0.0, 1.0) * 255).astype(np.uint8)
        filled_ms = np.where((liquid > 127) & np.isnan(filled_ms), np.float32(k), filled_ms).astype(
            np.float32
        )
        state = FrontState(0.5, float(k), 0.5, liquid, solid, 1.0, filled_ms, np.zeros(solid.shape, np.bool_))
        message, arrays = stream.message(state, 1)
        sizes[type(message)].append(
            sum(len(bytes(part)) for part in Publication(message, arrays, k).parts(None)[0])
        )
        whole.append(sum(len(bytes(p)) for p in Publication(*front_base(state, 1), k).parts(None)[0]))
    assert len(sizes[FrontBase]) < 6
    mean = (sum(sizes[FrontBase]) + sum(sizes[FrontFrame])) / len(depth)
    assert mean < 0.35 * np.mean(whole)
