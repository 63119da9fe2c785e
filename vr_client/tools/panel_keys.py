"""The way into the panel without a mouse: from there on the keys are the panel's, until Escape."""

from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage

HELP: tuple[tuple[str, str], ...] = (
    ("Enter", "work the panel by keys"),
    ("there: arrows, Tab", "from control to control"),
    ("there: Space, Enter", "press; take a slider, let it go (Esc: as it was)"),
    ("there: Ctrl+Enter", "type a value"),
    ("there: Esc", "keys back to the electrode"),
)


def panel_keys(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles enter; True when the key was that."""
    if stroke.name != "enter":
        return False
    stage.panel_shown = stage.panel_focus = True
    return True
