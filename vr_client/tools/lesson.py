"""The keys of a lesson: n for the next step, shift+n for the one before."""

from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import go_to

HELP: tuple[tuple[str, str], ...] = (("N, Shift+N", "lesson: next step, step before"),)


def lesson(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles n and shift+n; without a lesson n opens the list of them."""
    if stroke.name != "n":
        return False
    stage.tab_asked = "Lesson"
    if stage.lesson is not None:
        go_to(stage, stage.lesson.at + (-1 if stroke.shift else 1))
    return True
