"""The server's state in words."""

from dataclasses import dataclass
from typing import Literal

from simulation_server.schema.messages import Status
from simulation_server.schema.states import Stage
from vr_client.stage.notices import Notice

Mood = Literal["busy", "good", "held", "lost"]
"""How a state looks: at work, done, waiting for someone, not there."""

_WORDS: dict[str, tuple[str, Mood]] = {
    Stage.SLURRY: ("Mixing the slurry", "busy"),
    Stage.SHEARING: ("Shearing the slurry", "busy"),
    Stage.DRYING: ("Drying the film", "busy"),
    Stage.CALENDERING: ("Calendering", "busy"),
    Stage.ANALYSIS: ("Measuring the structure", "busy"),
    Stage.DISCHARGE: ("Discharging the cell", "busy"),
    Stage.CELL: ("Discharging in 3D", "busy"),
    Stage.FILLING: ("Filling with electrolyte", "busy"),
    "compiling": ("Compiling the physics", "busy"),
    "ready": ("Ready", "good"),
    "paused": ("Paused", "held"),
    "stopped": ("Stopped", "lost"),
    "connecting": ("Connecting", "busy"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """What the panel's header says."""

    title: str
    mood: Mood
    detail: str
    progress: float | None  # 0 to 1, None when there is nothing to measure
    connection: str


def headline(status: Status, *, connected: bool) -> Headline:
    """The header for a status; a lost connection outranks whatever was heard last."""
    if not connected and status.stage != "connecting":
        return Headline(
            "Connection lost", "lost", "What was received last stays on show.", None, "not connected"
        )
    title, mood = _WORDS.get(status.stage, (status.stage.capitalize(), "busy"))
    measured = mood in ("busy", "held") and status.stage != "connecting"
    progress = min(max(status.progress, 0.0), 1.0) if measured else None
    link = viewers_text(status.viewers) if connected else "not connected"
    return Headline(title, mood, status.detail, progress, link)


def viewers_text(viewers: int) -> str:
    """`connected · 3 viewers`; the count is left out when the server gave none."""
    if viewers <= 0:
        return "connected"
    return f"connected · {viewers} viewer{'s' if viewers != 1 else ''}"


def latest_problem(failure: str, notices: list[Notice]) -> Notice | None:
    """What the header adds below the state: a failed step outranks the newest warning."""
    if failure:
        return Notice(failure, "error", 0.0)
    serious = [notice for notice in notices if notice.level != "info"]
    return serious[-1] if serious else None
