"""Distances and pores, measured by pointing, go with their particles."""

import numpy as np
import pytest

from vr_client.stage.clip import ClipPlane
from vr_client.stage.measurements import Distance, Pore
from vr_client.stage.stage import Stage
from vr_client.tools.hand_tools import follow_tools, use_hand_tool

from .scene import cubic, electrode, frame, ray_um, soon


def press(stage: Stage, *origin: float) -> None:
    """Presses along y from outside the electrode."""
    use_hand_tool(stage, ray_um(stage, origin, (0, 1, 0)), True, True)


def test_two_presses_measure_a_distance_that_follows_its_particles() -> None:
    stage = electrode([(5, 10, 10), (15, 10, 10)])
    stage.tool = "distance"
    press(stage, 5, -30, 10)
    use_hand_tool(stage, ray_um(stage, (15, -30, 10), (0, 1, 0)), False, False)
    assert stage.marks["aim"].label == "10.0 µm" and len(stage.marks["aim"].points_um) == 2
    press(stage, 15, -30, 10)
    follow_tools(stage)
    (measure,) = stage.hand.measures
    assert isinstance(measure, Distance) and measure.length_um == pytest.approx(10.0)
    assert stage.marks["distance.1"].label == "10.0 µm"
    stage.apply(frame([(5, 10, 10), (11, 10, 10)]), 0.1)
    stage.advance(5.0)
    follow_tools(stage)
    assert measure.length_um == pytest.approx(6.0)
    assert stage.marks["distance.1"].label == "6.00 µm"


def test_the_height_above_the_foil_can_be_measured() -> None:
    stage = electrode([(10, 10, 10)])
    stage.tool = "distance"
    down = (0, 0, -1)
    use_hand_tool(stage, ray_um(stage, (10, 10, 40), down), True, True)
    use_hand_tool(stage, ray_um(stage, (13, 10, 40), down), True, True)
    follow_tools(stage)
    (measure,) = stage.hand.measures
    assert isinstance(measure, Distance)
    assert measure.length_um == pytest.approx(np.hypot(3.0, 12.0), abs=1e-4)


def test_a_begun_distance_is_dropped_beside_the_electrode_and_with_the_tool() -> None:
    stage = electrode([(10, 10, 10)])
    stage.tool = "distance"
    press(stage, 10, -30, 10)
    press(stage, 1, -30, 1)
    assert stage.hand.first is None
    press(stage, 10, -30, 10)
    assert stage.hand.first is not None
    stage.tool = "look"
    follow_tools(stage)
    assert stage.hand.first is None and not stage.hand.measures


def test_a_pore_on_the_cut_is_previewed_and_kept_with_its_diameter() -> None:
    stage = electrode(cubic())
    stage.clip, stage.tool = ClipPlane(True, (0.0, -1.0, 0.0), -8.0), "pore"
    ray = ray_um(stage, (8.1, -30, 8.2), (0, 1, 0))
    expected = 4.0 * (np.sqrt(3.0) - 1.0)

    def previewed() -> bool:
        follow_tools(stage)
        use_hand_tool(stage, ray, False, False)
        return stage.marks["aim"].radius_um > 0.0

    soon(previewed)
    assert 2.0 * stage.marks["aim"].radius_um == pytest.approx(expected, rel=1e-3)
    use_hand_tool(stage, ray, True, True)

    def kept() -> bool:
        follow_tools(stage)
        return "pore.1" in stage.marks

    soon(kept)
    (measure,) = stage.hand.measures
    assert isinstance(measure, Pore) and 2.0 * measure.radius_um == pytest.approx(expected, rel=1e-3)
    assert stage.marks["pore.1"].label == "Ø 2.93 µm"
    use_hand_tool(stage, ray, True, True)
    follow_tools(stage)
    assert not stage.hand.measures and "pore.1" not in stage.marks, "pressed again it is let go"


def test_a_pore_that_is_pressed_shut_says_so() -> None:
    stage = electrode([(10, 8, 10), (10, 17, 10)])
    stage.tool = "pore"
    press(stage, 10, -30, 10)  # the pore just before the first particle

    def measured() -> bool:
        follow_tools(stage)
        pore = stage.hand.measures[0]
        return isinstance(pore, Pore) and pore.of == stage.particles.generation

    soon(measured)
    assert stage.marks["pore.1"].radius_um > 2.0
    stage.apply(frame([(10, 8, 10), (10, 6, 10)]), 0.1)
    stage.advance(5.0)
    soon(measured)
    follow_tools(stage)
    assert stage.marks["pore.1"].label == "closed"


def test_a_cut_particle_is_no_pore() -> None:
    stage = electrode([(10, 10, 10)])
    stage.clip, stage.tool = ClipPlane(True, (0.0, -1.0, 0.0), -10.0), "pore"
    press(stage, 10, -30, 10)
    assert not stage.hand.measures


def test_only_so_many_are_kept() -> None:
    stage = electrode([(10, 10, 10)])
    stage.tool = "distance"
    for _ in range(15):
        press(stage, 10, -30, 10)
        press(stage, 9, -30, 10)
    assert len(stage.hand.measures) == 12
