"""A picture of which sphere is nearest in each pixel, with its depth."""

from typing import Any

from OpenGL import GL
from vispy import gloo

from .graphics_errors import told_apart

DEPTH_24 = int(GL.GL_DEPTH_COMPONENT24)


class IdBuffer:
    """A framebuffer whose colours are numbers; made again when a picture of another size is asked for."""

    def __init__(self) -> None:
        self._size_px = (0, 0)
        self._target: Any = None
        self._texture: Any = None
        self._caller = 0

    def begin(self, size_px: tuple[int, int]) -> None:
        """Draws go into a cleared buffer of that size from now on, not into the caller's framebuffer."""
        self._caller = int(GL.glGetIntegerv(GL.GL_FRAMEBUFFER_BINDING))
        if size_px != self._size_px:
            self._make(size_px)
        self._target.activate()
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        gloo.clear((0.0, 0.0, 0.0, 0.0), 1.0)

    def end(self) -> Any:
        """Draws go into the caller's framebuffer again; the texture of what was drawn."""
        self._target.deactivate()
        gloo.flush()
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._caller)
        return self._texture

    def _make(self, size_px: tuple[int, int]) -> None:
        width, height = size_px
        with told_apart(f"making a picture of {width} x {height}"):
            self._texture = gloo.Texture2D(
                (height, width, 4), interpolation="nearest", internalformat="rgba8"
            )
            self._target = gloo.FrameBuffer(self._texture, gloo.RenderBuffer((height, width), DEPTH_24))
            gloo.flush()
        self._size_px = size_px
