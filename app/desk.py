"""Views with a person before them: a window, a headset."""

from collections.abc import Callable

from vr_client.connection.connection import Connection
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.kept_settings import kept_settings
from vr_client.stage.reading import Reader
from vr_client.stage.stage import Stage
from vr_client.views.runner import run_view

PANEL_PX, LARGE_PANEL_PX = (430, 900), (660, 1000)

Prepare = Callable[[Stage], None]
"""What is done to the stage before anything is shown: a lesson to begin with."""


def show_window(address: str, *, large: bool = False, prepare: Prepare | None = None) -> None:
    """A window onto the server at `address`, until it is closed. Raises MachineError without a display."""
    from vr_client.views.window import WindowView

    view = WindowView()
    view.open()
    scale, size_px = (1.6, LARGE_PANEL_PX) if large else (1.0, PANEL_PX)
    view.attach(Panel(size_px, scale=scale), Legend(scale=scale))
    stage = Stage()
    with Connection(address, "window", read=Reader()) as connection, kept_settings(stage):
        if prepare is not None:
            prepare(stage)
        run_view(view, connection, stage)


def show_headset(address: str, *, prepare: Prepare | None = None) -> None:
    """The server's electrode in a headset, until the person leaves. Raises MachineError without a runtime.

    A runtime that is lost later ends nothing: see `run_headset`.
    """
    from .headset_session import headset, run_headset

    view = headset()
    stage = Stage()
    with Connection(address, "headset", read=Reader()) as connection, kept_settings(stage):
        if prepare is not None:
            prepare(stage)
        run_headset(view, connection, stage)
