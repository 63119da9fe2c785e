"""What presses, holds, recentres and leaves: hands without a headset."""

from dataclasses import replace

import numpy as np
import pytest

from tests.openxr.poses import aiming, pose
from vr_client.stage.transforms import scaling
from vr_client.tools.pointer_ray import Board
from vr_client.views.headset.actions import Hand
from vr_client.views.headset.hands_at_work import HandsAtWork, Work
from vr_client.views.headset.menu_button import HELD_S

SIZE_PX = (900, 1200)
BOARD = Board(pose((0.5, 0.0, -0.6)), 0.45, 0.6)
MODEL = scaling(0.005)
ON = np.array([0.5, 0.0, -0.6])
OFF = np.array([-0.5, 0.0, -0.6])
BESIDE, NEAR_ON = ON + np.array([0.3, 0.0, 0.0]), ON + np.array([0.1, 0.0, 0.0])
DT_S = 0.05


def hand(at: np.ndarray, *, press: float = 0.0, squeeze: float = 0.0, can_squeeze: bool = True) -> Hand:
    origin = (0.2, -0.3, 0.0)
    placed = pose(origin, aiming(origin, at))
    return Hand(placed, placed, press, squeeze, can_squeeze)


def step(work: HandsAtWork, right: Hand, left: Hand | None = None) -> Work:
    return work.frame({"left": left or Hand(), "right": right}, BOARD, SIZE_PX, MODEL, DT_S)


def test_a_ray_on_the_panel_points_and_the_trigger_presses_with_one_pulse() -> None:
    work = HandsAtWork()
    hovering = step(work, hand(ON))
    assert hovering.pointer.position_px == pytest.approx((450, 600))
    assert not hovering.pointer.primary
    pressed = step(work, hand(ON, press=1.0))
    held = step(work, hand(ON, press=1.0))
    assert pressed.pointer.primary and held.pointer.primary
    assert (pressed.pulses, held.pulses) == (["right"], [])


def test_a_drag_begun_on_the_panel_goes_on_beside_it() -> None:
    work = HandsAtWork()
    step(work, hand(ON, press=1.0))
    beside = step(work, hand(BESIDE, press=1.0))
    assert beside.pointer.primary
    assert beside.pointer.position_px is not None and beside.pointer.position_px[0] > 900
    released = step(work, hand(BESIDE))
    assert released.pointer.position_px is None


def test_a_trigger_pulled_elsewhere_does_not_press_when_it_slides_onto_the_panel() -> None:
    work = HandsAtWork()
    step(work, hand(OFF, press=1.0))
    assert not step(work, hand(ON, press=1.0)).pointer.primary


def test_a_trembling_trigger_does_not_flicker() -> None:
    work = HandsAtWork()
    step(work, hand(ON, press=0.7))
    assert step(work, hand(ON, press=0.5)).pointer.primary
    assert not step(work, hand(ON, press=0.3)).pointer.primary
    assert not step(work, hand(ON, press=0.5)).pointer.primary


def test_the_left_hand_takes_over_by_pointing_while_the_right_points_elsewhere() -> None:
    work = HandsAtWork()
    found = step(work, hand(OFF), hand(ON, press=1.0))
    assert found.pointer.primary
    assert found.pulses == ["left"]


def test_the_second_trigger_on_the_panel_does_not_take_a_drag_over() -> None:
    work = HandsAtWork()
    step(work, hand(ON, press=1.0))
    found = step(work, hand(ON, press=1.0), hand(NEAR_ON, press=1.0))
    assert found.pointer.position_px == pytest.approx((450, 600))


def test_the_grip_carries_the_model_and_the_trigger_does_not() -> None:
    work = HandsAtWork()
    step(work, hand(OFF, squeeze=1.0, press=1.0))
    moved_hand = hand(OFF, squeeze=1.0)
    assert moved_hand.grip is not None
    shifted = moved_hand.grip.copy()
    shifted[0, 3] += 0.1
    carried = step(work, replace(moved_hand, grip=shifted))
    assert carried.model[0, 3] == pytest.approx(0.1)
    work = HandsAtWork()
    step(work, hand(OFF, press=1.0))
    pulled = step(work, replace(hand(OFF, press=1.0), grip=shifted))
    np.testing.assert_array_equal(pulled.model, MODEL)


def test_without_a_grip_button_the_trigger_holds_the_model_except_at_the_panel() -> None:
    simple = hand(OFF, press=1.0, can_squeeze=False)
    work = HandsAtWork()
    assert step(work, simple).pulses == ["right"]
    assert work.grab.hands == {"right"}
    work = HandsAtWork()
    step(work, hand(ON, press=1.0, can_squeeze=False))
    assert work.grab.hands == frozenset()


def test_menu_tapped_recentres_and_held_leaves() -> None:
    work = HandsAtWork()
    assert not step(work, Hand(menu=True)).recentre
    assert step(work, Hand()).recentre
    frames = round(HELD_S / DT_S)
    left = [step(work, Hand(menu=True)).leave for _ in range(frames + 1)]
    assert not any(left[: frames - 2]) and left[-1]
    assert not step(work, Hand()).leave


def test_the_stick_scrolls_only_at_the_panel() -> None:
    work = HandsAtWork()
    assert step(work, replace(hand(ON), ahead=1.0)).pointer.scroll > 0.0
    assert step(work, replace(hand(OFF), ahead=1.0)).pointer.scroll == 0.0


def test_untracked_hands_do_nothing() -> None:
    found = step(HandsAtWork(), Hand())
    assert found.beams == [] and found.grips == {}
    assert found.pointer.position_px is None
