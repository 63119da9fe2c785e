"""`mesonaut vr`: the electrode of a running server in a headset."""

from typing import Annotated

import typer


def vr(
    address: Annotated[str, typer.Argument(help="The server's address.")] = "tcp://127.0.0.1:5780",
    scene: Annotated[
        str | None, typer.Option(help="A lesson to begin with: a name of `mesonaut scene`, or a file.")
    ] = None,
) -> None:
    """Shows the electrode in an OpenXR headset: grab it with one hand, scale it with two, or step inside.

    Point a controller at the panel and pull the trigger to work it. If the headset's runtime is lost, a
    window goes on until it is back. Example: mesonaut vr tcp://127.0.0.1:5780 --scene calendering
    """
    from app.desk import show_headset  # loads OpenGL
    from app.lesson import lesson_first

    show_headset(address, prepare=lesson_first(scene))
