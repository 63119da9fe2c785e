"""Views with a person before them: a window, a headset."""

from vr_client.connection.connection import Connection
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.stage import Stage
from vr_client.views.runner import run_view

PANEL_PX, LARGE_PANEL_PX = (430, 900), (660, 1000)


def show_window(address: str, *, large: bool = False) -> None:
    """A window onto the server at `address`, until it is closed. Raises MachineError without a display."""
    from vr_client.views.window import WindowView

    view = WindowView()
    view.open()
    scale, size_px = (1.6, LARGE_PANEL_PX) if large else (1.0, PANEL_PX)
    view.attach(Panel(size_px, scale=scale), Legend(scale=scale))
    with Connection(address, "window") as connection:
        run_view(view, connection, Stage())


def show_headset(address: str) -> None:
    """The server's electrode in a headset, until the session ends. Raises MachineError without a runtime."""
    from vr_client.views.headset import HeadsetView

    view = HeadsetView()
    view.open()
    view.attach(Panel(HeadsetView.PANEL_PX, scale=HeadsetView.PANEL_SCALE), Legend(scale=2.0))
    with Connection(address, "headset") as connection:
        run_view(view, connection, Stage())
