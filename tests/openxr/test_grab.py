"""Holding the model with one hand and two: no headset needed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.openxr.poses import pose, turned
from vr_client.stage.transforms import scale_of, scaling, translation
from vr_client.tools.grab import CLOSEST_M, Grab, turn_between

MODEL = translation((0.1, -0.4, -0.8)) @ scaling(0.005)
UP = (0.0, 1.0, 0.0)


def test_one_hand_takes_the_model_along_and_turns_it_about_the_hand() -> None:
    grab = Grab()
    start, end = pose((0.2, -0.3, -0.5)), pose((0.3, -0.1, -0.6), turned(UP, 90.0))
    still = grab.moved(MODEL, {"right": start})
    np.testing.assert_array_equal(still, MODEL)
    moved = grab.moved(still, {"right": end})
    in_hand_before = np.linalg.inv(start) @ MODEL
    in_hand_after = np.linalg.inv(end) @ moved
    np.testing.assert_allclose(in_hand_after, in_hand_before, atol=1e-12)
    assert scale_of(moved) == pytest.approx(scale_of(MODEL))


def test_two_hands_stretch_by_the_ratio_of_their_distances_about_their_middle() -> None:
    grab = Grab()
    left, right = pose((-0.1, 0.0, -0.5)), pose((0.1, 0.0, -0.5))
    grab.moved(MODEL, {"left": left, "right": right})
    wide = {"left": pose((-0.2, 0.0, -0.5)), "right": pose((0.2, 0.0, -0.5))}
    moved = grab.moved(MODEL, wide)
    assert scale_of(moved) == pytest.approx(2.0 * scale_of(MODEL))
    middle_in_model = np.linalg.inv(MODEL) @ [0.0, 0.0, -0.5, 1.0]
    np.testing.assert_allclose(moved @ middle_in_model, [0.0, 0.0, -0.5, 1.0], atol=1e-12)


def test_two_hands_turn_the_model_as_the_line_between_them_turns() -> None:
    grab = Grab()
    grab.moved(MODEL, {"left": pose((-0.1, 0.0, 0.0)), "right": pose((0.1, 0.0, 0.0))})
    moved = grab.moved(MODEL, {"left": pose((0.0, 0.0, 0.1)), "right": pose((0.0, 0.0, -0.1))})
    x_axis = moved[:3, 0] / scale_of(moved)
    np.testing.assert_allclose(x_axis, [0.0, 0.0, -1.0], atol=1e-9)


def test_the_point_under_each_of_two_hands_stays_under_it() -> None:
    grab = Grab()
    start = {"left": pose((-0.2, 0.1, -0.6)), "right": pose((0.15, -0.1, -0.4))}
    end = {"left": pose((-0.1, 0.3, -0.7)), "right": pose((0.4, 0.0, -0.2))}
    grab.moved(MODEL, start)
    moved = grab.moved(MODEL, end)
    for hand in start:
        held = np.linalg.inv(MODEL) @ start[hand][:, 3]
        np.testing.assert_allclose(moved @ held, end[hand][:, 3], atol=1e-9)


def test_scale_stays_within_its_limits() -> None:
    grab = Grab(scale_limits=(0.004, 0.006))
    grab.moved(MODEL, {"left": pose((-0.1, 0, 0)), "right": pose((0.1, 0, 0))})
    moved = grab.moved(MODEL, {"left": pose((-1.0, 0, 0)), "right": pose((1.0, 0, 0))})
    assert scale_of(moved) == pytest.approx(0.006)


def test_the_model_does_not_jump_when_a_hand_joins_or_leaves() -> None:
    grab = Grab()
    model = grab.moved(MODEL, {"right": pose((0.2, 0.0, -0.5))})
    both = {"left": pose((-0.2, 0.0, -0.5)), "right": pose((0.2, 0.0, -0.5))}
    np.testing.assert_array_equal(grab.moved(model, both), model)
    np.testing.assert_array_equal(grab.moved(model, {"left": both["left"]}), grab.moved(model, {}))


def test_hands_almost_touching_carry_but_do_not_stretch() -> None:
    grab = Grab()
    near = CLOSEST_M / 4
    grab.moved(MODEL, {"left": pose((-near, 0, 0)), "right": pose((near, 0, 0))})
    moved = grab.moved(MODEL, {"left": pose((0.1, 0, 0)), "right": pose((0.3, 0, 0))})
    np.testing.assert_allclose(moved, translation((0.2, 0, 0)) @ MODEL, atol=1e-12)


unit = st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda v: np.linalg.norm(v) > 0.1)


@given(unit, unit)
def test_least_rotation_takes_one_direction_to_the_other(
    a: tuple[float, float, float], b: tuple[float, float, float]
) -> None:
    va, vb = np.array(a) / np.linalg.norm(a), np.array(b) / np.linalg.norm(b)
    rotation = turn_between(va, vb)[:3, :3]
    np.testing.assert_allclose(rotation @ va, vb, atol=1e-4)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-4)
    assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-4)


def test_a_turn_right_round_is_still_a_rotation() -> None:
    rotation = turn_between(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.0, -1.0]))[:3, :3]
    np.testing.assert_allclose(rotation @ [0, 0, 1], [0, 0, -1], atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
