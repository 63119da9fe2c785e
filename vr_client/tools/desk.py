"""All tools of a desk, in the order in which they are offered the input."""

from typing import Literal

from vr_client.stage.stage import Stage

from .cut import cut, move_cut
from .desk_input import DeskInput
from .fly import fly
from .look import look
from .orbit import orbit

Wish = Literal["snapshot", "quit"]

HELP: tuple[tuple[str, str], ...] = (
    ("drag", "orbit"),
    ("right drag", "pan"),
    ("wheel", "zoom"),
    ("W A S D, Q E", "fly, down and up (Shift: faster)"),
    ("arrows", "orbit by keys"),
    ("C", "cut open, close"),
    ("X Y Z, F", "cut across an axis, keep the other half"),
    ("[ ]  Shift+wheel", "move the cut"),
    ("V", "colour: phase, stress, displacement, cracking, and what a discharge adds"),
    ("T", "electrolyte and pores: plain, filling time, salt, flux of ions"),
    ("1 2 3 4 5 6", "active material, carbon-binder, electrolyte, pores, box, trapped gas"),
    ("7 8", "lines of ions, of electrons"),
    ("Tab", "panel"),
    ("P or F12", "save a picture"),
    ("R", "reset the camera"),
    ("H or F1", "this help"),
    ("Esc", "leave"),
)
"""Keys and what they do, as the help overlay shows them."""


def use_tools(stage: Stage, given: DeskInput, dt_s: float, *, mouse: bool, keys: bool) -> list[Wish]:
    """Changes the stage by input; returns what only the view can do.

    `mouse` and `keys` say whether the panel left them to the tools.
    """
    wishes: list[Wish] = []
    if mouse:
        orbit(stage, given)
        if given.scroll and "shift" in given.held:
            move_cut(stage, given.scroll)
    if not keys:
        return wishes
    fly(stage, given, dt_s)
    for stroke in given.strokes:
        if not stroke.down or stroke.control or cut(stage, stroke) or look(stage, stroke):
            continue
        if stroke.name in ("p", "f12"):
            wishes.append("snapshot")
        elif stroke.name == "escape":
            wishes.append("quit")
    return wishes
