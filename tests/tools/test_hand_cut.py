"""The cutting plane in the hand and under the mouse."""

import numpy as np
import pytest

from vr_client.stage.clip import ClipPlane
from vr_client.tools.grab import turn_between
from vr_client.tools.hand_tools import use_hand_tool

from .scene import electrode, ray_um


def test_a_hand_carries_and_turns_the_plane() -> None:
    stage = electrode([(10, 10, 10)])
    stage.clip, stage.tool = ClipPlane(True, (0.0, -1.0, 0.0), -10.0), "cut"
    use_hand_tool(stage, ray_um(stage, (10, -20, 10), (0, 1, 0)), True, True)
    use_hand_tool(stage, ray_um(stage, (10, -17, 10), (0, 1, 0)), False, True)
    assert stage.clip.normal == pytest.approx((0, -1, 0), abs=1e-9)
    assert stage.clip.offset_um == pytest.approx(-13.0), "three micrometres further in, as the hand"
    way = (np.sin(0.2), np.cos(0.2), 0.0)
    use_hand_tool(stage, ray_um(stage, (10, -20, 10), way), False, True)
    turned = turn_between(np.array([0.0, 1.0, 0.0]), np.array(way))[:3, :3] @ (0.0, -1.0, 0.0)
    assert stage.clip.normal == pytest.approx(tuple(turned), abs=1e-9)
    held = np.array([10, -20, 10]) + 30.0 * np.array(way)
    assert np.dot(stage.clip.normal, held) == pytest.approx(stage.clip.offset_um, abs=1e-6)
    before = stage.clip
    use_hand_tool(stage, ray_um(stage, (10, -20, 10), (0, 1, 0)), False, False)
    assert stage.clip == before, "let go, it stays"


def test_a_mouse_pushes_it_along_its_normal_and_keeps_what_it_took_under_itself() -> None:
    stage = electrode([(10, 10, 10)])
    stage.clip, stage.tool = ClipPlane(True, (0.0, -1.0, 0.0), -10.0), "cut"
    eye, taken = np.array([40.0, -20.0, 14.0]), np.array([11.0, 10.0, 10.0])
    use_hand_tool(stage, ray_um(stage, eye, taken - eye), True, True, at_desk=True)
    wanted = taken + np.array([0.0, 4.0, 0.0])
    use_hand_tool(stage, ray_um(stage, eye, wanted - eye), False, True, at_desk=True)
    assert stage.clip.normal == (0.0, -1.0, 0.0)
    assert stage.clip.offset_um == pytest.approx(-14.0, abs=1e-6)


def test_head_on_up_is_in_and_the_plane_never_leaves_the_electrode() -> None:
    stage = electrode([(10, 10, 10)])
    stage.clip, stage.tool = ClipPlane(True, (0.0, -1.0, 0.0), -10.0), "cut"
    eye = (10.0, -40.0, 10.0)
    use_hand_tool(stage, ray_um(stage, eye, (0, 1, 0)), True, True, at_desk=True)
    use_hand_tool(stage, ray_um(stage, eye, (0, 1, 0.1)), False, True, at_desk=True)
    assert -15.5 < stage.clip.offset_um < -14.0
    use_hand_tool(stage, ray_um(stage, eye, (0, 1, 5.0)), False, True, at_desk=True)
    assert stage.clip.offset_um == pytest.approx(-20.0)


@pytest.mark.parametrize("at_desk", [True, False])
def test_a_press_on_a_closed_electrode_opens_it_where_it_was_met(at_desk: bool) -> None:
    stage = electrode([(10, 10, 10)])
    stage.tool = "cut"
    use_hand_tool(stage, ray_um(stage, (1, -20, 1), (0, 1, 0)), True, True, at_desk=at_desk)
    assert not stage.clip.enabled, "nothing was met"
    use_hand_tool(stage, ray_um(stage, (8.5, -20, 10), (0, 1, 0)), True, True, at_desk=at_desk)
    assert stage.clip.enabled and stage.clip.normal == pytest.approx((0, -1, 0), abs=1e-9)
    met_y = 10.0 - np.sqrt(4.0 - 1.5**2)
    assert stage.clip.offset_um == pytest.approx(-met_y, abs=1e-4)
    assert len(stage.marks["aim"].points_um) == 5, "the outline of the section, closed"
