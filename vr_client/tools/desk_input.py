"""What mouse and keyboard did since the last frame, without the library that told us."""

from dataclasses import dataclass, field
from typing import Literal

from vr_client.stage.pointer import KeyStroke

Button = Literal["left", "right", "middle"]


@dataclass(slots=True)
class DeskInput:
    """Positions in pixels of the picture, x right and y down."""

    size_px: tuple[int, int] = (1, 1)
    position_px: tuple[float, float] | None = None  # None: outside the window
    moved_px: tuple[float, float] = (0.0, 0.0)
    scroll: float = 0.0  # notches, up positive
    buttons: set[Button] = field(default_factory=set)  # held
    held: set[str] = field(default_factory=set)  # keys held, by lower-case name
    strokes: list[KeyStroke] = field(default_factory=list)
    text: str = ""
    quit: bool = False
    _fresh: set[Button] = field(default_factory=set)  # went down in this frame
    _let_go: set[Button] = field(default_factory=set)  # and up again in the same

    def next_frame(self) -> None:
        """Forgets what happened, keeps what is held."""
        self.buttons -= self._let_go
        self._fresh.clear()
        self._let_go.clear()
        self.moved_px, self.scroll, self.strokes, self.text = (0.0, 0.0), 0.0, [], ""

    def move(self, x: float, y: float) -> None:
        """The mouse is now at a pixel."""
        if self.position_px is not None:
            dx, dy = self.moved_px
            self.moved_px = (dx + x - self.position_px[0], dy + y - self.position_px[1])
        self.position_px = (x, y)

    def button(self, name: Button, *, down: bool) -> None:
        """A mouse button goes down or up; a click within one frame is held for that frame, so it counts."""
        if down:
            self.buttons.add(name)
            self._fresh.add(name)
            self._let_go.discard(name)
        elif name in self._fresh:
            self._let_go.add(name)
        else:
            self.buttons.discard(name)

    def press(self, name: str, *, shift: bool = False, control: bool = False) -> None:
        """A key goes down."""
        self.held.add(name)
        self.strokes.append(KeyStroke(name, True, shift, control))

    def release(self, name: str, *, shift: bool = False, control: bool = False) -> None:
        """A key comes up."""
        self.held.discard(name)
        self.strokes.append(KeyStroke(name, False, shift, control))
