"""What makes an hour in the headset bearable: sight that narrows, text to be read, things in reach."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from tests.openxr.poses import pose, turned
from tests.openxr.worn import electrode
from vr_client.panel.fonts import BODY_PX, SMALL_PX, TITLE_PX
from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of, translation
from vr_client.tools.pointer_ray import Board
from vr_client.tools.standing import is_inside, stand
from vr_client.views.headset import HeadsetView, room
from vr_client.views.headset.actions import Hand
from vr_client.views.headset.comfort import BLINK_DEG, WIDE_DEG, Vignette
from vr_client.views.headset.lost_hands import PATIENCE_S, LostHands
from vr_client.views.headset.pace import DisplayClock
from vr_client.views.headset.wearer import Wearer

DT_S = 0.05
SCALE = HeadsetView.PANEL_SCALE
SIZES = {"panel": HeadsetView.PANEL_PX, "legend": (800, 300), "notice": (900, 120)}


def boards(settings: Settings) -> dict[str, Board]:
    side, small_px = room.side_of(settings), SMALL_PX * SCALE
    return {
        "panel": room.panel_board(SIZES["panel"], small_px, side),
        "legend": room.legend_board(SIZES["legend"], small_px, side),
        "notice": room.notice_board(SIZES["notice"], 30),
    }


@pytest.mark.parametrize("name", ["panel", "legend", "notice"])
@pytest.mark.parametrize("hand", ["right", "left"])
def test_no_text_about_the_person_is_smaller_than_20_dmm(name: str, hand: str) -> None:
    board = boards(Settings(hand=hand))[name]  # type: ignore[arg-type]
    corners = [
        board.pose @ [x * board.width_m / 2, y * board.height_m / 2, 0.0, 1.0]
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    furthest_m = max(float(np.linalg.norm(corner[:3])) for corner in corners)
    smallest_px = 30.0 if name == "notice" else min(SMALL_PX, BODY_PX, TITLE_PX) * SCALE
    text_mm = 1000.0 * smallest_px * board.height_m / SIZES[name][1]
    middle_m = float(np.linalg.norm(board.pose[:3, 3]))
    assert text_mm / middle_m >= 20.0 - 1e-9
    assert text_mm / furthest_m >= 14.0  # at its far corners, where one leans towards it
    assert 0.6 <= middle_m <= 2.0  # arm's length to 2 m


def test_everything_faces_the_person_and_nothing_hides_another() -> None:
    found = boards(Settings())
    for board in found.values():
        towards = -board.pose[:3, 3] / np.linalg.norm(board.pose[:3, 3])
        np.testing.assert_allclose(board.pose[:3, 2], towards, atol=1e-9)
        assert board.pose[1, 1] > 0.8
    panel, legend = found["panel"], found["legend"]

    def reach_deg(board: Board) -> tuple[float, float]:
        x, _, z = board.pose[:3, 3]
        middle = np.degrees(np.arctan2(x, -z))
        half = np.degrees(np.arctan(board.width_m / 2 / np.linalg.norm(board.pose[:3, 3])))
        return middle - half, middle + half

    assert reach_deg(legend)[1] < -10.0 < 10.0 < reach_deg(panel)[0]


def test_left_handed_everything_is_mirrored() -> None:
    right, left = boards(Settings(hand="right")), boards(Settings(hand="left"))
    for name in ("panel", "legend"):
        np.testing.assert_allclose(left[name].pose[:3, 3] * (-1, 1, 1), right[name].pose[:3, 3])
    assert room.table(Settings(hand="left"), -1.2)[0] == -room.table(Settings(), -1.2)[0]


def test_sight_narrows_while_one_is_moved_and_opens_again() -> None:
    vignette = Vignette()
    seen = [vignette.frame(50.0, moved=True, jumped=False, dt_s=DT_S) for _ in range(10)]
    assert seen == sorted(seen, reverse=True) and seen[-1] == 50.0 and vignette.is_shown
    seen = [vignette.frame(50.0, moved=False, jumped=False, dt_s=DT_S) for _ in range(12)]
    assert seen == sorted(seen) and not vignette.is_shown


def test_a_jump_is_a_blink_and_zero_degrees_turn_all_of_it_off() -> None:
    vignette = Vignette()
    assert vignette.frame(50.0, moved=False, jumped=True, dt_s=DT_S) == BLINK_DEG
    frames = 0
    while vignette.is_shown:
        vignette.frame(50.0, moved=False, jumped=False, dt_s=1 / 90)
        frames += 1
    assert frames / 90 < 0.6
    assert vignette.frame(0.0, moved=True, jumped=True, dt_s=DT_S) == WIDE_DEG


def test_a_lost_controller_is_said_once_and_again_only_after_it_was_back() -> None:
    lost, held = LostHands(), Hand(aim=np.eye(4), grip=np.eye(4))
    both, one = {"left": held, "right": held}, {"left": Hand(), "right": held}
    patience = round(PATIENCE_S / DT_S)
    said = [lost.frame(hands, DT_S) for hands in [both] * 3 + [one] * (patience - 1)]
    assert not any(said)
    said = [lost.frame(one, DT_S) for _ in range(40)]
    assert sum(map(len, said)) == 1 and "left controller is lost" in said[0][0]
    lost.frame(both, DT_S)
    assert sum(len(lost.frame(one, DT_S)) for _ in range(40)) == 1
    assert not LostHands().frame({"left": Hand(), "right": Hand()}, 10.0)  # never there: nothing is lost


def test_while_the_runtime_has_the_hands_for_itself_nothing_is_lost_and_nothing_held() -> None:
    wearer, stage = seated_person()
    held = Hand(aim=pose((1.0, 1.2, 1.7)), grip=pose((1.0, 1.2, 1.7)), squeeze=1.0, can_squeeze=True)
    wearer.frame(stage, {"left": held, "right": held}, None, (1, 1), DT_S)
    before = stage.model
    for _ in range(40):
        work = wearer.frame(stage, None, None, (1, 1), DT_S)
    assert not stage.notices.said and work.grips == {}
    np.testing.assert_array_equal(stage.model, before)


def test_what_moves_is_shown_in_even_steps_however_unevenly_the_frames_come() -> None:
    clock, period_ns = DisplayClock(), 11_111_111
    late_s = [0.0, 0.004, -0.003, 0.005, 0.0, -0.004, 0.002, 0.0]
    shown = [
        clock.frame(5.0 + k * period_ns * 1e-9 + late, 77_000_000_000 + k * period_ns, period_ns)
        for k, late in enumerate(late_s)
    ]
    steps = np.diff([at for at, _ in shown])
    np.testing.assert_allclose(steps, period_ns * 1e-9, atol=0.0006)
    np.testing.assert_allclose([step for _, step in shown[1:]], period_ns * 1e-9)
    at, step = clock.frame(65.0, 137_000_000_000, period_ns)  # a minute's sleep
    assert at == pytest.approx(65.0, abs=0.02) and step <= 0.1


def seated_person() -> tuple[Wearer, Stage]:
    wearer, stage = Wearer(), Stage()
    stage.apply(electrode(), 0.0)
    wearer.settle(stage, pose((1.0, 1.3, 2.0), turned((0.0, 1.0, 0.0), 90.0)), 0.0)
    return wearer, stage


def test_the_world_begins_before_the_eyes_with_the_floor_where_the_runtime_says() -> None:
    _, stage = seated_person()
    assert stage.body is not None
    np.testing.assert_allclose(stage.body.head, np.eye(4), atol=1e-9)
    assert stage.body.floor_m == pytest.approx(-1.3)
    foot = stage.model @ [30.0, 30.0, 0.0, 1.0]
    np.testing.assert_allclose(foot[:3], room.TABLE_M, atol=1e-9)


def test_standing_up_puts_the_table_a_metre_above_the_floor() -> None:
    wearer, stage = seated_person()
    stage.settings = msgspec.structs.replace(stage.settings, seated=False)
    wearer.settle(stage, pose((1.0, 1.7, 2.0), turned((0.0, 1.0, 0.0), 90.0)), 0.0)
    foot = stage.model @ [30.0, 30.0, 0.0, 1.0]
    assert foot[1] - stage.body.floor_m == pytest.approx(room.STANDING_TABLE_M)  # type: ignore[union-attr]


def test_recentred_by_the_runtime_one_stays_where_one_is_in_the_electrode() -> None:
    wearer, stage = seated_person()
    stand(stage, stage.particles.positions_um[250])
    inside = stage.model.copy()
    wearer.recentre()
    wearer.settle(stage, pose((-1.0, 1.2, 0.0)), 0.0)
    np.testing.assert_array_equal(stage.model, inside)
    np.testing.assert_allclose(stage.body.head[:3, 3], 0.0, atol=1e-9)  # type: ignore[union-attr]
    assert is_inside(stage)


def test_buttons_change_the_tool_and_put_the_panel_away() -> None:
    wearer, stage = seated_person()
    hand = Hand(aim=np.eye(4), grip=np.eye(4), can_squeeze=True)

    def frame(right: Hand) -> None:
        wearer.frame(stage, {"left": Hand(), "right": right}, None, (1, 1), DT_S)

    for pressed in (True, True, False):
        frame(replace(hand, tool=pressed, panel=pressed))
    assert stage.tool == "pick"
    assert not stage.panel_shown
    frame(replace(hand, panel=True))
    assert stage.panel_shown


def test_the_panel_s_buttons_recentre_and_leave_without_a_gesture() -> None:
    wearer, stage = seated_person()
    stage.panel_shown = False
    stage.wishes += ["recentre", "leave"]
    work = wearer.frame(stage, {"left": Hand(), "right": Hand()}, None, (1, 1), DT_S)
    assert work.leave and stage.panel_shown and stage.wishes == []
    wearer.settle(stage, pose((5.0, 1.0, 5.0)), 0.0)
    np.testing.assert_allclose(stage.body.head, np.eye(4), atol=1e-9)  # type: ignore[union-attr]


def test_the_others_are_told_where_head_and_hands_are_in_the_electrode() -> None:
    wearer, stage = seated_person()
    hand = Hand(aim=pose((1.0, 1.2, 1.7)), grip=pose((1.0, 1.2, 1.7)), can_squeeze=True)
    work = wearer.frame(stage, {"left": Hand(), "right": hand}, None, (1, 1), DT_S)
    told = wearer.pose(stage, work)
    assert told is not None and told.head is not None and set(told.hands) == {"right"}
    np.testing.assert_allclose(stage.model @ told.head, stage.body.head, atol=1e-9)  # type: ignore[union-attr]
    np.testing.assert_allclose(stage.model @ told.hands["right"], work.grips["right"], atol=1e-9)


def test_on_the_table_a_film_keeps_its_size_as_it_dries_until_it_is_taken_hold_of() -> None:
    wearer, stage = seated_person()
    head = pose((0.0, 1.2, 0.0))
    for plane_um in (120.0, 90.0):
        stage.particles.plane_um = plane_um
        wearer.settle(stage, head, 0.0)
        assert scale_of(stage.model) * plane_um == pytest.approx(room.ELECTRODE_M)
    taken = stage.model = translation((0.1, 0.0, 0.0)) @ stage.model
    stage.particles.plane_um = 60.0
    wearer.settle(stage, head, 0.0)
    assert stage.model is taken
