"""Every tool is reached from the panel too, by nothing but its buttons."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simulation_server.schema.errors import MachineError
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Outcome, Value
from vr_client.panel.panel import Panel
from vr_client.stage.measurements import Anchor, Distance
from vr_client.stage.stage import Stage
from vr_client.stage.tool import TOOLS
from vr_client.stage.viewpoints import Shelf
from vr_client.tools.pick import data_of
from vr_client.views.offscreen import OffscreenView

from .scene import electrode, soon

SIZE_PX = (640, 900)


class Desk:
    """An offscreen view with the panel open at Tools, and a hand that presses its buttons."""

    def __init__(self, folder: Path) -> None:
        self.view = OffscreenView(SIZE_PX)
        try:
            self.view.open()
        except MachineError as error:
            pytest.skip(str(error))
        self.panel = Panel((430, SIZE_PX[1]))
        self.view.attach(self.panel, None)
        self.stage: Stage = electrode([(10, 10, 10), (14, 10, 10)])
        self.stage.viewpoints = Shelf(path=folder / "viewpoints.json")
        self.panel.open_tab("Tools")
        self.frames(3)

    def frames(self, count: int = 1) -> None:
        for _ in range(count):
            self.stage.now_s += 0.05
            self.view.frame(self.stage, 0.05)

    def press(self, name: str) -> None:
        left, top, right, bottom = self.panel.places[name]
        self.view.given.move(SIZE_PX[0] - self.panel.size[0] + 0.5 * (left + right), 0.5 * (top + bottom))
        self.frames()
        self.view.given.buttons.add("left")
        self.frames()
        self.view.given.buttons.discard("left")
        self.frames(2)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path)
    yield made
    made.view.close()


def test_each_tool_is_taken_in_hand(desk: Desk) -> None:
    for tool in reversed(TOOLS):
        desk.press(f"tool.{tool}")
        assert desk.stage.tool == tool
    assert not desk.stage.hand.measures and desk.stage.hand.picked is None, "the panel has the mouse"


def test_what_was_picked_and_measured_is_shown_and_forgotten(desk: Desk) -> None:
    stage = desk.stage
    before = desk.view.screenshot()
    stage.hand.picked = data_of(stage, 0)
    points = (Anchor(None, np.array([1.0, 1.0, 1.0])), Anchor(None, np.array([1.0, 1.0, 4.0])))
    stage.hand.measures.append(Distance(*points))
    desk.frames(3)
    assert (desk.view.screenshot()[:, 230:] != before[:, 230:]).any()
    desk.press("measures.forget")
    assert not stage.hand.measures


def test_slice_film_undo_and_redo(desk: Desk, tmp_path: Path) -> None:
    stage = desk.stage
    desk.press("slice")
    assert stage.slice_view is not None
    desk.press("slice")
    assert stage.slice_view is None
    desk.press("film")
    assert stage.filming
    desk.press("film")
    assert not stage.filming
    stage.colour = "stress"
    desk.frames(15)
    desk.press("past.undo")
    assert stage.colour == "phase"
    desk.press("past.redo")
    assert stage.colour == "stress"
    soon(lambda: desk.frames() or list(tmp_path.glob("*.mp4")))  # type: ignore[func-returns-value]


def test_an_electrode_is_kept_beside_and_the_difference_shown(desk: Desk) -> None:
    stage = desk.stage
    desk.press("beside")
    assert stage.beside is not None
    stage.recipe = changed(stage.recipe, {"calendering.pressure_mpa": 150.0, "coating.comma_gap_um": 90.0})
    stage.outcome = Outcome({"porosity": Value(0.25, "1")}, {})
    desk.frames(3)
    desk.press("beside")
    assert stage.beside is None


def test_viewpoints_are_kept_gone_to_and_forgotten(desk: Desk) -> None:
    stage = desk.stage
    azimuth = stage.camera.azimuth_deg
    desk.press("viewpoint.keep")
    assert [viewpoint.name for viewpoint in stage.viewpoints.kept] == ["View 1"]
    stage.camera.azimuth_deg += 40.0
    desk.press("viewpoint.View 1")
    assert stage.camera.azimuth_deg == azimuth
    desk.press("viewpoint.forget.View 1")
    assert not stage.viewpoints.kept
