"""The session's discharge in three dimensions: the electrode is cut open, its fields fill with colour."""

import time
from collections.abc import Iterator

from simulation_server.schema.messages import Discharge
from vr_client.stage.stage import Stage

from .facing import cut_towards
from .score import Score

LONGEST_S = 40.0
"""From the first moment on: what a kernel's compilation takes before it does not count."""
HALF_WAY = 0.4
"""Share of the lithium that has gone in: at 3C a discharge ends before all has."""
SETTLE_FRAMES = 3
"""Before a picture with other colours, so that panel and legend have followed."""


def discharge(stage: Stage, score: Score, pictures: list[str], until_s: float) -> Iterator[None]:
    """Asks for the discharge, follows it, and takes its pictures: half way, at the end, salt, looked back.

    Ends with the last moment it has where it takes longer than LONGEST_S or until `until_s`.
    """
    stage.c_rate = score.step.c_rate
    stage.ask(Discharge, c_rate=stage.c_rate)
    cut_towards(stage)
    stage.layers.trapped = False
    yield from _follow(stage, score, pictures, until_s)
    if stage.failure or stage.cell is None or not stage.cell.moments:
        return
    score.complete, score.picture = True, score.step.picture
    yield from _picture(pictures, score.step.picture)
    stage.colour = "phase"
    yield from _picture(pictures, f"{score.step.picture}-salt")
    stage.colour = score.step.colour
    stage.cell.choose(0.5 * stage.cell.moments[-1].time_s)
    yield from _picture(pictures, "looked-back-3d")


def _follow(stage: Stage, score: Score, pictures: list[str], until_s: float) -> Iterator[None]:
    """Until the discharge or its time is over; what is known is kept on the way."""
    began_s: float | None = None
    half_way = False
    while time.perf_counter() < until_s:
        score.prediction, score.outcome = stage.prediction, stage.outcome
        if stage.failure:
            score.failure = stage.failure
            return
        resolved = stage.outcome.resolved if stage.outcome is not None else None
        if resolved is not None and stage.outcome_complete:
            return
        if stage.cell is not None and stage.cell.moments:
            if began_s is None:
                began_s = time.perf_counter()
                until_s = min(until_s, began_s + LONGEST_S)
            if not half_way and resolved is not None and stage.status.progress >= HALF_WAY:
                half_way = True
                pictures.append("discharging-3d")
        yield
    score.ended_early = True


def _picture(pictures: list[str], name: str) -> Iterator[None]:
    for _ in range(SETTLE_FRAMES):
        yield
    pictures.append(name)
    yield
