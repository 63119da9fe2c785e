"""A picture in memory: colour texture and depth, to draw into and to read back."""

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from simulation_server.schema.errors import MachineError

from .graphics_errors import told_apart


class Framebuffer:
    """An OpenGL framebuffer of a given size; `texture` is its colour."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self.size_px = size_px
        width, height = size_px
        largest = int(GL.glGetIntegerv(GL.GL_MAX_TEXTURE_SIZE))
        if max(size_px) > largest or min(size_px) < 1:
            raise MachineError(
                f"a picture of {width} x {height} pixels: this OpenGL draws 1 to {largest} a side; "
                "choose another size"
            )
        self.texture = int(GL.glGenTextures(1))
        self._depth = int(GL.glGenRenderbuffers(1))
        self._name = int(GL.glGenFramebuffers(1))
        try:
            with told_apart(f"making a picture of {width} x {height} pixels"):
                self._make()
        except MachineError:
            self.close()
            raise

    def bind(self) -> None:
        """Draws go here from now on."""
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._name)

    def read(self) -> NDArray[np.uint8]:
        """(h, w, 3) the picture, top row first."""
        width, height = self.size_px
        self.bind()
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        data = GL.glReadPixels(0, 0, width, height, GL.GL_RGB, GL.GL_UNSIGNED_BYTE)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1].copy()

    def close(self) -> None:
        """Frees the OpenGL objects."""
        GL.glDeleteFramebuffers(1, [self._name])
        GL.glDeleteRenderbuffers(1, [self._depth])
        GL.glDeleteTextures(1, [self.texture])

    def _make(self) -> None:
        width, height = self.size_px
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, width, height, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None
        )
        for name, value in (
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR), (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE), (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        ):  # fmt: skip
            GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
        GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, self._depth)
        GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, GL.GL_DEPTH_COMPONENT24, width, height)
        GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, 0)
        self.bind()
        GL.glFramebufferTexture2D(
            GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, self.texture, 0
        )
        GL.glFramebufferRenderbuffer(
            GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_RENDERBUFFER, self._depth
        )
        state = GL.glCheckFramebufferStatus(GL.GL_FRAMEBUFFER)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)
        if state != GL.GL_FRAMEBUFFER_COMPLETE:
            raise MachineError(
                f"OpenGL gives no framebuffer of {width} x {height} (state {state:#x}); run `mesonaut doctor`"
            )


def roomiest(size_px: tuple[int, int], samples: int) -> Framebuffer:
    """A picture with `samples` to a pixel along each edge, or as many as the graphics card has room for.

    MachineError where there is not even room for one.
    """
    width, height = size_px
    for fewer in range(samples, 1, -1):
        try:
            return Framebuffer((fewer * width, fewer * height))
        except MachineError:
            continue  # a coarser picture rather than none
    return Framebuffer(size_px)
