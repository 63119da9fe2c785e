"""A session in the headset that outlives its runtime: the desk view goes on, and back into the headset."""

import logging
import sys

from simulation_server.schema.errors import MachineError
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.stage import Stage
from vr_client.tools.standing import to_table
from vr_client.views.base import View
from vr_client.views.headset import HeadsetView
from vr_client.views.headset.runtime_watch import RuntimeWatch
from vr_client.views.runner import Source, run_view
from vr_client.views.stub import StubView
from vr_client.views.window import WindowView

PANEL_PX = (430, 900)
IDLE_S = 0.05
"""Pause of a frame while there is neither headset nor window."""

_log = logging.getLogger(__name__)


def headset() -> HeadsetView:
    """A headset view, opened, with panel and legend. Raises MachineError without a runtime or a headset."""
    view = HeadsetView()
    view.open()
    scale = HeadsetView.PANEL_SCALE
    view.attach(Panel(HeadsetView.PANEL_PX, scale=scale), Legend(scale=scale))
    return view


def run_headset(view: HeadsetView, connection: Source, stage: Stage) -> None:
    """Shows the stage in the opened `view` until the person leaves.

    Is the runtime or the headset lost, the same stage goes on in a window, or without a display on nothing at
    all, until it is back.
    """
    wearing: HeadsetView | None = view
    while wearing is not None:
        try:
            run_view(wearing, connection, stage)
            return
        except MachineError as error:
            _tell(stage, str(error))
        wearing = _until_back(connection, stage)


def _until_back(connection: Source, stage: Stage) -> HeadsetView | None:
    """The headset again, once it opens; None when the person has closed the window instead."""
    while _desk_goes_on(connection, stage):
        try:
            return headset()
        except MachineError as error:
            _tell(stage, str(error))
    return None


def _desk_goes_on(connection: Source, stage: Stage) -> bool:
    """Shows the stage at the desk until the headset is back; False when the person has closed the window."""
    stage.body, stage.controllers = None, ""
    to_table(stage)
    desk = _desk()
    pause_s = IDLE_S if isinstance(desk, StubView) else 0.0
    with RuntimeWatch() as watch:
        run_view(desk, connection, stage, until=lambda _: watch.wait(pause_s))
        return watch.wait(0.0)


def _desk() -> View:
    window = WindowView()
    try:
        window.open()
    except MachineError as error:
        _log.warning("%s", error)
        nothing = StubView()  # keeps the stage up to date
        nothing.open()
        return nothing
    window.attach(Panel(PANEL_PX), Legend())
    return window


def _tell(stage: Stage, line: str) -> None:
    stage.say(line, "error")
    print(line, file=sys.stderr, flush=True)
