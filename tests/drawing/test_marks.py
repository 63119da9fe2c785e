"""What tools leave in the electrode can be seen and read, from anywhere and before any ground."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.drawing.labels import DESK_TEXT, FONT_PX, TEXT_DMM, Label, Labels, facing, label_width_m
from vr_client.drawing.light import Eye
from vr_client.drawing.marks import TONES
from vr_client.stage.marks import Mark
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel

PROJECTION = perspective(40.0, SIZE_PX[0] / SIZE_PX[1], 1e-3, 50.0)
MIDDLE = (17.5, 17.5, 10.0)


def points(*given: tuple[float, float, float]) -> np.ndarray:
    return np.array(given, np.float32)


@pytest.fixture(scope="module")
def electrode() -> Stage:
    stage = Stage()
    stage.apply(particle_frame(400, height_um=20.0), 0.0)
    return stage


@pytest.fixture
def stage(electrode: Stage) -> Stage:
    """The electrode, nothing of it drawn."""
    bare = replace(electrode, marks={})
    bare.layers.am = bare.layers.cbd = bare.layers.frame = False
    return bare


def view_from(stage: Stage, distance_m: float) -> np.ndarray:
    """(4, 4) from straight ahead of the electrode's middle."""
    middle = (stage.model @ np.array([*MIDDLE, 1.0]))[:3]
    return look_at(middle + np.array([0.0, 0.0, distance_m]), middle)


def difference(easel: Easel, stage: Stage, view: np.ndarray, mark: Mark) -> np.ndarray:
    """(h, w) how much a mark changes the picture."""
    before, _ = easel.draw(stage, view, PROJECTION)
    stage.marks["it"] = mark
    after, _ = easel.draw(stage, view, PROJECTION)
    del stage.marks["it"]
    return np.abs(after.astype(int) - before).max(axis=2)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_line_is_as_wide_from_near_as_from_afar_on_any_ground(
    easel: Easel, stage: Stage, theme: str
) -> None:
    stage.settings = msgspec.structs.replace(stage.settings, theme=theme)
    mark = Mark(points((-40, 17.5, 10), (75, 17.5, 10)), "measure")
    heights = []
    for distance_m in (0.25, 0.6):
        changed = difference(easel, stage, view_from(stage, distance_m), mark)
        heights.append((changed[:, SIZE_PX[0] // 2] > 60).sum())
    assert heights[0] == heights[1] and 2 <= heights[0] <= 9


def test_a_line_past_the_eye_is_cut_off_not_thrown_about(easel: Easel, stage: Stage) -> None:
    """From the middle of the picture to a point behind the viewer, below: nothing in the upper half."""
    view = view_from(stage, 0.3)
    behind = np.linalg.inv(stage.model) @ np.linalg.inv(view) @ np.array([0.0, -0.05, 0.5, 1.0])
    changed = difference(easel, stage, view, Mark(points(MIDDLE, tuple(behind[:3])), "flown"))
    assert (changed[SIZE_PX[1] // 2 + 10 :] > 60).any()
    assert not (changed[: SIZE_PX[1] // 2 - 10] > 60).any()


def test_what_the_electrode_hides_is_fainter_but_seen(easel: Easel, electrode: Stage, stage: Stage) -> None:
    view = view_from(stage, 0.9)
    mark = Mark(points((17.5, 17.5, 2), (17.5, 17.5, 18)), "measure")
    free = difference(easel, stage, view, mark)
    stage.layers.am = stage.layers.cbd = True
    hidden = difference(easel, stage, view, mark)
    core = free > 150
    assert core.sum() > 20
    assert 15 < hidden[core].mean() < 0.6 * free[core].mean()


def test_points_that_are_not_joined_are_apart(easel: Easel, stage: Stage) -> None:
    two = points((5, 17.5, 10), (30, 17.5, 10))
    view = view_from(stage, 0.7)
    joined, apart = (difference(easel, stage, view, Mark(two, "pick", joined=j)) > 60 for j in (True, False))
    middle = SIZE_PX[0] // 2
    assert joined[:, middle].any() and not apart[:, middle].any()
    assert apart.any()


def test_a_ball_is_as_large_as_its_radius(easel: Easel, stage: Stage) -> None:
    view = view_from(stage, 0.9)
    radius_um = 6.0
    changed = difference(easel, stage, view, Mark(points(MIDDLE), "measure", radius_um=radius_um)) > 12
    eye = Eye(view, PROJECTION, stage.model, SIZE_PX)
    expected = 2 * eye.px_per_radian * radius_um * eye.scale / 0.9
    assert np.ptp(np.nonzero(changed.any(axis=0))[0]) + 1 == pytest.approx(expected, abs=3)
    assert np.ptp(np.nonzero(changed.any(axis=1))[0]) + 1 == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("distance_m", [0.2, 1.0, 4.0])
def test_type_is_twenty_dmm_or_more_from_anywhere(distance_m: float) -> None:
    height_m = label_width_m((FONT_PX, FONT_PX), distance_m, 1.0)
    assert height_m / distance_m * 1e3 >= 20.0 == TEXT_DMM
    assert label_width_m((FONT_PX, FONT_PX), distance_m, 1.5) == pytest.approx(1.5 * height_m)


def test_a_label_keeps_its_size_in_the_picture_and_is_not_hidden(easel: Easel, stage: Stage) -> None:
    stage.layers.am = stage.layers.cbd = True
    mark = Mark(points((17.5, 17.5, 2)), "pick", "8.3 um", joined=False)
    areas = []
    for distance_m in (0.45, 1.2):
        areas.append((difference(easel, stage, view_from(stage, distance_m), mark) > 30).sum())
    assert areas[0] > 200 and areas[1] == pytest.approx(areas[0], rel=0.25)


@pytest.mark.parametrize("roll_deg", [0.0, 25.0, -60.0])
def test_a_label_stands_upright_however_the_head_is_held(roll_deg: float) -> None:
    view = look_at((0.3, 0.5, 0.8), (0.0, 0.2, 0.0))
    c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    rolled = np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]]) @ view
    eye_m = np.array([0.3, 0.5, 0.8])
    pose = facing(rolled, np.zeros(3), eye_m)
    assert pose[1, 0] == pytest.approx(0.0, abs=1e-12), "its lines are level"
    assert pose[1, 1] > 0.0, "its head is up"
    assert pose[:3, 2] @ eye_m / np.linalg.norm(eye_m) == pytest.approx(1.0), "it faces the eye"


def test_a_label_seen_from_right_above_has_a_way_up() -> None:
    pose = facing(look_at((0, 1, 1e-3), (0, 0, 0)), np.zeros(3), np.array([0.0, 1.0, 0.0]))
    assert np.linalg.det(pose[:3, :3]) == pytest.approx(1.0)


def test_labels_at_one_place_do_not_hide_each_other_and_both_eyes_agree(easel: Easel, stage: Stage) -> None:
    labels = Labels()
    shown = [Label(text, MIDDLE, TONES["pick"]) for text in ("first", "second", "third")]
    labels.begin()
    for offset_m in (-0.03, 0.03):
        view = view_from(stage, 0.8)
        view[0, 3] -= offset_m
        eye = Eye(view, PROJECTION, stage.model, SIZE_PX)
        easel.framebuffer.bind()
        labels.draw(eye, shown, 1.0, headset=True)
        raised = dict(labels._raised)
        assert sorted(raised.values()) == [0, 1, 2]
    labels.close()


def test_at_a_desk_type_has_a_share_of_the_picture_whatever_the_lens(easel: Easel, stage: Stage) -> None:
    """A long lens, as of the slice view, makes the electrode larger but not the letters."""
    stage.settings = msgspec.structs.replace(stage.settings, text_scale=2.0)
    mark = Mark(points(MIDDLE), "pick", "8.3 um", joined=False)
    heights = []
    for fov_deg in (40.0, 8.0):
        projection = perspective(fov_deg, SIZE_PX[0] / SIZE_PX[1], 1e-3, 50.0)
        view = view_from(stage, 0.7)
        before, _ = easel.draw(stage, view, projection)
        stage.marks["it"] = mark
        after, _ = easel.draw(stage, view, projection)
        del stage.marks["it"]
        changed = (np.abs(after.astype(int) - before).max(axis=2) > 25)[:, SIZE_PX[0] // 2 + 15 :]
        heights.append(int(changed.any(axis=1).sum()))
    assert heights[0] == pytest.approx(heights[1], abs=1)
    assert 1.0 < heights[0] / (2.0 * DESK_TEXT * SIZE_PX[1]) < 2.2
