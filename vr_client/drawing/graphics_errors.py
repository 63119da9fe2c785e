"""OpenGL's own errors as one clear line: out of video memory, a driver that was reset, anything else."""

from collections.abc import Iterator
from contextlib import contextmanager

from OpenGL import GL
from OpenGL.error import GLError

from simulation_server.schema.errors import MachineError

OUT_OF_MEMORY = int(GL.GL_OUT_OF_MEMORY)
CONTEXT_LOST = 0x0507
"""GL_CONTEXT_LOST of OpenGL 4.5: all there was on the graphics card is gone."""


class OutOfVideoMemory(MachineError):
    """The graphics card has no room left; something coarser may still fit."""


class ContextLost(MachineError):
    """The graphics driver was reset: nothing can be drawn until the view is opened again."""


def refusal(code: int, doing: str) -> MachineError:
    """What to say of OpenGL's error `code` met while `doing` something ("drawing 5,000 particles")."""
    if code == OUT_OF_MEMORY:
        return OutOfVideoMemory(
            f"out of video memory while {doing}: close other programs that draw, make the window smaller or "
            "set fewer particles in the recipe"
        )
    if code == CONTEXT_LOST:
        return ContextLost(
            f"the graphics driver was reset while {doing}: open the view again; if it goes on, update the "
            "driver"
        )
    return MachineError(f"OpenGL error {code:#x} while {doing}: run `mesonaut doctor` and update the driver")


@contextmanager
def told_apart(doing: str) -> Iterator[None]:
    """Raises MachineError for any OpenGL error that comes up within; looks for one at the end."""
    try:
        yield
        code = int(GL.glGetError())
    except GLError as error:
        raise refusal(int(error.err or 0), doing) from error
    if code != GL.GL_NO_ERROR:
        raise refusal(code, doing)
