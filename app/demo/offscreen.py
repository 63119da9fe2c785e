"""The scripted session without a display: draws offscreen, keeps the pictures, the film and the summary."""

import time
from pathlib import Path
from typing import Any

from rich.progress import Progress, TaskID

from app.output import console
from app.server_process import server_process
from simulation_server.schema.recipe import Recipe
from vr_client.connection.connection import Connection
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.stage import Stage
from vr_client.tools.film import Film
from vr_client.tools.screenshot import save_screenshot
from vr_client.views.offscreen import OffscreenView
from vr_client.views.runner import Loop

from .facing import turn
from .script import Script
from .summary import summarise, write_json

SIZE_PX = (1280, 720)
PANEL_PX = (420, 720)
PAUSE_S = 0.15
"""Between frames of software drawing, so that the physics keeps the cores."""
FILM_SPEED = 6.0
"""Seconds of the session that the film shows in one."""
ANSWER_S = 0.005
"""An answer takes a millisecond or two; without this, the next frame would begin just before it comes."""
SPARE_S = 6.0
"""Of the wall time, for ending the server and writing the film's last part."""
PICTURES_S = 6.0
"""Of it, for a discharge's pictures once it has ended because time is up."""


def run_offscreen(recipe: Recipe, seconds: float, out: Path, progress: Progress) -> dict[str, Any]:
    """Runs the session for `recipe` and returns its summary, also written to `out/summary.json`."""
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    task = progress.add_task("starting", total=seconds)
    script = Script(began + seconds - SPARE_S - PICTURES_S)
    view = OffscreenView(SIZE_PX)
    view.open()
    panel = Panel(PANEL_PX)
    view.attach(panel, Legend())
    with server_process(recipe, out) as address, Connection(address, "demo") as connection:
        loop = Loop(view, connection, Stage())
        try:
            drawn = _play(loop, script, panel, out, seconds - SPARE_S, began, progress, task)
            received = connection.frames_received
        finally:
            loop.close()
    wall_s = time.perf_counter() - began
    summary = summarise(script, frames_received=received, frames_drawn=drawn, wall_s=wall_s)
    write_json(out / "summary.json", summary)
    progress.update(task, completed=seconds, description="done" if summary["complete"] else "out of time")
    if not summary["complete"]:
        for score in (script.slurry, *script.scores):
            if score.failure:
                console.print(f"{score.step.name} stopped: {score.failure}")
        unfinished = ", ".join(score.step.name for score in script.scores if not score.complete) or "start"
        console.print(f"not finished within {seconds:g} s: {unfinished}; give it more --seconds")
    return summary


def _play(
    loop: Loop,
    script: Script,
    panel: Panel,
    out: Path,
    until_s: float,
    began: float,
    progress: Progress,
    task: TaskID,
) -> int:
    """Draws until the script is over or the time is; returns the frames drawn."""
    drawn, number, last_s = 0, 0, 0.0
    with Film(out / "session.mp4", speed=FILM_SPEED) as film:
        while (now_s := time.perf_counter() - began) < until_s:
            loop.step()
            drawn += 1
            if film.wants(now_s):
                film.take(loop.view.screenshot(), now_s)
            going_on = script.after_frame(loop.stage)
            if script.tab is not None:
                panel.open_tab(script.tab)
                script.tab = None
            for name in script.pictures:
                number += 1
                file = f"{number:02d}-{name}.png"
                save_screenshot(loop.view, loop.stage, out / file)
                for score in (script.slurry, *script.scores[-1:]):
                    if score.picture == name:
                        score.picture = file
            script.pictures.clear()
            turn(loop.stage, now_s - last_s)
            last_s = now_s
            status = loop.stage.status
            progress.update(
                task, completed=now_s, description=f"{script.step_name}: {status.stage} {status.detail}"
            )
            if not going_on:
                break
            loop.send()
            time.sleep(ANSWER_S if script.awaits_prediction else PAUSE_S)
    return drawn
