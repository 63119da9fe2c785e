"""The pore flight as a person meets it: walls hold, ways are recorded and judged, everything ends well."""

import time

import numpy as np
import pytest

from vr_client.stage.body import Body
from vr_client.stage.clip import clip_through
from vr_client.stage.flight import cut_to
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.pore_space import length_um, pore_space
from vr_client.stage.pore_walls import ROOM, room
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import VoxelGrid
from vr_client.tools.desk_input import DeskInput
from vr_client.tools.pore_flight import carry_in_pores, fly_pores, pore_flight
from vr_client.tools.standing import head_of

from .channels import balls, block, straight, zigzag

FRAME_S = 1 / 30


def stage_of(grid: VoxelGrid) -> Stage:
    stage = Stage()
    size_um = np.array(grid.phase.shape) * grid.voxel_um
    one = np.ones(1, np.float32)
    stage.particles.receive(
        np.zeros((1, 3), np.float32), one, np.ones(1, np.uint8), one, one, (size_um[0], size_um[1]),
        float(size_um[2]), 0.0,
    )  # fmt: skip
    stage.voxels = grid
    stage.place()
    stage.look_at_electrode()
    return stage


def frame(stage: Stage, given: DeskInput) -> bool:
    stage.advance(stage.now_s + FRAME_S)
    return fly_pores(stage, given, FRAME_S, mouse=True, keys=True)


def begun(stage: Stage, given: DeskInput) -> None:
    assert pore_flight(stage, KeyStroke("g", True))
    for _ in range(400):
        frame(stage, given)
        if stage.flight.state != "finding":
            return
        time.sleep(0.01)


def test_a_flight_down_a_straight_channel_scores_a_hundred() -> None:
    grid = straight(nz=30, width=4)
    stage, given = stage_of(grid), DeskInput()
    model, camera = stage.model.copy(), stage.camera
    stage.layers.am, stage.clip = False, clip_through("y", (1.0, 1.0, 1.0))
    begun(stage, given)
    assert stage.flight.state == "flying"
    assert stage.layers.am and not stage.clip.enabled  # there are walls to see, whatever was hidden
    given.held.add("q")  # straight down
    for _ in range(300):
        if not frame(stage, given):
            break
    result = stage.flight.result
    assert result is not None
    assert result.flown == pytest.approx(1.0, abs=0.01)
    assert result.shortest == pytest.approx(1.0, abs=1e-6)
    assert result.score >= 99 and stage.flight.best == result.score
    assert stage.marks["flight.flown"].tone == "flown"
    assert stage.marks["flight.shortest"].label == "shortest 1.00"
    assert np.allclose(stage.model, model) and stage.camera is camera  # back to where one was
    assert not stage.layers.am and stage.clip.enabled


def test_the_head_never_gets_into_a_wall_however_it_is_pushed() -> None:
    grid = balls()
    stage, given = stage_of(grid), DeskInput()
    begun(stage, given)
    random, gradient = np.random.default_rng(3), np.empty(3)
    felt = 0
    for _ in range(400):
        push = random.normal((0.0, -0.3, 0.0))
        if not carry_in_pores(stage, head_of(stage)[:3, 3], 3.0 * push, 0.1):
            break
        felt += stage.flight.touching
        at = stage.flight.at_um / grid.voxel_um
        assert room(grid.phase, at, gradient) >= ROOM - 1e-6
        eye_um = np.linalg.solve(stage.model, head_of(stage)[:, 3])[:3]
        assert np.allclose(eye_um, stage.flight.at_um, atol=1e-3)
    assert felt > 10


def test_one_slides_along_a_wall_that_is_met_at_a_slant() -> None:
    phase = block(20, 20, 20)
    phase[5:15] = 0
    space = pore_space(VoxelGrid(phase, 0.5, 0))
    at, touched = space.moved(np.array([5.0, 5.0, 5.0]), np.array([4.0, 3.0, 0.0]))
    assert touched
    assert at[0] == pytest.approx(7.5, abs=0.3)  # held by the wall at x = 7.5 um
    assert at[1] == pytest.approx(8.0, abs=0.3)  # and carried along it


def test_guided_finds_the_way_through_a_maze_of_single_voxels() -> None:
    stage, given = stage_of(zigzag(legs=2, drop=6, across=10)), DeskInput()
    stage.flight.pilot = "guide"
    begun(stage, given)
    assert stage.flight.pilot == "guide"
    for _ in range(900):
        if not frame(stage, given):
            break
    result = stage.flight.result
    assert result is not None and result.guided
    assert stage.flight.best == 0  # the guide's way is not one's own
    assert result.flown == pytest.approx(result.shortest, rel=0.12)


def test_in_a_headset_the_electrode_is_carried_past_the_head() -> None:
    stage, given = stage_of(straight(nz=30, width=4)), DeskInput()
    head = np.eye(4)
    head[:3, 3] = (0.1, 1.6, 0.2)
    stage.body = Body(head, 0.0, (0.0, 0.7, -0.8), 0.4)
    begun(stage, given)
    down = np.array([0.0, -1.0, 0.0])
    for _ in range(300):
        stage.advance(stage.now_s + FRAME_S)
        if not carry_in_pores(stage, head[:3, 3], down, FRAME_S):
            break
        assert np.allclose((stage.model @ np.append(stage.flight.at_um, 1.0))[:3], head[:3, 3])
        assert stage.flight.moving
    assert stage.flight.result is not None
    assert not stage.flight.moving


def test_a_step_of_one_s_own_counts_and_stops_at_walls() -> None:
    stage, given = stage_of(straight(nz=30, width=4)), DeskInput()
    head = np.eye(4)
    head[:3, 3] = (0.0, 1.6, 0.0)
    stage.body = Body(head, 0.0, (0.0, 0.7, -0.8), 0.4)
    begun(stage, given)
    before = stage.flight.at_um.copy()
    stepped = head[:3, 3] + (0.0, -0.5, 0.0)
    carry_in_pores(stage, stepped, np.zeros(3), FRAME_S)
    scale = float(np.cbrt(np.linalg.det(stage.model[:3, :3])))
    assert before[2] - stage.flight.at_um[2] == pytest.approx(0.5 / scale, rel=1e-3)


def test_without_pores_it_says_so() -> None:
    stage, given = Stage(), DeskInput()
    pore_flight(stage, KeyStroke("g", True))
    assert not frame(stage, given)
    assert "finished electrode" in stage.notices.said[-1].text
    closed = stage_of(VoxelGrid(block(6, 6, 12), 0.5, 0))
    begun(closed, given)
    assert closed.flight.state == "off"
    assert "no pore leads" in closed.notices.said[-1].text


def test_a_changed_electrode_ends_the_flight_and_takes_its_result_away() -> None:
    stage, given = stage_of(straight()), DeskInput()
    model = stage.model.copy()
    begun(stage, given)
    stage.voxels = None
    assert not frame(stage, given)
    assert stage.flight.state == "off" and np.allclose(stage.model, model)
    assert "the flight ends" in stage.notices.said[-1].text


def test_escape_ends_a_flight_and_is_left_alone_otherwise() -> None:
    stage, given = stage_of(straight()), DeskInput()
    assert not pore_flight(stage, KeyStroke("escape", True))
    begun(stage, given)
    assert pore_flight(stage, KeyStroke("escape", True))
    assert not frame(stage, given)
    assert stage.flight.state == "off" and not stage.marks


def test_looking_around_leaves_one_where_one_is() -> None:
    stage, given = stage_of(straight()), DeskInput()
    begun(stage, given)
    at = stage.flight.at_um.copy()
    for _ in range(5):
        stage.camera.orbit(20.0, -10.0)
        frame(stage, given)
        assert np.allclose(np.linalg.solve(stage.model, head_of(stage)[:, 3])[:3], at, atol=1e-6)


def test_the_race_goes_along_both_ways_and_clears_up() -> None:
    stage, given = stage_of(straight(nz=30, width=4)), DeskInput()
    begun(stage, given)
    given.held.add("q")
    for _ in range(300):
        if not frame(stage, given):
            break
    given.held.clear()
    stage.flight.wish = "replay"
    heights = []
    for _ in range(10):
        fly_pores(stage, given, 1.0, mouse=True, keys=True)
        if "flight.racer.flown" in stage.marks:
            heights.append(float(stage.marks["flight.racer.flown"].points_um[0, 2]))
    assert heights == sorted(heights, reverse=True) and heights[0] > heights[-1] + 10.0
    fly_pores(stage, given, 1.0, mouse=True, keys=True)
    assert "flight.racer.flown" not in stage.marks
    stage.flight.wish = "clear"
    frame(stage, given)
    assert not stage.marks and stage.flight.result is None and stage.flight.state == "off"


def test_only_what_lies_between_surface_and_collector_is_measured() -> None:
    way = np.array([[0, 0, 12.0], [5, 0, 11], [5, 0, 9], [5, 0, 11], [5, 0, 5], [5, 3, 5], [5, 3, -1.0]])
    part = cut_to(way, 10.0, 1.0)
    assert part[0] == pytest.approx([5, 0, 10]) and part[-1] == pytest.approx([5, 3, 1])
    assert length_um(part) == pytest.approx(5 + 3 + 4)
