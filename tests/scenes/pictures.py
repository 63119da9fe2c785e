"""Plays every lesson against a real server and keeps a picture of each step, for docs/pictures.

python -m tests.scenes.pictures desk OUT [LESSON ...]
python -m tests.scenes.pictures headset OUT [LESSON ...]    (Monado has to be built)
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from app.server_process import server_process
from tests.openxr.conftest import _built, runtime_environment
from tests.openxr.remote import Body, Remote
from vr_client.connection.connection import Connection
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.lesson import Answer, is_settled
from vr_client.stage.reading import Reader
from vr_client.stage.scene_files import read_scene, shipped_names
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import act, begin_lesson, give_answer, go_to, is_asked, may_act
from vr_client.views.base import View
from vr_client.views.headset import HeadsetView
from vr_client.views.offscreen import OffscreenView
from vr_client.views.runner import Loop

DESK_PX, PANEL_PX, EYE_PX = (1120, 700), (430, 700), (900, 900)
PATIENCE_S, PAUSE_S = 240.0, 0.15
LOOKED_AT_S = 4.0
"""How long a settled step is drawn before its picture is taken: cameras and surfaces come to rest."""
TOWARDS_PANEL = (-0.121, -0.138, -0.017, 0.983)
"""Head between electrode and panel, as a quaternion."""


def play(name: str, view: View, out: Path, kind: str, before_frame: Callable[[], None]) -> None:
    """All steps of a lesson, each answered by its first choice."""
    scene = read_scene(name)
    stage = Stage()
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(scene.recipe, Path(folder)) as address,
        Connection(address, "pictures", read=Reader()) as connection,
    ):
        loop = Loop(view, connection, stage)
        stage.flight.pilot = "guide"
        begin_lesson(stage, scene)
        for at in range(len(scene.steps)):
            go_to(stage, at)
            _step(loop, stage, before_frame)
            picture = view.screenshot(fine=True)
            Image.fromarray(picture).save(out / f"{name}-{at + 1}-{kind}.png")
            print(name, at + 1, flush=True)
        loop.mesher.close()


def _step(loop: Loop, stage: Stage, before_frame: Callable[[], None]) -> None:
    began_s, settled_s, asked_s = time.monotonic(), 0.0, 0.0
    flown = stage.flight.result
    while time.monotonic() - began_s < PATIENCE_S:
        before_frame()
        loop.step()
        time.sleep(PAUSE_S)
        assert stage.lesson is not None and not stage.failure, stage.failure
        question, state, action = stage.lesson.step.question, stage.lesson.state, stage.lesson.step.action
        rested = time.monotonic() - asked_s > LOOKED_AT_S  # what was asked for takes a moment to begin
        just_flown = stage.flight.state == "ended" and stage.flight.result is not flown
        rested &= not just_flown  # and a flight of this step is not begun anew
        if action is not None and not state.done and rested and not is_asked(stage) and not may_act(stage):
            act(stage)
            asked_s = time.monotonic()
        ready = question is not None and (
            question.compare != "before" or state.before is not None or not action
        )
        if question is not None and state.answer is None and ready:
            give_answer(
                stage, Answer(choice=0) if question.choices else Answer(number=sum(question.guess) / 2.0)
            )
        settled = (action is None or state.done) and (question is None or is_settled(question, state))
        settled_s = (settled_s or time.monotonic()) if settled and stage.particles.count else 0.0
        if settled_s and time.monotonic() - settled_s > LOOKED_AT_S:
            return


def main() -> None:
    """Plays what was asked for."""
    kind, out = sys.argv[1], Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    names = sys.argv[3:] or shipped_names()
    if kind == "headset" and "XR_RUNTIME_JSON" not in os.environ:
        runtime = next(path for path in _built() if "-service" not in str(path))
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.scenes.pictures", *sys.argv[1:]],
            runtime_environment(runtime),
        )
    for name in names:
        if kind == "desk":
            _at_desk(name, out)
        else:
            _in_headset(name, out)


def _at_desk(name: str, out: Path) -> None:
    view = OffscreenView(DESK_PX)
    view.open()
    view.attach(Panel(PANEL_PX), Legend())
    play(name, view, out, "desk", lambda: None)
    view.close()


def _in_headset(name: str, out: Path) -> None:
    view, body = HeadsetView(eye_px=EYE_PX), Body()
    view.open()
    remote = Remote()  # the runtime listens from here on
    view.attach(Panel(HeadsetView.PANEL_PX, scale=HeadsetView.PANEL_SCALE), Legend(scale=2.0))
    body.head_rotation = TOWARDS_PANEL
    play(name, view, out, "headset", lambda: remote.show(body))
    view.close()
    remote.close()


if __name__ == "__main__":
    main()
