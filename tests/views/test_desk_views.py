"""What a person at a window, or a script with the offscreen view, can rely on."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from OpenGL import GL
from PIL import Image

from simulation_server.schema.errors import MachineError
from vr_client.stage.stage import Stage
from vr_client.tools.desk_hand import desk_eye, um_per_px
from vr_client.views.stub import StubView

from .conftest import SIZE_PX, Opened


def differs(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that changed visibly."""
    return float((np.abs(a.astype(int) - b).max(axis=-1) > 12).mean())


def press(opened: Opened, stage: Stage, key: str, *, shift: bool = False) -> None:
    """A key down and up, a frame each."""
    opened.given.press(key, shift=shift)
    opened.view.frame(stage, 0.02)
    opened.given.release(key, shift=shift)


def pixel(opened: Opened, stage: Stage, point_um: np.ndarray) -> tuple[float, float]:
    """Where a place of the electrode is seen."""
    view, projection = desk_eye(stage, opened.view.size, opened.view.size[0])
    at = projection @ view @ stage.model @ np.append(point_um, 1.0)
    width, height = opened.view.size
    return 0.5 * width * (1.0 + at[0] / at[3]), 0.5 * height * (1.0 - at[1] / at[3])


def click_on(opened: Opened, stage: Stage, point_um: np.ndarray) -> tuple[float, float]:
    """Clicks where a place of the electrode is seen; returns the pixel."""
    opened.view.frame(stage, 0.02)
    at = pixel(opened, stage, point_um)
    opened.given.move(*at)
    for held in ({"left"}, set()):
        opened.given.buttons.clear()
        opened.given.buttons.update(held)
        opened.view.frame(stage, 0.02)
    opened.view.frame(stage, 0.02)
    return at


def until(opened: Opened, stage: Stage, holds: Callable[[], bool]) -> None:
    """Frames until something done beside them has happened."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.02)
        opened.view.frame(stage, 0.02)
    raise AssertionError("it did not happen")


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
    opened.given.release("p")
    shown = opened.view.screenshot(fine=True)
    until(opened, stage, lambda: "saved" in stage.notices.said[-1].text if stage.notices.said else False)
    (file,) = tmp_path.glob("mesonaut-*.png")
    width, height = opened.view.size
    with Image.open(file) as picture:
        assert picture.width == width and picture.height > height, "a card below it"
        assert differs(np.asarray(picture)[:height], shown) < 0.02
        assert "[calendering]" in picture.info["Mesonaut recipe"]
        assert picture.info["Mesonaut seed"] == str(stage.recipe.simulation.seed)
        assert picture.info["Software"].startswith("Mesonaut ")


def test_a_click_picks_the_particle_that_is_seen_there(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    press(opened, stage, "i")
    middle = click_on(opened, stage, stage.particles.positions_um.mean(axis=0))
    picked = stage.hand.picked
    assert picked is not None and "pick" in stage.marks
    index = picked.index
    px_per_um = 1.0 / um_per_px(stage, view.size)
    away = np.hypot(*(np.array(pixel(opened, stage, stage.particles.positions_um[index])) - middle))
    assert away <= 1.2 * px_per_um * stage.particles.radii_um[index] + 1.0
    azimuth = stage.camera.azimuth_deg
    given.buttons.add("left")
    view.frame(stage, 0.02)
    given.move(middle[0] + 60.0, middle[1])
    view.frame(stage, 0.02)
    given.buttons.clear()
    view.frame(stage, 0.02)
    assert stage.camera.azimuth_deg != azimuth, "a drag orbits"
    assert stage.hand.picked is not None and stage.hand.picked.index == index, "and picks nothing"
    press(opened, stage, "escape")
    assert stage.tool == "look" and view.frame(stage, 0.02), "escape puts the tool down first"


def test_the_cutting_plane_is_dragged_and_the_camera_stays(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    press(opened, stage, "c")
    press(opened, stage, "c", shift=True)
    assert stage.tool == "cut"
    azimuth, before = stage.camera.azimuth_deg, stage.clip
    at = pixel(opened, stage, np.array([17.5, 17.5, 11.0]))
    given.move(*at)
    view.frame(stage, 0.02)
    given.buttons.add("left")
    view.frame(stage, 0.02)
    wanted = pixel(opened, stage, np.array([17.5, 23.5, 11.0]))
    given.move(*wanted)
    view.frame(stage, 0.02)
    given.buttons.clear()
    view.frame(stage, 0.02)
    assert stage.clip.normal == before.normal and stage.camera.azimuth_deg == azimuth
    assert stage.clip.offset_um == pytest.approx(before.offset_um - 6.0, abs=0.3)


def test_the_slice_fills_the_picture_and_leaves_again(opened: Opened, stage: Stage) -> None:
    view, given = opened.view, opened.given
    view.frame(stage, 0.02)
    whole = view.screenshot()
    press(opened, stage, "l")
    view.frame(stage, 0.02)
    flat = view.screenshot()
    assert stage.slice_view is not None and differs(flat, whole) > 0.2
    edge = np.array([35.0, 17.5, 22.0])
    x, y = pixel(opened, stage, edge)
    assert 0.5 * view.size[0] < x < view.size[0] and 0.0 < y < 0.35 * view.size[1]
    offset = stage.clip.offset_um
    given.move(240.0, 135.0)
    given.scroll = 1.0
    view.frame(stage, 0.02)
    assert stage.clip.offset_um != offset
    press(opened, stage, "escape")
    view.frame(stage, 0.02)
    assert stage.slice_view is None and view.frame(stage, 0.02)


def test_a_film_of_the_view_is_made_beside_it(
    opened: Opened, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    press(opened, stage, "k")
    assert stage.filming
    for _ in range(4):
        stage.now_s += 0.1
        opened.view.frame(stage, 0.1)
    press(opened, stage, "k")
    until(opened, stage, lambda: "saved" in stage.notices.said[-1].text)
    (file,) = tmp_path.glob("mesonaut-*.mp4")
    assert file.stat().st_size > 2000


def test_the_panel_can_ask_to_leave(opened: Opened, stage: Stage) -> None:
    assert opened.view.frame(stage, 0.02)
    stage.wishes.append("leave")
    assert not opened.view.frame(stage, 0.02)


def test_a_fine_picture_has_smoother_edges(opened: Opened, stage: Stage) -> None:
    opened.view.frame(stage, 0.02)
    plain, fine = opened.view.screenshot(), opened.view.screenshot(fine=True)
    steps = [np.abs(np.diff(picture.astype(int).sum(axis=-1), axis=1)) for picture in (plain, fine)]
    assert fine.shape == plain.shape
    assert np.quantile(steps[1], 0.995) < np.quantile(steps[0], 0.995)


def test_escape_closes_the_help_first(opened: Opened, stage: Stage) -> None:
    stage.help_shown = True
    opened.given.press("escape")
    assert opened.view.frame(stage, 0.02) and not stage.help_shown


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
