"""More of what happens in the headset: going in and about, tools, buttons, a controller that is lost."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.openxr.poses import aiming
from tests.openxr.worn import Laboratory
from vr_client.stage.transforms import scale_of
from vr_client.tools.standing import is_inside
from vr_client.views.headset import profiles
from vr_client.views.headset.actions import Actions

Found = dict[str, Any]


def middle_m(lab: Laboratory) -> np.ndarray:
    """(3,) the electrode's middle in the world."""
    layer = lab.stage.particles
    return (lab.stage.model @ [layer.box_um[0] / 2, layer.box_um[1] / 2, layer.plane_um / 2, 1.0])[:3]


def be_inside(folder: Path) -> Found:
    """A stick ahead at the electrode, let go: in it. Turned by snaps, blinking; tapped home again."""
    lab = Laboratory(with_panel=False)
    lab.settle()
    right, placed = lab.body.right, lab.stage.model.copy()
    right.rotation = aiming(right.position, middle_m(lab))
    lab.step(3)
    right.stick = (0.0, 1.0)
    lab.step(4)
    marks = sorted(lab.stage.marks)
    right.stick = (0.0, 0.0)
    clear: list[float] = []
    pulses = _counted(lab)
    for _ in range(16):
        lab.step()
        clear.append(lab.view.wearer.vignette.clear_deg)
    inside, scale = is_inside(lab.stage), scale_of(lab.stage.model)
    Image.fromarray(lab.view.screenshot()).save(folder / "xr_inside.png")
    drawn = int((lab.view.screenshot().reshape(-1, 3).std(axis=0)).sum())
    ahead = lab.stage.model[:3, 0].copy() / scale
    right.stick = (1.0, 0.0)
    lab.step(6)
    turned = lab.stage.model[:3, 0] / scale
    right.stick = (0.0, 0.0)
    lab.step(2)
    stayed, session = lab.stage.model.copy(), lab.view._session
    lab.body.head = (0.3, -0.2, 0.1)
    lab.step(3)
    assert session is not None and lab.stage.body is not None
    moved_m, floor_m = lab.stage.body.head[:3, 3].copy(), lab.stage.body.floor_m
    session.space_changes_at = 0  # as the event of the runtime's own recentring leaves it
    lab.step(2)
    recentred_m = lab.stage.body.head[:3, 3].copy()
    stays = bool(np.array_equal(lab.stage.model, stayed))
    lab.body.head = (0.0, 0.0, 0.0)
    lab.step(2)
    right.stick_click = True
    lab.step(3)
    right.stick_click = False
    lab.step(5)
    return {
        "marks": marks, "inside": inside, "scale": scale, "clear": clear, "drawn": drawn,
        "turned_deg": float(np.degrees(np.arccos(np.clip(ahead @ turned, -1.0, 1.0)))),
        "moved_m": moved_m.tolist(), "floor_m": floor_m, "recentred_m": recentred_m.tolist(), "stays": stays,
        "pulses": len(pulses), "controllers": lab.stage.controllers,
        "home": bool(np.allclose(lab.stage.model, placed, atol=1e-4)), "ended": lab.end(),
    }  # fmt: skip


def _counted(lab: Laboratory) -> list[str]:
    """The hands that are pulsed from now on."""
    actions = lab.view._actions
    assert actions is not None
    seen: list[str] = []
    pulse = actions.pulse

    def counting(hand: str) -> None:
        seen.append(hand)
        pulse(hand)

    actions.pulse = counting  # type: ignore[method-assign]
    return seen


def use_tools(folder: Path) -> Found:
    """Button A takes the tool that picks, the trigger picks a particle with it; B puts the panel away."""
    lab = Laboratory()
    lab.settle()
    right = lab.body.right
    right.a_click = True
    lab.step(3)
    right.a_click = False
    tool = lab.stage.tool
    right.rotation = aiming(right.position, middle_m(lab))
    lab.step(3)
    hovering = lab.stage.hand.picked is not None
    right.trigger = 1.0
    lab.step(3)
    right.trigger = 0.0
    lab.step(2)
    picked = lab.stage.hand.picked
    shown = [lab.stage.panel_shown]
    for pressed in (True, False):
        right.b_click = pressed
        lab.step(3)
    shown.append(lab.stage.panel_shown)
    Image.fromarray(lab.view.screenshot()).save(folder / "xr_pick.png")
    pose = lab.view.own_pose(lab.stage)
    assert pose is not None and pose.pointing_um is not None and picked is not None
    layer = lab.stage.particles
    away = np.linalg.norm(layer.positions_um - pose.pointing_um, axis=1) - layer.radii_um
    return {
        "tool": tool, "hovering": hovering, "picked": int(picked.index), "pointed": int(np.argmin(away)),
        "away_um": float(np.abs(away).min()), "shown": shown, "hands": sorted(pose.hands), "ended": lab.end(),
    }  # fmt: skip


def lose_a_hand(folder: Path) -> Found:
    """The left controller goes out of sight: said once, while the right one goes on carrying."""
    lab = Laboratory(with_panel=False)
    lab.settle()
    left, right = lab.body.left, lab.body.right
    lab.step(3)
    left.active = False
    lab.step(30)
    said = [n.text for n in lab.stage.notices.said]
    before = lab.stage.model.copy()
    right.squeeze = 1.0
    lab.step(4)
    lab.carry([(right, (0.1, 0.0, 0.0))])
    carried = (lab.stage.model - before)[:3, 3]
    pose = lab.view.own_pose(lab.stage)
    left.active = True
    lab.step(4)
    back = lab.view.own_pose(lab.stage)
    assert pose is not None and back is not None
    return {
        "said": said, "carried_m": carried.tolist(), "hands": sorted(pose.hands), "back": sorted(back.hands),
        "ended": lab.end(),
    }  # fmt: skip


def refuse_a_path(folder: Path) -> Found:
    """The runtime checks the paths that are suggested: of all profiles none is refused, a made-up one is."""
    accepted: list[str] = []
    refused: list[str] = []
    suggest = Actions._suggest
    made_up = profiles.Profile("valve/index_controller", "Index", (("press", "third_eye/value"),))

    def noting(self: Actions, profile: profiles.Profile) -> None:
        if not refused:
            try:
                suggest(self, made_up)
            except self.xr.exception.ResultException as error:
                refused.append(type(error).__name__)
        suggest(self, profile)
        accepted.append(profile.path)

    Actions._suggest = noting  # type: ignore[method-assign]
    lab = Laboratory(with_panel=False)
    lab.close()
    return {"accepted": accepted, "refused": refused}
