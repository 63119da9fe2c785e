"""The slice view is a flat picture of the cut."""

import numpy as np
import pytest

from vr_client.stage.body import Body
from vr_client.stage.clip import ClipPlane
from vr_client.stage.facing_slice import face_slice
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.slice_camera import open_slice, slice_matrices
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, scale_of, translation
from vr_client.tools.desk_hand import um_per_px
from vr_client.tools.desk_input import DeskInput
from vr_client.tools.slicing import move_slice, slicing

from .scene import electrode

NORMALS = [(0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (0.6, -0.64, 0.48)]


def seen(stage: Stage, points_um: np.ndarray, aspect: float = 1.5) -> np.ndarray:
    """(n, 2) places in the picture, -1 to 1."""
    assert stage.slice_view is not None
    view, projection = slice_matrices(stage, stage.slice_view, aspect)
    clip = (projection @ view @ stage.model @ np.column_stack([points_um, np.ones(len(points_um))]).T).T
    assert (np.abs(clip[:, 2]) <= clip[:, 3]).all(), "between near and far plane"
    return clip[:, :2] / clip[:, 3:]


@pytest.mark.parametrize("normal", NORMALS)
def test_lengths_on_the_cut_are_the_same_all_over_and_as_the_scale_bar_says(
    normal: tuple[float, float, float],
) -> None:
    stage = electrode([(10, 10, 10)])
    stage.clip = ClipPlane(True, normal, float(np.dot(normal, (10, 10, 10))) + 1.0)
    open_slice(stage, 1.5)
    rng, n = np.random.default_rng(1), np.array(normal)
    points = 10.0 + rng.uniform(-8, 8, (30, 3))
    points -= np.outer(points @ n - stage.clip.offset_um, n)
    size = np.array([300.0, 200.0])
    pixels = seen(stage, points) * size / 2.0
    for a in range(0, 30, 2):
        px = np.linalg.norm(pixels[a + 1] - pixels[a])
        um = np.linalg.norm(points[a + 1] - points[a])
        assert px * um_per_px(stage, (300, 200)) == pytest.approx(um, rel=1e-6)


def test_it_shows_the_whole_section_upright_with_what_is_cut_away_before_it() -> None:
    stage = electrode([(10, 10, 10)])
    open_slice(stage, 1.5)
    assert stage.clip.enabled
    corners = np.array([(x, 10.0, z) for x in (0, 20) for z in (0, 20)], float)
    places = seen(stage, corners)
    assert (np.abs(places) < 1.0).all() and np.abs(places).max() > 0.8
    up = seen(stage, np.array([(10, 10, 5), (10, 10, 15)], float))
    assert up[1, 1] > up[0, 1] and up[1, 0] == pytest.approx(up[0, 0])
    right = seen(stage, np.array([(5, 10, 10), (15, 10, 10)], float))
    assert right[1, 0] > right[0, 0], "not mirrored"


def test_drag_moves_the_wheel_steps_through_and_shift_zooms() -> None:
    stage, given = electrode([(10, 10, 10)]), DeskInput((300, 200))
    assert slicing(stage, KeyStroke("l", True), 1.5) and stage.slice_view is not None
    point = np.array([(10.0, 10.0, 10.0)])
    before = seen(stage, point)[0]
    given.buttons.add("left")
    given.moved_px = (30.0, -20.0)
    move_slice(stage, given, drags=True)
    after = seen(stage, point)[0]
    assert (after - before) * (150.0, 100.0) == pytest.approx((30.0, 20.0), rel=1e-6), "as the mouse"
    given.next_frame()
    offset, height = stage.clip.offset_um, stage.slice_view.height_um
    given.scroll = 2.0
    move_slice(stage, given, drags=True)
    assert stage.clip.offset_um == pytest.approx(offset + 2.0 * 20.0 / 60.0)
    given.held.add("shift")
    move_slice(stage, given, drags=True)
    assert stage.slice_view.height_um < height and stage.clip.offset_um == pytest.approx(offset + 2 / 3)
    assert slicing(stage, KeyStroke("escape", True), 1.5) and stage.slice_view is None
    assert not slicing(stage, KeyStroke("escape", True), 1.5), "escape is free for others again"


@pytest.mark.parametrize("looks", [(0.3, 0.0, -1.0), (0.0, -1.0, 0.0)])
def test_in_the_room_the_cut_comes_upright_before_the_person(looks: tuple[float, float, float]) -> None:
    stage = electrode([(10, 10, 10)])
    stage.model = translation((3.0, -1.0, 2.0)) @ stage.model
    eyes = np.array([0.4, 1.6, 0.2])
    head = np.linalg.inv(look_at(eyes, eyes + np.array(looks), (0.0, 1.0, 0.01)))
    stage.body = Body(head, 0.0, (0.0, 0.8, -0.6), 0.4)
    face_slice(stage)
    assert stage.clip.enabled
    middle = (stage.model @ (10.0, 10.0, 10.0, 1.0))[:3]
    away = middle - eyes
    assert 0.8 < np.linalg.norm(away) < 1.1 and -0.3 < away[1] < 0.0
    towards = stage.model[:3, :3] @ stage.clip.normal
    level = away * (1.0, 0.0, 1.0)
    assert towards / np.linalg.norm(towards) == pytest.approx(-level / np.linalg.norm(level), abs=1e-6)
    upright = stage.model[:3, :3] @ (0.0, 0.0, 1.0)
    assert upright / np.linalg.norm(upright) == pytest.approx([0, 1, 0], abs=1e-6)
    assert np.linalg.det(stage.model[:3, :3]) > 0.0, "not mirrored"
    assert 20.0 * scale_of(stage.model) == pytest.approx(0.6, rel=1e-6)
