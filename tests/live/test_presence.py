"""Those who look at one electrode see each other: through real sockets, the newest pose only."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation_server.schema import messages
from simulation_server.schema.messages import Credit, Hello, ParticleFrame, Poses, Presence, Welcome
from simulation_server.schema.presence import MOST_NAME, Placed, Placement
from simulation_server.schema.wire import decode, encode
from simulation_server.streaming.people import People, plain_name
from vr_client.stage.own_pose import OwnPose
from vr_client.stage.people import Person, Pose
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import translation

from ..wire.strategies import POSES
from . import fake_chain
from .serving import Viewer, server_thread, soon, with_changes


class Guest(Viewer):
    """A viewer with a stage, as a view has one."""

    def __init__(self, address: str, name: str = "guest") -> None:
        super().__init__(address, name)
        self.stage = Stage()

    def draw(self) -> list:
        taken = super().draw()
        for received in taken:
            self.stage.apply(received, time.monotonic())
        self.stage.advance(time.monotonic())
        return taken

    def knows(self, *names: str) -> bool:
        self.draw()
        return set(self.stage.people) == set(names)

    def sees(self, name: str) -> Person:
        self.draw()
        return self.stage.people[name]


def at(x_um: float, um_per_m: float = 50.0) -> Placed:
    return Placed(head=Placement((x_um, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)), um_per_m=um_per_m)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server_thread() as address:
        yield address


def test_everyone_is_known_to_the_others_and_not_to_themselves(address: str) -> None:
    with Guest(address, "Ada") as ada, Guest(address, "Bo") as bo:
        soon(lambda: ada.knows("Bo") and bo.knows("Ada"))
        with Guest(address, "Cy") as cy:
            soon(lambda: cy.knows("Ada", "Bo") and ada.knows("Bo", "Cy"))
            colours = {person.colour for guest in (ada, cy) for person in guest.stage.people.values()}
            assert len(colours) == 3
            assert ada.stage.people["Bo"].colour == cy.stage.people["Bo"].colour
        soon(lambda: ada.knows("Bo") and bo.knows("Ada"))


def test_two_of_a_name_are_told_apart_and_a_name_may_change(address: str) -> None:
    with Guest(address, "Ada") as first, Guest(address, "ada") as second:
        soon(lambda: first.knows("ada 2") and second.knows("Ada"))
        second.connection.introduce("Eve")
        soon(lambda: first.knows("Eve"))
        first.connection.introduce("Eve")
        soon(lambda: second.knows("Eve 2"))


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("", "viewer"),
        ("  Ada \n\t B\x00 ", "Ada B"),
        ("\u202eevil\u200b\x1b[31m", "evil [31m"),
        ("n" * 70, "n" * MOST_NAME),
        ("Ada Lovelace of the analytical engine", "Ada Lovelace of the anal"),
    ],
)  # fmt: skip
def test_names_are_plain_and_short(address: str, asked: str, known: str) -> None:
    with Guest(address, asked), Guest(address, "other") as other:
        soon(lambda: other.knows(known))


def test_a_pose_arrives_as_it_was_and_what_is_drawn_goes_there_smoothly(address: str) -> None:
    turned = translation((10.0, -4.0, 80.0)) @ np.diag([50.0, 50.0, 50.0, 1.0])
    turned[:3, :3] = turned[:3, :3] @ np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    hand = translation((1.0, 2.0, 3.0)) @ turned
    pose = Pose(turned, {"left": hand}, np.array([5.0, 6.0, 7.0]), "pick")
    with Guest(address, "Ada") as ada, Guest(address, "Bo") as bo:
        soon(lambda: ada.knows("Bo") and bo.knows("Ada"))
        ada.connection.show(OwnPose().message(pose, 0.0))
        person = soon(lambda: bo.sees("Ada").head is not None and bo.sees("Ada"))
        np.testing.assert_allclose(person.head, turned, atol=1e-9)
        np.testing.assert_allclose(person.hands["left"], hand, atol=1e-9)
        assert set(person.hands) == {"left"} and person.tool == "pick"
        np.testing.assert_array_equal(person.pointing_um, (5.0, 6.0, 7.0))
        ada.connection.show(OwnPose().message(Pose(translation((100.0, 0.0, 0.0)) @ turned), 0.0))
        seen_um = []

        def has_come() -> bool:
            seen_um.append(bo.sees("Ada").head[0, 3])
            return seen_um[-1] == pytest.approx(110.0)

        soon(has_come)
        assert seen_um == sorted(seen_um)
        assert len({round(x, 3) for x in seen_um}) > 3, "on its way, too"
        assert bo.sees("Ada").hands == {}
        ada.connection.show(Presence(pose=Placed()))
        soon(lambda: bo.sees("Ada").head is None)


def test_a_newcomer_is_told_where_the_others_are(address: str) -> None:
    with Guest(address, "Ada") as ada:
        ada.until(Welcome)
        ada.connection.show(Presence(pose=at(7.0)))
        time.sleep(0.2)
        with Guest(address, "late") as late:
            late.until(Welcome)
            soon(lambda: "Ada" in late.stage.people and late.sees("Ada").head is not None)
            assert late.sees("Ada").head[0, 3] == 7.0


@given(pose=POSES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_pose_goes_to_the_others_and_harms_no_view(pair: tuple[Guest, Guest], pose: Placed) -> None:
    ada, bo = pair
    ada.connection.show(Presence(pose=pose))

    def told() -> bool:
        bo.draw()
        poses = [message.poses for message in bo.all(Poses)]
        return bool(poses) and pose in poses[-1].values()

    soon(told)
    for matrix in (bo.sees("Ada").head, *bo.sees("Ada").hands.values()):
        assert matrix is None or np.isfinite(matrix).all()


@pytest.fixture
def pair(address: str) -> Iterator[tuple[Guest, Guest]]:
    with Guest(address, "Ada") as ada, Guest(address, "Bo") as bo:
        soon(lambda: ada.knows("Bo") and bo.knows("Ada"))
        yield ada, bo


def test_however_fast_one_moves_twenty_poses_a_second_are_told_the_newest_last(address: str) -> None:
    with Guest(address, "Ada") as ada, Guest(address, "Bo") as bo:
        soon(lambda: ada.knows("Bo") and bo.knows("Ada"))
        bo.forget()
        began_s = time.monotonic()
        for k in range(1500):
            ada.connection.show(Presence(pose=at(float(k))))
            time.sleep(0.0005)
            bo.draw()
        lasted_s = time.monotonic() - began_s
        soon(lambda: bo.sees("Ada").head[0, 3] == 1499.0)
        assert 3 <= len(bo.all(Poses)) <= 20.0 * lasted_s + 3
        seen = [next(iter(message.poses.values())).head.at_um[0] for message in bo.all(Poses)]
        assert seen == sorted(seen)


def test_one_who_takes_nothing_delays_nobody() -> None:
    long = with_changes(simulation={"seed": fake_chain.LONG})
    with server_thread(recipe=long) as address, zmq.Context() as context, context.socket(zmq.DEALER) as idle:
        idle.setsockopt(zmq.LINGER, 0)
        idle.setsockopt(zmq.RCVHWM, 1)
        idle.connect(address)
        idle.send_multipart(encode(Hello(name="idle")))
        idle.send_multipart(encode(Credit()))
        with Guest(address, "Ada") as ada, Guest(address, "Bo") as bo:
            soon(lambda: "Bo" in ada.stage.people or ada.draw() is None)
            bo.until(ParticleFrame)
            bo.forget()
            bo.ages_s.clear()
            delays_s: list[float] = []
            for k in range(12):
                ada.connection.show(Presence(pose=at(float(k))))
                sent_s = time.monotonic()
                soon(lambda k=k: bo.draw() is not None and _is_at(bo, float(k)))
                delays_s.append(time.monotonic() - sent_s)
                time.sleep(0.05)
            assert np.median(delays_s) < 0.15
            assert np.median(bo.ages_s) < 0.1


def _is_at(guest: Guest, x_um: float) -> bool:
    told = guest.all(Poses)
    return bool(told) and any(p.head is not None and p.head.at_um[0] == x_um for p in told[-1].poses.values())


def test_one_who_comes_back_is_nobody_else(address: str) -> None:
    with Guest(address, "Bo") as bo, zmq.Context() as context:
        bo.until(Welcome)
        former = [context.socket(zmq.DEALER) for _ in range(3)]  # left open, as by a broken network
        for socket in former:
            socket.connect(address)
            socket.send_multipart(encode(Hello(name="Ada", key="0123")))
            soon(lambda s=socket: s.poll(0) and isinstance(_message(s), Welcome))
        soon(lambda: bo.knows("Ada"))
        for socket in former:
            socket.close(linger=0)


def _message(socket: zmq.Socket[bytes]) -> object:
    return decode(socket.recv_multipart(), messages.FromServer).message


def test_when_the_server_is_lost_nobody_is_shown(address: str) -> None:
    with server_thread() as other, Guest(other, "Ada") as ada:
        with Guest(other, "Bo") as bo:
            soon(lambda: ada.knows("Bo") and bo.knows("Ada"))
            bo.stage.lost("gone", 0.0)
            assert bo.stage.people == {}
        soon(lambda: ada.knows())


@given(st.lists(st.text(max_size=40) | st.sampled_from(["Ada", "ada", "Ada 2", "n" * 30]), max_size=12))
def test_whatever_names_are_asked_for_those_told_are_plain_and_differ(asked: list[str]) -> None:
    people = People()
    told = [people.join(bytes([k]), name).name for k, name in enumerate(asked)]
    assert len({name.casefold() for name in told}) == len(asked)
    for name in told:
        assert name and name.isprintable() and len(name) <= MOST_NAME and name == name.strip()
        assert plain_name(name) == name
    assert [here.colour for here in people.here] == list(range(len(asked)))
