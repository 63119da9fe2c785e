"""The OpenGL context of the headset view and how OpenXR is told of it, one way a platform.

Windows: WGL of a hidden window. Linux with an X server (XWayland too): GLX of a hidden window, the one way
that every runtime there takes. Linux without one: EGL without any surface, which Monado takes.
"""

import os
import sys
from abc import ABC, abstractmethod
from ctypes import CDLL, c_int, c_void_p, cast, cdll
from typing import Any

from simulation_server.schema.errors import MachineError
from vr_client.views.context import adopt_context


class Graphics(ABC):
    """An OpenGL context; `extension` is what its binding needs besides XR_KHR_opengl_enable."""

    extension: str | None = None

    @abstractmethod
    def open(self) -> None:
        """Makes the context and makes it current."""

    @abstractmethod
    def binding(self, xr: Any) -> Any:
        """The structure that goes with the session's creation."""

    @abstractmethod
    def close(self) -> None:
        """Gives the context back; may be called twice."""


class EglGraphics(Graphics):
    """EGL without a window system."""

    extension = "XR_MNDX_egl_enable"

    def __init__(self) -> None:
        self._canvas: Any = None

    def open(self) -> None:
        """Makes a surfaceless context through vispy."""
        os.environ.setdefault("EGL_PLATFORM", "surfaceless")
        _use_opengl_platform("egl")
        try:
            import vispy

            vispy.use(app="egl", gl="gl+")
            from vispy import app

            self._canvas = app.Canvas(size=(16, 16))
            self._canvas.set_current()
        except (RuntimeError, OSError) as error:
            raise _no_context(str(error)) from None
        adopt_context()

    def binding(self, xr: Any) -> Any:
        """An `xr.GraphicsBindingEGLMNDX` of the canvas's context."""
        from vispy.app.backends import _egl

        binding = xr.GraphicsBindingEGLMNDX
        kinds = {name: kind for name, kind, *_ in binding._fields_}
        native = self._canvas._backend
        return binding(
            get_proc_address=cast(CDLL("libEGL.so.1").eglGetProcAddress, kinds["get_proc_address"]),
            display=cast(_egl._EGL_DISPLAY, kinds["display"]),
            config=cast(native._native_config, kinds["config"]),
            context=cast(native._native_context, kinds["context"]),
        )

    def close(self) -> None:
        """Gives the context back; may be called twice."""
        if self._canvas is not None:
            self._canvas.close()
            self._canvas = None


class HiddenWindow(Graphics):
    """A window nobody sees, with the window system's own kind of context."""

    def __init__(self) -> None:
        self._window: Any = None
        self._adopted: Any = None

    def open(self) -> None:
        """Makes the window and its context."""
        import glfw

        said: list[str] = []
        glfw.set_error_callback(lambda code, words: said.append(_text(words)))
        self.prepare()
        if not glfw.init():
            raise _no_context(said[-1] if said else "no display")
        glfw.default_window_hints()
        glfw.window_hint(glfw.VISIBLE, False)
        self._window = glfw.create_window(16, 16, "Mesonaut headset", None, None)
        if not self._window:
            glfw.terminate()
            raise _no_context(said[-1] if said else "no window")
        glfw.make_context_current(self._window)
        glfw.swap_interval(0)  # the headset sets the pace, not a screen
        self._adopted = adopt_context()

    @abstractmethod
    def prepare(self) -> None:
        """What is to be chosen before the window system is asked."""

    def close(self) -> None:
        """Destroys the window; may be called twice."""
        if self._window is not None:
            import glfw

            glfw.destroy_window(self._window)
            self._window = self._adopted = None
            glfw.terminate()


class XlibGraphics(HiddenWindow):
    """GLX, in a Wayland session through XWayland."""

    def prepare(self) -> None:
        """Keeps glfw and PyOpenGL on X11."""
        import glfw

        glfw.init_hint(glfw.PLATFORM, glfw.PLATFORM_X11)
        _use_opengl_platform("glx")

    def close(self) -> None:
        """Destroys the window; the next view's is on EGL again."""
        super().close()
        _use_opengl_platform("egl")

    def binding(self, xr: Any) -> Any:
        """An `xr.GraphicsBindingOpenGLXlibKHR` of the current context."""
        from OpenGL import GLX

        display, context = GLX.glXGetCurrentDisplay(), GLX.glXGetCurrentContext()
        number, count, visual = c_int(0), c_int(0), c_int(0)
        GLX.glXQueryContext(display, context, GLX.GLX_FBCONFIG_ID, number)
        wanted = (c_int * 3)(GLX.GLX_FBCONFIG_ID, number.value, 0)
        found = GLX.glXChooseFBConfig(display, 0, wanted, count)
        if count.value < 1:
            raise _no_context("the X server does not know the configuration it gave")
        GLX.glXGetFBConfigAttrib(display, found[0], GLX.GLX_VISUAL_ID, visual)
        return xr.GraphicsBindingOpenGLXlibKHR(
            x_display=display,
            visualid=visual.value,
            glx_fbconfig=found[0],
            glx_drawable=GLX.glXGetCurrentDrawable(),
            glx_context=context,
        )


class Win32Graphics(HiddenWindow):
    """WGL."""

    def prepare(self) -> None:
        """Nothing to choose: there is one platform."""

    def binding(self, xr: Any) -> Any:
        """An `xr.GraphicsBindingOpenGLWin32KHR` of the current context."""
        opengl = cdll.LoadLibrary("opengl32")
        for name in ("wglGetCurrentDC", "wglGetCurrentContext"):
            getattr(opengl, name).restype = c_void_p
        kinds = {name: kind for name, kind, *_ in xr.GraphicsBindingOpenGLWin32KHR._fields_}
        return xr.GraphicsBindingOpenGLWin32KHR(
            h_dc=kinds["h_dc"](opengl.wglGetCurrentDC()),
            h_glrc=kinds["h_glrc"](opengl.wglGetCurrentContext()),
        )


def graphics_here() -> Graphics:
    """The way of this machine; `EGL_PLATFORM=surfaceless` asks for no X server even where there is one."""
    if sys.platform == "win32":
        return Win32Graphics()
    if os.environ.get("DISPLAY") and os.environ.get("EGL_PLATFORM") != "surfaceless":
        return XlibGraphics()
    return EglGraphics()


def _use_opengl_platform(name: str) -> None:
    """Moves PyOpenGL to EGL or GLX, also when it was loaded for the other."""
    import OpenGL.platform
    from OpenGL.platform.egl import EGLPlatform
    from OpenGL.platform.glx import GLXPlatform

    kind = {"egl": EGLPlatform, "glx": GLXPlatform}[name]
    if not isinstance(OpenGL.platform.PLATFORM, kind):
        OpenGL.platform.PLATFORM = kind()
        OpenGL.platform.PLATFORM.install(vars(OpenGL.platform))


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _no_context(why: str) -> MachineError:
    line = " ".join(why.split())
    return MachineError(f"no OpenGL context for the headset ({line}): run `mesonaut doctor`")
