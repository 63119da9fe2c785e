"""`mesonaut view`: a window onto a running server."""

from typing import Annotated

import typer


def view(
    address: Annotated[str, typer.Argument(help="The server's address.")] = "tcp://127.0.0.1:5780",
    large: Annotated[bool, typer.Option(help="Large text, for a projector.")] = False,
    scene: Annotated[
        str | None, typer.Option(help="A lesson to begin with: a name of `mesonaut scene`, or a file.")
    ] = None,
) -> None:
    """Opens a window onto the electrode of a server; several viewers may look at once.

    A lesson turns the server's electrode to its recipe. Example: mesonaut view tcp://127.0.0.1:5780
    """
    from app.desk import show_window  # loads OpenGL
    from app.lesson import lesson_first

    show_window(address, large=large, prepare=lesson_first(scene))
