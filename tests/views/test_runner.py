"""The loop: receives, draws, asks for more, and says when the server is gone."""

import msgspec
import numpy as np

from simulation_server.schema.messages import Pause, PersonHere, Poses, Presence, Reply
from simulation_server.schema.presence import Placed, Placement
from simulation_server.schema.states import Phase
from tests.drawing.packing import Sent, front_frame, particle_frame
from vr_client.stage.own_pose import OwnPose, desk_pose
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import translation
from vr_client.views.runner import Loop, run_view
from vr_client.views.stub import StubView


class Wire:
    """A connection with a list of batches to come."""

    def __init__(self, *batches: list[Sent]) -> None:
        self.batches = list(batches)
        self.sent: list = []
        self.drawn_count = 0
        self.shown: list[Presence] = []
        self.names: list[str] = []
        self.state, self.reason = "connected", ""

    def poll(self) -> list[Sent]:
        return self.batches.pop(0) if self.batches else []

    def send(self, command) -> int:
        self.sent.append(command)
        return command.id

    def show(self, presence: Presence) -> None:
        self.shown.append(presence)

    def introduce(self, name: str) -> None:
        self.names.append(name)

    def drawn(self) -> None:
        self.drawn_count += 1


def opened() -> StubView:
    view = StubView()
    view.open()
    return view


def test_frames_reach_the_stage_and_credit_follows_the_drawing() -> None:
    wire, stage = Wire([particle_frame(300, height_um=12.0)], []), Stage()
    loop = Loop(opened(), wire, stage)
    assert loop.step() and loop.step()
    loop.close()
    assert stage.particles.count == 300 and (stage.particles.phase == Phase.AM).any()
    assert wire.drawn_count == 2


def test_commands_leave_in_the_frame_in_which_they_were_asked_and_refusals_are_said() -> None:
    wire, stage = Wire(), Stage()
    loop = Loop(opened(), wire, stage)
    id_ = stage.ask(Pause)
    loop.step()
    assert [(type(c), c.id) for c in wire.sent] == [(Pause, id_)] and not stage.outbox
    wire.batches = [[Sent(Reply(id=id_, ok=False, detail="nothing runs"))]]
    loop.step()
    loop.close()
    assert stage.notices.said[-1].text == "pause refused: nothing runs"


def test_a_lost_server_is_said_once_and_the_picture_stays() -> None:
    wire, stage = Wire([particle_frame(300, height_um=12.0)]), Stage()
    loop = Loop(opened(), wire, stage)
    loop.step()
    wire.state, wire.reason = "lost", "the server is gone"
    loop.step()
    loop.step()
    loop.close()
    assert not stage.connected and stage.particles.count == 300
    assert [n.text for n in stage.notices.said] == ["the server is gone"]


def test_of_very_much_each_frame_takes_its_share_and_credit_follows_the_last() -> None:
    everyone = [Sent(PersonHere(person=k, name=f"p{k}", colour=0)) for k in range(1, 3001)]
    wire, stage = Wire(everyone), Stage()
    loop = Loop(opened(), wire, stage)
    loop.step()
    assert 0 < len(stage.people) < 3000 and wire.drawn_count == 0
    loop.close()
    assert list(stage.people) == [f"p{k}" for k in range(1, 3001)], "none is lost with the view"


def test_the_view_is_closed_when_the_loop_ends() -> None:
    particles = particle_frame(300, height_um=12.0)
    wire, stage, view = Wire([particles, front_frame(particles)]), Stage(), opened()
    run_view(view, wire, stage, until=lambda stage: stage.front_surface.surface is not None)
    assert len(stage.front_surface.surface.triangles) > 100
    assert not view._opened


class Walker(StubView):
    """The person in it walks, or stands still."""

    walks = True

    def own_pose(self, stage: Stage) -> Pose | None:
        return Pose(translation((10.0 * stage.now_s if self.walks else 0.0, 0.0, 0.0)))


def seconds_of(view: StubView, wire: Wire, seconds: float, stage: Stage | None = None) -> None:
    """So many seconds at 90 frames each."""
    view.open()
    frame = iter(range(10**6))
    loop = Loop(view, wire, stage or Stage(), clock=lambda: next(frame) / 90.0)
    for _ in range(round(90.0 * seconds)):
        loop.step()
    loop.close()


def test_the_others_are_told_twenty_times_a_second_where_one_walks() -> None:
    wire = Wire()
    seconds_of(Walker(), wire, 3.0)
    assert 58 <= len(wire.shown) <= 61
    x_um = [presence.pose.head.at_um[0] for presence in wire.shown]
    assert x_um == sorted(x_um) and x_um[-1] > 28.0


def test_of_one_who_stands_still_they_are_told_seldom_and_of_nobody_nothing() -> None:
    still, nobody = Wire(), Wire()
    view = Walker()
    view.walks = False
    seconds_of(view, still, 3.0)
    seconds_of(StubView(), nobody, 3.0)
    assert 3 <= len(still.shown) <= 4 and nobody.shown == []


def test_a_name_is_told_when_it_is_given_and_when_it_changes() -> None:
    wire, stage = Wire(), Stage()
    seconds_of(StubView(), wire, 0.1, stage)
    assert wire.names == []
    stage.settings = msgspec.structs.replace(stage.settings, name="Ada")
    seconds_of(StubView(), wire, 0.1, stage)
    assert wire.names == ["Ada"]


def test_a_pose_that_is_none_is_not_sent_and_harms_nobody() -> None:
    mirror, nowhere = np.diag([-1.0, 1.0, 1.0, 1.0]), translation((np.nan, 0.0, 0.0))
    far, flat = translation((1e9, 0.0, 0.0)), np.diag([1.0, 0.0, 1.0, 1.0])
    for amiss in (mirror, nowhere, far, flat):
        presence = OwnPose().message(Pose(amiss, {"left": translation((1.0, 2.0, 3.0))}), 0.0)
        assert presence.pose.head is None and presence.pose.left.at_um == (1.0, 2.0, 3.0)
    assert (
        OwnPose().message(Pose(pointing_um=np.full(3, np.nan), head=np.eye(4)), 0.0).pose.pointing_um is None
    )


def test_a_turn_that_is_none_is_not_drawn() -> None:
    stage = Stage()
    nowhere = Placed(head=Placement((1.0, 2.0, 3.0), (0.0, 0.0, 0.0, 0.0)))
    for message in (PersonHere(person=3, name="Ada", colour=0), Poses(poses={3: nowhere, 99: nowhere})):
        stage.apply(Sent(message), 0.0)
    stage.advance(0.1)
    assert stage.people["Ada"].head is None and set(stage.people) == {"Ada"}


def test_a_desk_shows_its_camera_as_the_head() -> None:
    stage = Stage()
    stage.apply(particle_frame(300, height_um=12.0), 0.0)
    head = desk_pose(stage).head
    np.testing.assert_allclose((stage.model @ head)[:3, 3], stage.camera.eye_m, atol=1e-9)
    np.testing.assert_allclose((stage.model @ head)[:3, 2], -stage.camera.forward, atol=1e-9)
