"""What a pointing hand does this frame: the same for a mouse and for a controller's ray."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """A key going down or up, by its lower-case name: "a", "7", "enter", "backspace", "left", "tab"."""

    name: str
    down: bool
    shift: bool = False
    control: bool = False


@dataclass(frozen=True, slots=True)
class PointerState:
    """Pointer on a panel this frame, in the panel's pixels: x to the right, y down, (0, 0) top left.

    `position_px` is None when the pointer is not on the panel. `primary` is the left mouse button or
    the trigger, held. `scroll` counts wheel notches or stick steps since the last frame, up positive.
    `text` and `keys` are what was typed since the last frame.
    """

    position_px: tuple[float, float] | None = None
    primary: bool = False
    secondary: bool = False
    scroll: float = 0.0
    text: str = ""
    keys: tuple[KeyStroke, ...] = ()


NO_POINTER = PointerState()
