"""The mouse as a hand: a click presses, a drag does not, whatever the pace of the frames."""

import pytest

from vr_client.stage.clip import ClipPlane
from vr_client.tools.desk_hand import DeskHand, desk_eye
from vr_client.tools.desk_input import DeskInput
from vr_client.tools.hand_tools import follow_tools

from .scene import electrode

SIZE_PX = (400, 300)


class AtDesk:
    """A stage under a mouse."""

    def __init__(self) -> None:
        self.stage = electrode([(10, 10, 10)], radii=6.0)
        self.hand, self.given = DeskHand(), DeskInput(SIZE_PX)
        self.stage.tool = "pick"

    def frame(self, *, mouse: bool = True) -> None:
        follow_tools(self.stage)
        self.hand.view, self.hand.projection = desk_eye(self.stage, SIZE_PX, SIZE_PX[0])
        self.hand.use(self.stage, self.given, mouse=mouse)
        self.given.next_frame()

    @property
    def picked(self) -> bool:
        picked, self.stage.hand.picked = self.stage.hand.picked is not None, None
        return picked


@pytest.fixture
def desk() -> AtDesk:
    made = AtDesk()
    made.given.move(200.0, 150.0)
    made.frame()
    assert "aim" in made.stage.marks, "the particle is under the mouse"
    return made


def test_a_click_presses_once(desk: AtDesk) -> None:
    desk.given.button("left", down=True)
    desk.frame()
    assert not desk.picked, "not before it is let go: it may become a drag"
    desk.given.button("left", down=False)
    desk.frame()
    assert desk.picked
    desk.frame()
    assert not desk.picked


def test_a_click_shorter_than_a_frame_counts(desk: AtDesk) -> None:
    desk.given.button("left", down=True)
    desk.given.button("left", down=False)
    desk.frame()
    desk.frame()
    assert desk.picked and not desk.given.buttons


def test_a_button_pressed_again_in_the_same_frame_stays_held() -> None:
    given = DeskInput(SIZE_PX)
    for down in (True, False, True):
        given.button("left", down=down)
    given.next_frame()
    assert given.buttons == {"left"}


def test_a_drag_does_not(desk: AtDesk) -> None:
    desk.given.button("left", down=True)
    desk.frame()
    desk.given.move(206.0, 150.0)
    desk.frame()
    desk.given.move(200.0, 150.0)
    desk.frame()
    desk.given.button("left", down=False)
    desk.frame()
    assert not desk.picked


def test_what_begins_on_the_panel_is_the_panels(desk: AtDesk) -> None:
    desk.given.button("left", down=True)
    desk.frame(mouse=False)
    desk.given.button("left", down=False)
    desk.frame(mouse=False)
    assert not desk.picked


def test_a_cut_is_taken_at_once_and_kept_beyond_the_panels_edge(desk: AtDesk) -> None:
    stage = desk.stage
    stage.tool, stage.clip = "cut", ClipPlane(True, (0.0, -1.0, 0.0), -10.0)
    desk.given.button("left", down=True)
    desk.frame()
    assert stage.hand.cutting is not None
    desk.given.move(230.0, 140.0)
    desk.frame(mouse=False)
    assert stage.clip.offset_um != -10.0
    desk.given.button("left", down=False)
    desk.frame()
    assert stage.hand.cutting is None
