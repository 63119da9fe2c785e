"""The slice view by key and mouse: drag moves it, the wheel steps the cut, shift and wheel zoom."""

from vr_client.stage.pointer import KeyStroke
from vr_client.stage.slice_camera import close_slice, open_slice, zoom_slice
from vr_client.stage.stage import Stage

from .cut import move_cut
from .desk_input import DeskInput

HELP = (("L", "slice view: straight on the cut; the wheel steps through"),)
ZOOM_PER_NOTCH = 0.88


def slicing(stage: Stage, stroke: KeyStroke, aspect: float) -> bool:
    """Handles l, and escape while the slice is on show; `aspect` is the free picture's width by height."""
    if stroke.name == "l" and stage.slice_view is None:
        open_slice(stage, aspect)
    elif stroke.name in ("l", "escape") and stage.slice_view is not None:
        close_slice(stage)
    else:
        return False
    return True


def move_slice(stage: Stage, given: DeskInput, *, drags: bool) -> None:
    """Moves what the slice shows as the mouse did; `drags` says whether the left button is free for it."""
    shown = stage.slice_view
    if shown is None:
        return
    um_per_px = shown.height_um / given.size_px[1]
    buttons = {"left", "right", "middle"} if drags else {"right", "middle"}
    if given.buttons & buttons:
        shown.offset_um += (-given.moved_px[0] * um_per_px, given.moved_px[1] * um_per_px)
    if given.scroll and given.held & {"shift", "control"}:
        zoom_slice(stage, shown, ZOOM_PER_NOTCH**given.scroll)
    elif given.scroll:
        move_cut(stage, given.scroll)
