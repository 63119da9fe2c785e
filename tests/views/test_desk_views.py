"""What a person at a window, or a script with the offscreen view, can rely on."""

from pathlib import Path

import numpy as np
import pytest
from OpenGL import GL
from PIL import Image

from simulation_server.schema.errors import MachineError
from vr_client.stage.stage import Stage
from vr_client.views.stub import StubView

from .conftest import SIZE_PX, Opened


def differs(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that changed visibly."""
    return float((np.abs(a.astype(int) - b).max(axis=-1) > 12).mean())


class Sign:
    """A panel or legend of one colour."""

    wants_pointer = False
    wants_keys = False

    def __init__(self, size: tuple[int, int], rgba: tuple[int, int, int, int]) -> None:
        self.size = size
        self.pointers: list = []
        self.closed = False
        self.texture = int(GL.glGenTextures(1))
        self._rgba = rgba
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        self.size = size
        texels = np.tile(np.array(self._rgba, np.uint8), (size[1], size[0], 1))
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, *size, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, texels)
        GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_NEAREST)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)

    def frame(self, stage: Stage, *given: object) -> None:
        self.pointers.append(given[0])

    def take_picture_request(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


def test_an_electrode_appears_and_the_cut_opens_it(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    assert view.frame(Stage(), 0.02)
    empty = view.screenshot()
    assert view.frame(stage, 0.02)
    whole = view.screenshot()
    given.press("c")
    view.frame(stage, 0.02)
    open_ = view.screenshot()
    assert whole.shape == (view.size[1], view.size[0], 3) and whole.dtype == np.uint8
    assert differs(whole, empty) > 0.10
    assert stage.clip.enabled and differs(open_, whole) > 0.02
    assert GL.glGetError() == GL.GL_NO_ERROR


def test_drag_wheel_and_keys_move_the_camera(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    given.move(100.0, 100.0)
    view.frame(stage, 0.02)
    azimuth, distance = stage.camera.azimuth_deg, stage.camera.distance_m
    given.buttons.add("left")
    given.move(160.0, 100.0)
    view.frame(stage, 0.02)
    assert stage.camera.azimuth_deg != pytest.approx(azimuth)
    given.buttons.clear()
    given.scroll = 2.0
    view.frame(stage, 0.02)
    assert stage.camera.distance_m < distance
    before = stage.camera.eye_m
    given.press("w")
    view.frame(stage, 0.5)
    assert np.dot(stage.camera.eye_m - before, stage.camera.forward) > 0.0
    given.release("w")
    given.press("r")
    view.frame(stage, 0.02)
    assert stage.camera.azimuth_deg == pytest.approx(azimuth)


def test_the_panel_has_the_right_side_and_the_legend_the_corner(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    panel, legend = Sign((120, 50), (200, 40, 10, 0)), Sign((60, 30), (0, 120, 0, 128))
    view.attach(panel, legend)  # type: ignore[arg-type]
    given.move(SIZE_PX[0] - 100.0, 40.0)
    view.frame(stage, 0.02)
    picture = view.screenshot()
    width, height = view.size
    assert panel.size == (120, height)
    assert (picture[:, width - 118 :] == (200, 40, 10)).all()
    assert panel.pointers[-1].position_px == (20.0, 40.0)
    corner = picture[height - 14 - 15, 14 + 30].astype(int)
    assert corner[1] - corner[0] > 80
    azimuth = stage.camera.azimuth_deg
    given.buttons.add("left")
    given.move(SIZE_PX[0] - 60.0, 40.0)
    view.frame(stage, 0.02)
    assert stage.camera.azimuth_deg == azimuth, "the panel has the mouse"
    given.buttons.clear()
    given.press("tab")
    view.frame(stage, 0.02)
    view.frame(stage, 0.02)
    assert not (view.screenshot()[:, width - 118 :] == (200, 40, 10)).all()
    view.close()
    assert panel.closed and legend.closed


def test_keys_choose_colour_layers_and_help(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    view.frame(stage, 0.02)
    plain = view.screenshot()
    for key in ("v", "h", "1"):
        given.press(key)
    view.frame(stage, 0.02)
    assert (stage.colour, stage.help_shown, stage.layers.am) == ("stress", True, False)
    assert differs(view.screenshot(), plain) > 0.15


def test_a_saved_picture_says_where_it_comes_from(
    opened: Opened, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened.given.press("p")
    opened.view.frame(stage, 0.02)
    (file,) = tmp_path.glob("mesonaut-*.png")
    with Image.open(file) as picture:
        assert picture.size == opened.view.size
        assert "[calendering]" in picture.info["Mesonaut recipe"]
        assert picture.info["Mesonaut seed"] == str(stage.recipe.simulation.seed)
        assert picture.info["Software"].startswith("Mesonaut ")
    assert "saved" in stage.notices.said[-1].text


def test_a_fine_picture_has_smoother_edges(opened: Opened, stage: Stage) -> None:
    opened.view.frame(stage, 0.02)
    plain, fine = opened.view.screenshot(), opened.view.screenshot(fine=True)
    steps = [np.abs(np.diff(picture.astype(int).sum(axis=-1), axis=1)) for picture in (plain, fine)]
    assert fine.shape == plain.shape
    assert np.quantile(steps[1], 0.995) < np.quantile(steps[0], 0.995)


def test_escape_ends_it_and_a_closed_view_says_so(opened: Opened, stage: Stage) -> None:
    opened.given.press("escape")
    assert not opened.view.frame(stage, 0.02)
    opened.view.close()
    opened.view.close()
    with pytest.raises(MachineError, match="not open"):
        opened.view.frame(stage, 0.02)


def test_the_stub_takes_a_stage_and_shows_black(stage: Stage) -> None:
    view = StubView()
    with pytest.raises(MachineError, match="not open"):
        view.frame(stage, 0.02)
    view.open()
    assert view.frame(stage, 0.02)
    assert view.screenshot().shape == (36, 64, 3)
    view.close()
