"""The loop: receives, draws, asks for more, and says when the server is gone."""

from simulation_server.schema.messages import Pause, Reply
from simulation_server.schema.states import Phase
from tests.drawing.packing import Sent, front_frame, particle_frame
from vr_client.stage.stage import Stage
from vr_client.views.runner import Loop, run_view
from vr_client.views.stub import StubView


class Wire:
    """A connection with a list of batches to come."""

    def __init__(self, *batches: list[Sent]) -> None:
        self.batches = list(batches)
        self.sent: list = []
        self.drawn_count = 0
        self.state, self.reason = "connected", ""

    def poll(self) -> list[Sent]:
        return self.batches.pop(0) if self.batches else []

    def send(self, command) -> int:
        self.sent.append(command)
        return command.id

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


def test_the_view_is_closed_when_the_loop_ends() -> None:
    particles = particle_frame(300, height_um=12.0)
    wire, stage, view = Wire([particles, front_frame(particles)]), Stage(), opened()
    run_view(view, wire, stage, until=lambda stage: stage.front_surface.surface is not None)
    assert len(stage.front_surface.surface.triangles) > 100
    assert not view._opened
