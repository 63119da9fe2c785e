"""Getting about in the electrode: turning, stepping, flying, being taken where one points."""

import msgspec
import numpy as np
import pytest

from tests.openxr.poses import pose
from tests.openxr.worn import electrode
from vr_client.stage.body import Body
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of
from vr_client.tools.pointer_ray import Ray
from vr_client.tools.standing import (
    head_of,
    is_inside,
    level_forward,
    stand,
    to_table,
    turn_person,
    walking_scale,
)
from vr_client.tools.travel import STEP_M, carry_out, move
from vr_client.tools.travel_sticks import FLY_M_S, TURN_DEG_S, Stick, TravelBySticks

HEAD_M = (0.1, 0.05, 0.2)
FLOOR_M = -1.5
DT_S = 0.05
AHEAD = np.array([0.0, 0.0, -1.0])


@pytest.fixture
def stage() -> Stage:
    """A person before the electrode on its table."""
    stage = Stage()
    stage.apply(electrode(), 0.0)
    stage.body = Body(pose(HEAD_M), FLOOR_M, (0.0, -0.4, -0.8), 0.4)
    to_table(stage)
    return stage


def in_world(stage: Stage, point_um: np.ndarray) -> np.ndarray:
    return (stage.model @ np.append(point_um, 1.0))[:3]


def eyes_um(stage: Stage) -> np.ndarray:
    return np.linalg.solve(stage.model, head_of(stage)[:, 3])[:3]


def free_um(stage: Stage, at_um: np.ndarray) -> float:
    """Distance from a point to the nearest surface, negative within a particle."""
    layer = stage.particles
    return float((np.linalg.norm(layer.positions_um - at_um, axis=1) - layer.radii_um).min())


def chosen(stage: Stage, **settings: object) -> None:
    stage.settings = msgspec.structs.replace(stage.settings, **settings)


def at_electrode(stage: Stage) -> Ray:
    """From the head to the electrode's middle."""
    layer = stage.particles
    middle = in_world(stage, np.array([layer.box_um[0] / 2, layer.box_um[1] / 2, layer.plane_um / 2]))
    way = middle - HEAD_M
    return Ray(np.array(HEAD_M), way / np.linalg.norm(way))


def test_turning_to_the_right_brings_what_was_to_the_right_ahead(stage: Stage) -> None:
    to_the_right = np.linalg.solve(stage.model, [HEAD_M[0] + 1.0, HEAD_M[1], HEAD_M[2], 1.0])[:3]
    turn_person(stage, 90.0)
    np.testing.assert_allclose(in_world(stage, to_the_right), np.add(HEAD_M, AHEAD), atol=1e-9)


def test_a_step_ahead_brings_everything_nearer_by_a_step(stage: Stage) -> None:
    before = stage.model.copy()
    move(stage, 0.3 * level_forward(stage))
    np.testing.assert_allclose(stage.model[:3, 3] - before[:3, 3], [0.0, 0.0, 0.3], atol=1e-12)


def test_ahead_is_level_even_when_one_looks_down(stage: Stage) -> None:
    assert stage.body is not None
    down = np.eye(4)
    down[:3, :3] = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]  # looks along -y, the crown to the front
    stage.body.head = down
    np.testing.assert_allclose(level_forward(stage), AHEAD, atol=1e-12)


def test_standing_puts_the_eyes_into_a_pore_at_walking_scale(stage: Stage) -> None:
    particle = stage.particles.positions_um[250]
    stand(stage, particle)  # a point in the middle of a particle: the worst one may point at
    assert scale_of(stage.model) == pytest.approx(walking_scale(stage))
    assert free_um(stage, eyes_um(stage)) * scale_of(stage.model) > 0.3
    assert is_inside(stage)
    upright = stage.model[:3, 2] / scale_of(stage.model)
    np.testing.assert_allclose(upright, [0.0, 1.0, 0.0], atol=1e-9)


def test_standing_at_a_desk_brings_the_camera_there(stage: Stage) -> None:
    stage.body = None
    stage.look_at_electrode()
    stand(stage, stage.particles.positions_um[250])
    assert is_inside(stage)
    assert free_um(stage, eyes_um(stage)) > 0.0
    assert not stage.camera.follows
    stage.advance(5.0)
    assert is_inside(stage)
    to_table(stage)
    assert not is_inside(stage)


def test_a_stick_ahead_at_the_electrode_on_its_table_goes_in_and_back_home(stage: Stage) -> None:
    table, sticks = stage.model.copy(), TravelBySticks()
    aiming = sticks.frame(stage, {"right": Stick(0.0, 1.0, at_electrode(stage))}, DT_S)
    assert not aiming.jumped
    np.testing.assert_array_equal(stage.model, table)
    assert "travel.target" in stage.marks
    went = sticks.frame(stage, {"right": Stick(0.0, 0.0, at_electrode(stage))}, DT_S)
    assert went.jumped and went.pulses == ("right",)
    assert is_inside(stage) and not stage.marks
    to_table(stage)
    np.testing.assert_allclose(stage.model, table)


def test_aimed_past_everything_the_stick_takes_one_nowhere(stage: Stage) -> None:
    up = Ray(np.array(HEAD_M), np.array([0.0, 1.0, 0.0]))
    before, sticks = stage.model.copy(), TravelBySticks()
    sticks.frame(stage, {"right": Stick(0.0, 1.0, up)}, DT_S)
    assert stage.marks["travel.path"].tone == "warning"
    assert not sticks.frame(stage, {"right": Stick(0.0, 0.0, up)}, DT_S).jumped
    np.testing.assert_array_equal(stage.model, before)
    assert not stage.marks


def test_inside_the_feet_come_to_where_the_arc_lands_or_the_head_into_free_room(stage: Stage) -> None:
    stand(stage, stage.particles.positions_um[250])
    before, scale = eyes_um(stage), scale_of(stage.model)
    sticks = TravelBySticks()
    layer = stage.particles
    nearest = int(np.argmin(np.linalg.norm(layer.positions_um - before, axis=1) - layer.radii_um))
    way = in_world(stage, layer.positions_um[nearest]) - HEAD_M
    hand = Ray(np.array(HEAD_M), way / np.linalg.norm(way))
    sticks.frame(stage, {"right": Stick(0.0, 1.0, hand)}, DT_S)
    assert "travel.target" in stage.marks
    landing = stage.marks["travel.target"].points_um[0]
    assert abs(free_um(stage, landing)) < 1e-3 or landing[2] == pytest.approx(0.0, abs=1e-3)
    sticks.frame(stage, {"right": Stick(0.0, 0.0, hand)}, DT_S)
    after = eyes_um(stage)
    assert scale_of(stage.model) == pytest.approx(scale)
    assert np.linalg.norm(after - before) > 0.1
    stood = np.linalg.solve(stage.model, [HEAD_M[0], FLOOR_M, HEAD_M[2], 1.0])[:3]
    assert free_um(stage, after) > 0.0 or np.allclose(stood, landing, atol=1e-3)


def test_sideways_turns_in_one_snap_for_one_push(stage: Stage) -> None:
    sticks = TravelBySticks()
    expected = Stage()
    expected.body, expected.model = stage.body, stage.model.copy()
    turn_person(expected, 30.0)
    went = [sticks.frame(stage, {"left": Stick(x)}, DT_S).jumped for x in (0.3, 0.9, 0.95, 0.6, 0.2)]
    assert went == [False, True, False, False, False]
    np.testing.assert_allclose(stage.model, expected.model, atol=1e-12)
    sticks.frame(stage, {"left": Stick(-1.0)}, DT_S)
    turn_person(expected, -30.0)
    np.testing.assert_allclose(stage.model, expected.model, atol=1e-12)


def test_a_smooth_turn_goes_on_as_long_as_the_stick_is_pushed(stage: Stage) -> None:
    chosen(stage, turn="smooth")
    expected = Stage()
    expected.body, expected.model = stage.body, stage.model.copy()
    turn_person(expected, 3 * TURN_DEG_S * DT_S)
    sticks = TravelBySticks()
    smooth = [sticks.frame(stage, {"right": Stick(1.0)}, DT_S).smoothly for _ in range(3)]
    assert all(smooth)
    np.testing.assert_allclose(stage.model, expected.model, atol=1e-12)


def test_flying_goes_where_the_pointing_hand_points_and_the_other_lifts(stage: Stage) -> None:
    chosen(stage, travel="fly", hand="left")
    before, sticks = stage.model[:3, 3].copy(), TravelBySticks()
    ray = Ray(np.zeros(3), AHEAD)
    assert sticks.frame(stage, {"left": Stick(0.0, 1.0, ray)}, DT_S).smoothly
    np.testing.assert_allclose(stage.model[:3, 3] - before, -FLY_M_S * DT_S * AHEAD, atol=1e-12)
    before = stage.model[:3, 3].copy()
    assert sticks.frame(stage, {"right": Stick(0.0, 1.0, ray)}, DT_S).smoothly
    np.testing.assert_allclose(stage.model[:3, 3] - before, [0.0, -FLY_M_S * DT_S, 0.0], atol=1e-12)
    still = sticks.frame(stage, {"left": Stick(0.05, 0.1, ray), "right": Stick()}, DT_S)
    assert not still.smoothly


def test_a_stick_pulled_back_takes_one_step_back(stage: Stage) -> None:
    before, sticks = stage.model[:3, 3].copy(), TravelBySticks()
    for _ in range(3):
        sticks.frame(stage, {"right": Stick(0.0, -1.0)}, DT_S)
    np.testing.assert_allclose(stage.model[:3, 3] - before, [0.0, 0.0, -STEP_M], atol=1e-12)


def test_a_hand_that_comes_to_the_panel_while_it_aims_lets_the_aim_go(stage: Stage) -> None:
    sticks, before = TravelBySticks(), stage.model.copy()
    sticks.frame(stage, {"right": Stick(0.0, 1.0, at_electrode(stage))}, DT_S)
    sticks.frame(stage, {}, DT_S)
    assert not stage.marks
    sticks.frame(stage, {"right": Stick(0.0, 0.0, at_electrode(stage))}, DT_S)
    np.testing.assert_array_equal(stage.model, before)


def test_everything_is_reached_without_a_stick(stage: Stage) -> None:
    table = stage.model.copy()
    stage.wishes += ["forward", "turn left", "turn right", "up"]
    assert carry_out(stage)
    np.testing.assert_allclose(stage.model[:3, 3] - table[:3, 3], [0.0, -STEP_M, STEP_M], atol=1e-9)
    stage.wishes += ["table", "leave"]
    carry_out(stage)
    np.testing.assert_allclose(stage.model, table)
    assert stage.wishes == ["leave"]  # the view's own
