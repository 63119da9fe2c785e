"""`mesonaut vr`: the electrode of a running server in a headset."""

from typing import Annotated

import typer


def vr(
    address: Annotated[str, typer.Argument(help="The server's address.")] = "tcp://127.0.0.1:5780",
) -> None:
    """Shows the electrode in an OpenXR headset: grab it with one hand, scale it with two.

    Point a controller at the panel and pull the trigger to work it. Example: mesonaut vr tcp://127.0.0.1:5780
    """
    from app.desk import show_headset  # loads OpenGL

    show_headset(address)
