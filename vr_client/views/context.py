"""vispy.gloo's side of an OpenGL context that a view has made current."""

import sys
from typing import Any

import vispy
from OpenGL import GL
from vispy import gloo
from vispy.gloo.context import FakeCanvas

from simulation_server.schema.errors import MachineError
from vr_client.drawing.driver import is_software

__all__ = ["adopt_context", "is_software", "release_context"]


def adopt_context() -> Any:
    """Lets gloo draw in the current context; returns what must be kept alive as long as it draws.

    Raises MachineError when the OpenGL is too old.
    """
    vispy.use(gl="gl+")
    version = (GL.glGetString(GL.GL_VERSION) or b"none").decode()
    if not version[:1].isdigit() or int(version.split(".")[0]) < 3:
        raise MachineError(
            f"OpenGL {version}: expected 3.0 or newer; install the graphics driver, see `mesonaut doctor`"
        )
    canvas = FakeCanvas()
    gloo.flush()
    return canvas


def release_context() -> None:
    """Leaves this thread without a context.

    Software Mesa (22.3.6) fails with an X error, which ends the process, when GLFW makes a window's context
    current in place of one without a display.
    """
    if not sys.platform.startswith("linux"):
        return
    from OpenGL import EGL

    if EGL.eglGetCurrentContext():
        shown_on = EGL.eglGetCurrentDisplay()
        EGL.eglMakeCurrent(shown_on, EGL.EGL_NO_SURFACE, EGL.EGL_NO_SURFACE, EGL.EGL_NO_CONTEXT)
