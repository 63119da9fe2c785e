"""The one contract of every view: a window, an offscreen picture, a headset.

A view owns a device: it makes the OpenGL context, turns the device's input into changes of the stage
(through tools) and a pointer for the panel, and draws with the Renderer. It knows no network.
The panel and the legend draw themselves into textures; a view puts those on show, over the window
or on a quad in the room.
"""

from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.people import Pose
from vr_client.stage.pointer import PointerState
from vr_client.stage.stage import Stage


class PanelLike(Protocol):
    """The control panel, drawn into a texture of its own (opaque, row 0 at the bottom)."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    @property
    def texture(self) -> int:
        """OpenGL name of the texture."""

    @property
    def wants_pointer(self) -> bool:
        """The pointer holds a control: tools keep off it, even when it has left the panel."""

    @property
    def wants_keys(self) -> bool:
        """Something is being typed: keys are not shortcuts."""

    def frame(self, stage: Stage, pointer: PointerState, dt_s: float) -> None:
        """Handles the pointer and draws; leaves framebuffer 0, VAO 0 and the former program bound."""

    def resize(self, size_px: tuple[int, int]) -> None:
        """Takes another size from the next frame on."""

    def take_picture_request(self) -> bool:
        """Whether its picture button was pressed since the last call."""

    def close(self) -> None:
        """Frees the OpenGL objects."""


class LegendLike(Protocol):
    """Colour bar, scale bar and labels, drawn into a texture of its own (premultiplied alpha)."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    @property
    def texture(self) -> int:
        """OpenGL name of the texture."""

    def frame(self, stage: Stage, um_per_px: float) -> None:
        """Draws; `um_per_px` is how many electrode micrometres a pixel shows at the camera's target."""

    def close(self) -> None:
        """Frees the OpenGL objects."""


class View(ABC):
    """Opened once, then given panel and legend, then `frame` until it says no, then closed.

    All on one thread, where the context stays current. Every method raises MachineError with one
    line when the machine lacks what the view needs.
    """

    @abstractmethod
    def open(self) -> None:
        """Makes the device and its OpenGL context ready and current."""

    @property
    @abstractmethod
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of what `screenshot` gives."""

    @abstractmethod
    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """Gives the view what it shows beside the stage; made after `open`, closed by the view."""

    @abstractmethod
    def frame(self, stage: Stage, dt_s: float) -> bool:
        """Handles input, draws one frame and shows it; False when the user has ended the view.

        `dt_s` is the time since the last frame.
        """

    @abstractmethod
    def own_pose(self, stage: Stage) -> Pose | None:
        """Where the person at this view is, for the others to see; None where nobody is."""

    @abstractmethod
    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) what the last frame showed, top row first; `fine` for the best picture it can give."""

    @abstractmethod
    def close(self) -> None:
        """Gives back the device; may be called twice."""
