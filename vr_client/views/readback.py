"""Pictures from the graphics card without waiting for it: asked for in one frame, there in a later one."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from vr_client.drawing.framebuffer import Framebuffer


class Readback:
    """One picture at a time is on its way, through a pixel buffer; needs the context in which it was made."""

    def __init__(self) -> None:
        self._buffer = int(GL.glGenBuffers(1))
        self._size_px: tuple[int, int] = (0, 0)
        self._arrives: Any = None  # a fence behind the copy, None while nothing is on its way

    def ask(self, framebuffer: Framebuffer) -> bool:
        """Begins to copy what it shows; False, and nothing done, while another copy is on its way."""
        if self._arrives is not None:
            return False
        self._size_px = width, height = framebuffer.size_px
        GL.glBindBuffer(GL.GL_PIXEL_PACK_BUFFER, self._buffer)
        GL.glBufferData(GL.GL_PIXEL_PACK_BUFFER, 3 * width * height, None, GL.GL_STREAM_READ)
        framebuffer.bind()
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        GL.glReadPixels(0, 0, width, height, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, ctypes.c_void_p(0))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)
        GL.glBindBuffer(GL.GL_PIXEL_PACK_BUFFER, 0)
        self._arrives = GL.glFenceSync(GL.GL_SYNC_GPU_COMMANDS_COMPLETE, 0)
        GL.glFlush()
        return True

    def poll(self) -> NDArray[np.uint8] | None:
        """(h, w, 3) the picture asked for, top row first; None until it is there."""
        if self._arrives is None:
            return None
        if GL.glClientWaitSync(self._arrives, 0, 0) == GL.GL_TIMEOUT_EXPIRED:
            return None
        GL.glDeleteSync(self._arrives)
        self._arrives = None
        width, height = self._size_px
        GL.glBindBuffer(GL.GL_PIXEL_PACK_BUFFER, self._buffer)
        data = GL.glGetBufferSubData(GL.GL_PIXEL_PACK_BUFFER, 0, 3 * width * height)
        GL.glBindBuffer(GL.GL_PIXEL_PACK_BUFFER, 0)
        return np.asarray(data, np.uint8).reshape(height, width, 3)[::-1]

    def close(self) -> None:
        """Frees the buffer."""
        if self._arrives is not None:
            GL.glDeleteSync(self._arrives)
        GL.glDeleteBuffers(1, [self._buffer])
