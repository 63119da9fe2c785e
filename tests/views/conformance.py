"""`python -m tests.views.conformance VIEW FOLDER`: what a view does when it is used, as JSON.

One program for every view, each in a process of its own: they take different OpenGL platforms. Run "headset"
before the desk views with the same folder: these look from where its left eye was, and must see the same.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from simulation_server.schema.errors import MachineError
from tests.openxr.worn import electrode
from tests.views.people_at_views import Looks, SomeoneAtADesk, SomeoneInAHeadset
from vr_client.stage.marks import Mark
from vr_client.stage.stage import Stage
from vr_client.views.base import View
from vr_client.views.headset import HeadsetView
from vr_client.views.offscreen import OffscreenView
from vr_client.views.stub import StubView
from vr_client.views.window import WindowView

SIZE_PX = (238, 256)  # as wide over high as what an eye of the remote driver takes in
PANEL_PX = (96, 256)
ORANGE = (255, 120, 0, 255)
Someone = SomeoneAtADesk | SomeoneInAHeadset


class Sign:
    """A panel of one colour, which notes what its pointer does."""

    wants_pointer = wants_keys = False

    def __init__(self) -> None:
        self.size = PANEL_PX
        self.seen: list[tuple[Any, bool]] = []
        self.closed = 0
        from OpenGL import GL  # after vr_client, which chooses its platform

        self._gl = GL
        self.texture = int(GL.glGenTextures(1))
        self.resize(PANEL_PX)

    def resize(self, size_px: tuple[int, int]) -> None:
        self.size = size_px
        GL = self._gl
        texels = np.tile(np.array(ORANGE, np.uint8), (size_px[1], size_px[0], 1))
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, *size_px, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, texels)
        GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_NEAREST)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)

    def frame(self, stage: Stage, pointer: Any, dt_s: float) -> None:
        self.seen.append((pointer.position_px, pointer.primary))

    def take_picture_request(self) -> bool:
        return False

    def close(self) -> None:
        self.closed += 1


def unopened(view: View) -> dict[str, str]:
    """What each method says while there is nothing open."""
    said = {}
    for name, call in (
        ("frame", lambda: view.frame(Stage(), 0.02)),
        ("screenshot", view.screenshot),
        ("attach", lambda: view.attach(None, None)),
    ):
        try:
            call()
            said[name] = ""
        except MachineError as error:
            said[name] = str(error)
    return said


def share_changed(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that differ visibly."""
    return float((np.abs(a.astype(int) - b).max(axis=-1) > 12).mean())


def at_a_desk(name: str) -> SomeoneAtADesk:
    """Someone at an opened desk view."""
    view = OffscreenView(SIZE_PX) if name == "offscreen" else WindowView(SIZE_PX)
    view.open()
    given = view.given if isinstance(view, OffscreenView) else view._window.given  # type: ignore[union-attr]
    return SomeoneAtADesk(view, given)


def filled() -> Stage:
    stage = Stage()
    stage.apply(electrode(), 0.0)
    stage.advance(1.0)
    return stage


def used(name: str, folder: Path) -> dict[str, Any]:
    """Everything a person may do with a view that shows something."""
    found: dict[str, Any] = {}
    person: Someone = SomeoneInAHeadset(SIZE_PX) if name == "headset" else at_a_desk(name)
    view, stage = person.view, filled()
    if isinstance(person, SomeoneInAHeadset):
        person.settle(stage)
        looks = person.looks(stage)
        np.savez(folder / "looks.npz", eye=looks.eye, model=looks.model, fov_deg=looks.fov_deg)
    else:
        with np.load(folder / "looks.npz") as kept:
            person.look(stage, Looks(kept["eye"], kept["model"], float(kept["fov_deg"])))
    hands_away = isinstance(person, SomeoneInAHeadset)
    if hands_away:  # rays are no part of the picture that is compared
        person._body.left.active = person._body.right.active = False  # type: ignore[union-attr]
    person.step(stage, 6)
    whole = view.screenshot()
    np.save(folder / f"{name}.npy", whole)
    stage.layers.am = stage.layers.cbd = False
    person.step(stage, 3)
    found["electrode"] = share_changed(whole, view.screenshot())
    stage.layers.am = stage.layers.cbd = True
    layer = stage.particles
    middle = np.array([[layer.box_um[0] / 2, -5.0, 0.2 * layer.plane_um], [layer.box_um[0] / 2, -5.0, 50.0]])
    stage.marks["measured"] = Mark(middle.astype(np.float32), "measure", "46 µm")
    person.step(stage, 3)
    found["mark"] = share_changed(whole, view.screenshot())
    stage.marks.clear()
    if hands_away:
        person._body.left.active = person._body.right.active = True  # type: ignore[union-attr]
    found |= at_the_panel(person, stage)
    found["size"], found["shape"] = view.size, view.screenshot().shape
    found["dtype"] = str(view.screenshot().dtype)
    pose = view.own_pose(stage)
    found["head_scale"] = (
        None if pose is None or pose.head is None else float(np.cbrt(np.linalg.det(pose.head[:3, :3])))
    )
    found["model_scale"] = float(np.cbrt(np.linalg.det(stage.model[:3, :3])))
    stage.wishes.append("leave")
    found["left_after"] = next((k for k in range(60) if not person.step(stage)), None)
    return found | closed(person)


def at_the_panel(person: Someone, stage: Stage) -> dict[str, Any]:
    """A panel is attached, pointed at and pressed."""
    panel = Sign()
    person.view.attach(panel, None)
    person.step(stage, 2)
    picture = person.view.screenshot().astype(int)
    is_orange = np.abs(picture - ORANGE[:3]).max(axis=-1) < 24
    aimed = (0.25 * panel.size[0], 0.6 * panel.size[1])
    person.point(aimed, panel.size)
    person.step(stage, 4)
    hovered = panel.seen[-1]
    person.press(True)
    person.step(stage, 4)
    pressed = panel.seen[-1]
    person.press(False)
    person.step(stage, 4)
    _PANELS.append(panel)
    return {
        "panel": float(is_orange.mean()), "aimed": aimed, "hovered": hovered, "pressed": pressed,
        "released": panel.seen[-1],
    }  # fmt: skip


_PANELS: list[Sign] = []


def closed(person: Someone) -> dict[str, Any]:
    """Closed twice, and asked for more."""
    person.close()
    person.view.close()
    return {"closed": [panel.closed for panel in _PANELS], "after": unopened(person.view)}


def stub() -> dict[str, Any]:
    view = StubView()
    view.open()
    going_on = view.frame(filled(), 0.02)
    picture = view.screenshot()
    found = {"going_on": going_on, "size": view.size, "shape": picture.shape, "dtype": str(picture.dtype)}
    found["black"] = not picture.any()
    found["head_scale"] = view.own_pose(filled())
    view.close()
    view.close()
    return found | {"after": unopened(view)}


def main(name: str, folder: Path) -> None:
    kinds: dict[str, type[View]] = {
        "window": WindowView, "offscreen": OffscreenView, "headset": HeadsetView, "stub": StubView,
    }  # fmt: skip
    found = {"unopened": unopened(kinds[name]())}
    print(json.dumps(found | (stub() if name == "stub" else used(name, folder))))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
