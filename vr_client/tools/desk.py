"""All tools of a desk, in the order in which they are offered the input."""

from typing import Literal

from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage

from .cut import cut, move_cut
from .desk_hand import DeskHand
from .desk_input import DeskInput
from .fly import fly
from .hand_keys import hand_keys
from .keep import keep
from .lesson import lesson
from .look import look
from .orbit import orbit
from .panel_keys import panel_keys
from .pore_flight import fly_pores, pore_flight
from .slicing import move_slice, slicing
from .standing import standing

Wish = Literal["snapshot", "quit"]

HANDLERS = (panel_keys, lesson, pore_flight, hand_keys, keep, cut, look, standing)
"""Each takes (stage, stroke) and says whether the key was its own; the first that says so has it."""


def use_tools(
    stage: Stage,
    given: DeskInput,
    dt_s: float,
    *,
    hand: DeskHand,
    mouse: bool,
    keys: bool,
    free_px: int,
) -> list[Wish]:
    """Changes the stage by input; returns what only the view can do.

    `mouse` and `keys` say whether the panel left them to the tools; `free_px` is the picture's width
    beside it.
    """
    hand.use(stage, given, mouse=mouse)
    if mouse:
        _move(stage, given)
    flying = fly_pores(stage, given, dt_s, mouse=mouse, keys=keys)
    if not keys:
        return []
    if stage.slice_view is None and not flying:
        fly(stage, given, dt_s)
    wishes = [_key(stage, stroke, free_px / given.size_px[1]) for stroke in given.strokes if stroke.down]
    return [wish for wish in wishes if wish is not None]


def _move(stage: Stage, given: DeskInput) -> None:
    """What the mouse does beside the tool in hand."""
    drags = stage.hand.cutting is None  # else the cutting plane has the left button
    if stage.slice_view is not None:
        move_slice(stage, given, drags=drags)
        return
    orbit(stage, given, drags=drags)
    if given.scroll and "shift" in given.held:
        move_cut(stage, given.scroll)


def _key(stage: Stage, stroke: KeyStroke, aspect: float) -> Wish | None:
    if stroke.control:
        keep(stage, stroke)
    elif any(handler(stage, stroke) for handler in HANDLERS) or slicing(stage, stroke, aspect):
        pass
    elif stroke.name == "escape" and stage.help_shown:
        stage.help_shown = False
    elif stroke.name in ("p", "f12"):
        return "snapshot"
    elif stroke.name == "escape":
        return "quit"
    return None
