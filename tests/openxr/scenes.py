"""What happens in the headset: `python -m tests.openxr.scenes FOLDER NAME...` plays it and prints JSON."""

import json
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np
from OpenGL import GL
from PIL import Image

from simulation_server.schema.errors import MachineError
from simulation_server.schema.messages import SetRecipe
from tests.openxr.remote import Controller
from tests.openxr.worn import EYE_PX, FRAME_S, Laboratory, electrode
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of
from vr_client.views.headset import HeadsetView
from vr_client.views.headset.actions import Hand

Found = dict[str, Any]


def both_eyes(folder: Path) -> Found:
    """Pictures with and without the electrode, and what reached the runtime's own images."""
    lab = Laboratory(with_panel=False)
    lab.stage.layers.frame = False
    session, eyes = lab.view._session, lab.view._eyes
    assert session is not None and eyes is not None
    wanted = 0
    wait = session.wait

    def counting() -> Any:
        nonlocal wanted
        state = wait()
        wanted += bool(state.should_render)
        return state

    session.wait = counting  # type: ignore[method-assign]
    seen: list[Any] = []
    locate = eyes.locate
    eyes.locate = lambda time: seen.append(locate(time)) or seen[-1]  # type: ignore[method-assign,func-returns-value]
    lab.until(lambda: lab.view.frames_drawn >= 12)
    handed_over = _runtime_images(lab)
    with_electrode = lab.view.eye_pictures()
    layers = lab.stage.layers
    layers.am = layers.cbd = False
    lab.step(3)
    empty = lab.view.eye_pictures()
    for name, picture in zip(("left", "right"), with_electrode, strict=True):
        Image.fromarray(picture).save(folder / f"xr_{name}.png")
    found = {
        "frames_drawn": lab.view.frames_drawn,
        "frames_wanted": wanted,
        "same_in_runtime": [
            bool(np.array_equal(a, b)) for a, b in zip(handed_over, with_electrode, strict=True)
        ],
        "masks": [_box_of(a, b) for a, b in zip(with_electrode, empty, strict=True)],
        "expected": [_projected_box(lab, view) for view in seen[-1]],
        "different": int((with_electrode[0] != with_electrode[1]).any(axis=2).sum()),
    }
    found["ended"] = lab.end()
    return found


def _runtime_images(lab: Laboratory) -> list[np.ndarray]:
    """Runs one frame and reads the swapchains' images while they are ours, just after the copy."""
    eyes = lab.view._eyes
    assert eyes is not None
    read: list[np.ndarray] = []
    for eye in eyes._eyes:
        copy = eye._copy_to

        def and_read(texture: int, copy: Any = copy, target: int = eye._target) -> None:
            copy(texture)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, target)
            width, height = EYE_PX
            raw = GL.glReadPixels(0, 0, width, height, GL.GL_RGB, GL.GL_UNSIGNED_BYTE)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, 0)
            read.append(np.frombuffer(raw, np.uint8).reshape(height, width, 3)[::-1])

        eye._copy_to = and_read  # type: ignore[method-assign]
    lab.step()
    return read[:2]


def _box_of(a: np.ndarray, b: np.ndarray) -> list[float]:
    """Left, top, right, bottom of where two pictures differ clearly."""
    y, x = np.nonzero(np.abs(a.astype(int) - b.astype(int)).max(axis=2) > 25)
    return [float(v) for v in (x.min(), y.min(), x.max() + 1, y.max() + 1)]


def _projected_box(lab: Laboratory, located: Any) -> list[float]:
    """Left, top, right, bottom (px) of the spheres as the eye located by the runtime should see them."""
    q, p, f = located.pose.orientation, located.pose.position, located.fov
    assert abs(q.w) > 0.9999  # the head looks straight ahead, so a shift is the whole pose
    to_world = lab.view.wearer.to_world
    assert to_world is not None
    world_in_space = to_world[:3, 3]
    eye = np.array([p.x, p.y, p.z]) + world_in_space
    layer = lab.stage.particles
    centres = layer.positions_um @ lab.stage.model[:3, :3].T + lab.stage.model[:3, 3] - eye
    radii = layer.radii_um * scale_of(lab.stage.model)

    def edges(axis: int, low: float, high: float) -> tuple[float, float]:
        """Tangents of the outermost lines of sight that touch a sphere, as shares of the picture."""
        far = np.hypot(centres[:, axis], centres[:, 2])
        angle, half = np.arctan2(centres[:, axis], -centres[:, 2]), np.arcsin(radii / far)
        tangents = np.tan([(angle - half).min(), (angle + half).max()])
        shares = (tangents - np.tan(low)) / (np.tan(high) - np.tan(low))
        return float(shares[0]), float(shares[1])

    width, height = EYE_PX
    left, right = edges(0, f.angle_left, f.angle_right)
    down, up = edges(1, f.angle_down, f.angle_up)
    return [left * width, (1 - up) * height, right * width, (1 - down) * height]


def drag_slider(folder: Path) -> Found:
    """The right hand drags the calendering pressure; then the left presses a button."""
    lab = Laboratory()
    lab.settle()
    slider = "calendering.pressure_mpa"
    before = lab.stage.recipe.calendering.pressure_mpa
    left, top, right, bottom = lab.place(slider)
    hand, y = lab.body.right, (top + bottom) / 2.0
    for k in range(14):
        share = 0.35 + 0.35 * min(max(k - 4, 0), 8) / 8
        lab.aim(hand, (left + share * (right - left), y))
        hand.trigger = 1.0 if k >= 3 else 0.0
        lab.step(2)
    Image.fromarray(lab.view.screenshot()).save(folder / "xr_drag.png")
    hand.trigger = 0.0
    lab.step(3)
    asked = [c.recipe.calendering.pressure_mpa for c in lab.stage.outbox if isinstance(c, SetRecipe)]
    lab.stage.outbox.clear()
    lab.aim(hand, (-300.0, y))
    lab.aim(lab.body.left, lab.middle_of("restart"))
    for trigger in (0.0, 1.0, 0.0):
        lab.body.left.trigger = trigger
        lab.step(4)
    pressed = [type(c).__name__ for c in lab.stage.outbox]
    return {"before": before, "asked": asked, "pressed": pressed, "ended": lab.end()}


def grab(folder: Path) -> Found:
    """One hand carries the model, then two stretch it, then none."""
    lab = Laboratory(with_panel=False)
    lab.settle()
    left, right = lab.body.left, lab.body.right
    placed = lab.stage.model.copy()
    lab.step(3)
    untouched = bool(np.array_equal(lab.stage.model, placed))
    right.squeeze = 1.0
    lab.step(4)
    lab.carry([(right, (0.1, 0.05, 0.15))])
    carried = lab.stage.model.copy()
    left.squeeze = 1.0
    lab.step(4)
    joined = lab.stage.model.copy()
    wide, before_m = right.position[0] - left.position[0], _apart(left, right)
    lab.carry([(left, (-wide / 4, 0.0, 0.0)), (right, (wide / 4, 0.0, 0.0))])
    stretched = lab.stage.model.copy()
    after_m = _apart(left, right)
    Image.fromarray(lab.view.screenshot()).save(folder / "xr_grab.png")
    left.squeeze = right.squeeze = 0.0
    lab.step(4)
    lab.carry([(left, (0.1, 0.0, 0.0)), (right, (0.0, 0.2, 0.0))], frames=3)
    let_go = lab.stage.model.copy()
    right.stick_click = True
    lab.step(4)
    right.stick_click = False
    lab.step(5)
    return {
        "untouched": untouched,
        "carried_m": (carried - placed)[:3, 3].tolist(),
        "carried_scale": scale_of(carried) / scale_of(placed),
        "jump_m": float(np.abs((joined - carried)[:3, 3]).max()),
        "stretched_scale": scale_of(stretched) / scale_of(joined),
        "apart": after_m / before_m,
        "let_go_still": bool(np.array_equal(let_go, stretched)),
        "recentred": bool(np.allclose(lab.stage.model, placed, atol=1e-4)),
        "ended": lab.end(),
    }


def _apart(a: Controller, b: Controller) -> float:
    """Metres between two hands."""
    return float(np.linalg.norm(np.subtract(a.position, b.position)))


def leave(folder: Path) -> Found:
    """The menu button held ends the view; closing twice is harmless."""
    lab = Laboratory(with_panel=False)
    lab.settle()
    lab.body.right.stick_click = True
    frames = 0
    while lab.step():
        frames += 1
    over = not lab.view.frame(lab.stage, 0.05)
    lab.close()
    lab.close()
    return {"frames": frames, "over": over}


def lose(folder: Path) -> Found:
    """The runtime says that the headset is going away."""
    lab = Laboratory(with_panel=False)
    lab.settle()
    session = lab.view._session
    assert session is not None
    try:
        session._enter(session.xr.SessionState.LOSS_PENDING)
        said = ""
    except MachineError as error:
        said = str(error)
    lab.close()
    return {"said": said}


def simple_controllers(folder: Path) -> Found:
    """Controllers with one button, which the runtime moves by itself."""
    view, stage = HeadsetView(eye_px=EYE_PX), Stage()
    view.open()
    stage.apply(electrode(), 0.0)
    session, actions = view._session, view._actions
    assert session is not None and actions is not None
    seen: list[dict[str, Hand] | None] = []
    hands = actions.hands
    actions.hands = lambda time: seen.append(hands(time)) or seen[-1]  # type: ignore[method-assign,func-returns-value]
    while not session.focused:
        view.frame(stage, FRAME_S)
    for _ in range(3):
        view.frame(stage, FRAME_S)
    view.close()
    held = seen[-1]
    assert held is not None
    return {"controllers": stage.controllers} | {
        name: {"aims": hand.aim is not None, "grips": hand.grip is not None, "can_squeeze": hand.can_squeeze}
        for name, hand in held.items()
    }


def main(folder: Path, names: list[str]) -> None:
    """Plays scenes one after the other, each with a session of its own; a line of JSON for each."""
    from tests.openxr.scenes_inside import be_inside, lose_a_hand, refuse_a_path, use_tools

    known = {
        scene.__name__: scene
        for scene in (
            both_eyes, drag_slider, grab, leave, lose, simple_controllers,
            be_inside, lose_a_hand, refuse_a_path, use_tools,
        )
    }  # fmt: skip
    for name in names:
        try:
            found = known[name](folder)
        except Exception:  # told by the test of this scene; the others go on
            found = {"failed": traceback.format_exc()[-3000:]}
            for lab in list(Laboratory.opened):
                lab.close()
        print(json.dumps({"scene": name, "found": found}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
