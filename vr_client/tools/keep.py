"""Keys that keep things: an electrode beside, viewpoints, films; and what takes settings back."""

from vr_client.stage.comparison import hold
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage

HELP = (
    ("B", "keep this electrode beside to compare, let it go"),
    ("O, Shift+O", "keep this viewpoint, go to the next one"),
    ("Ctrl+Z, Ctrl+Y", "undo, redo settings of recipe and view"),
    ("P or F12", "save a picture with its provenance"),
    ("K", "film: start, stop"),
)


def keep(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles b, o, shift+o, k, ctrl+z, ctrl+y and ctrl+shift+z; True when the key was one of them."""
    if stroke.control:
        return _past(stage, stroke)
    if stroke.name == "b":
        stage.beside = hold(stage) if stage.beside is None else None
        stage.say("this electrode is kept beside" if stage.beside else "the kept electrode is let go")
    elif stroke.name == "o" and stroke.shift:
        gone_to = stage.viewpoints.next(stage)
        stage.say(f"viewpoint: {gone_to.name}" if gone_to else "no viewpoint is kept yet: O keeps one")
    elif stroke.name == "o":
        stage.say(f"viewpoint kept: {stage.viewpoints.add(stage).name}")
    elif stroke.name == "k":
        stage.filming = not stage.filming
    else:
        return False
    return True


def _past(stage: Stage, stroke: KeyStroke) -> bool:
    if stroke.name == "z" and not stroke.shift:
        undone = stage.past.undo(stage)
        stage.say(f"undone: {undone}" if undone else "nothing to undo")
    elif stroke.name in ("y", "z"):
        redone = stage.past.redo(stage)
        stage.say(f"done again: {redone}" if redone else "nothing to do again")
    else:
        return False
    return True
