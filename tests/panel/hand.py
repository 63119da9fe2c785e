"""A hand at the panel: what a pointer and a keyboard do to it, and what it shows then."""

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from vr_client.panel.legend import Legend
from vr_client.panel.overlay import Overlay
from vr_client.panel.panel import Panel
from vr_client.stage.pointer import NO_POINTER, KeyStroke, PointerState
from vr_client.stage.stage import Stage

Textured = Panel | Legend | Overlay


def settle(panel: Panel, now: Stage, frames: int = 3) -> None:
    for _ in range(frames):
        panel.frame(now, NO_POINTER, 0.05)


def middle(panel: Panel, name: str) -> tuple[float, float]:
    left, top, right, bottom = panel.places[name]
    return 0.5 * (left + right), 0.5 * (top + bottom)


def click(panel: Panel, now: Stage, name: str) -> None:
    at = middle(panel, name)
    for pressed in (False, False, True, True, False, False):
        panel.frame(now, PointerState(at, primary=pressed), 0.05)


def pixels(panel: Textured) -> NDArray[np.uint8]:
    width, height = panel.size
    GL.glBindTexture(GL.GL_TEXTURE_2D, panel.texture)
    data = GL.glGetTexImage(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE)
    GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)[::-1]


def press_key(panel: Panel, now: Stage, name: str, *, shift: bool = False, control: bool = False) -> None:
    """A key goes down and up, the mouse elsewhere."""
    for stroke in (KeyStroke(name, True, shift, control), KeyStroke(name, False)):
        panel.frame(now, PointerState(keys=(stroke,)), 0.05)
    panel.frame(now, NO_POINTER, 0.05)


def rest_on(panel: Panel, now: Stage, name: str, frames: int = 25) -> None:
    """The pointer rests on a control until its tooltip shows."""
    for _ in range(frames):
        panel.frame(now, PointerState(middle(panel, name)), 0.05)


def stand(now: Stage) -> None:
    """What has changed stands long enough to be a step that can be taken back."""
    for _ in range(2):
        now.past.watch(now)
        now.now_s += 0.6
    now.past.watch(now)
