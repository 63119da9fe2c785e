"""Foreign textures (panel, legend, a finished picture) drawn as rectangles, over the picture or in the room.

Raw OpenGL on a vertex array of its own: gloo keeps its attributes on vertex array 0 and caches the
current program, so both are put back.
"""

import ctypes

import numpy as np
from OpenGL import GL

from simulation_server.schema.errors import MachineError
from vr_client.stage.transforms import Matrix

from .shaders import plain_source

_CORNERS = np.array(
    [-1, -1, 0, 0, 0, 1, -1, 0, 1, 0, -1, 1, 0, 0, 1, 1, 1, 0, 1, 1], np.float32
)  # x, y, z, u, v


def overlay_matrix(rectangle_px: tuple[float, float, float, float], size_px: tuple[int, int]) -> Matrix:
    """(4, 4) placing the unit quad on (x, y, width, height) of a picture, y from the top."""
    x, y, width, height = rectangle_px
    w, h = size_px
    matrix = np.diag([width / w, height / h, 1.0, 1.0])
    matrix[0, 3] = 2.0 * (x + 0.5 * width) / w - 1.0
    matrix[1, 3] = 1.0 - 2.0 * (y + 0.5 * height) / h
    return matrix


def board_matrix(pose: Matrix, width_m: float, size_px: tuple[int, int]) -> Matrix:
    """(4, 4) placing the unit quad as a board `width_m` wide at `pose` (4, 4), facing its +z."""
    height_m = width_m * size_px[1] / size_px[0]
    return pose @ np.diag([0.5 * width_m, 0.5 * height_m, 1.0, 1.0])


class TexturedQuad:
    """One program and one quad, for any number of textures."""

    def __init__(self) -> None:
        self._program = _link(plain_source("quad.vert"), plain_source("quad.frag"))
        self._matrix = GL.glGetUniformLocation(self._program, "u_matrix")
        self._opacity = GL.glGetUniformLocation(self._program, "u_opacity")
        former = GL.glGetIntegerv(GL.GL_VERTEX_ARRAY_BINDING)
        self._array = int(GL.glGenVertexArrays(1))
        self._buffer = int(GL.glGenBuffers(1))
        GL.glBindVertexArray(self._array)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffer)
        GL.glBufferData(GL.GL_ARRAY_BUFFER, _CORNERS.nbytes, _CORNERS, GL.GL_STATIC_DRAW)
        for slot, (width, offset) in enumerate(((3, 0), (2, 12))):
            GL.glEnableVertexAttribArray(slot)
            GL.glVertexAttribPointer(slot, width, GL.GL_FLOAT, False, 20, ctypes.c_void_p(offset))
        GL.glBindVertexArray(former)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, 0)

    def draw(
        self,
        texture: int,
        matrix: Matrix,
        *,
        depth: bool = False,
        opacity: float = 1.0,
        premultiplied: bool = False,
    ) -> None:
        """Draws into the bound framebuffer.

        `matrix` (4, 4) takes the square -1 to 1 to clip space: `overlay_matrix(...)` on the picture, or
        `projection @ view @ board_matrix(...)` in the room with `depth`. The texture's alpha is ignored
        unless `premultiplied`; `opacity` lets the picture behind through.
        """
        program = GL.glGetIntegerv(GL.GL_CURRENT_PROGRAM)
        array = GL.glGetIntegerv(GL.GL_VERTEX_ARRAY_BINDING)
        tested, blended = GL.glIsEnabled(GL.GL_DEPTH_TEST), GL.glIsEnabled(GL.GL_BLEND)
        GL.glUseProgram(self._program)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        former = GL.glGetIntegerv(GL.GL_TEXTURE_BINDING_2D)
        GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
        GL.glUniformMatrix4fv(self._matrix, 1, True, np.ascontiguousarray(matrix, np.float32))
        GL.glUniform2f(self._opacity, opacity, float(premultiplied))
        (GL.glEnable if depth else GL.glDisable)(GL.GL_DEPTH_TEST)
        if opacity < 1.0 or premultiplied:
            GL.glEnable(GL.GL_BLEND)
            GL.glBlendEquation(GL.GL_FUNC_ADD)
            GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        else:
            GL.glDisable(GL.GL_BLEND)
        culled = GL.glIsEnabled(GL.GL_CULL_FACE)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glBindVertexArray(self._array)
        GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)
        GL.glBindVertexArray(array)
        GL.glBindTexture(GL.GL_TEXTURE_2D, former)
        for name, on in ((GL.GL_DEPTH_TEST, tested), (GL.GL_BLEND, blended), (GL.GL_CULL_FACE, culled)):
            (GL.glEnable if on else GL.glDisable)(name)
        # A program that was deleted while it was in use is gone as soon as another is.
        GL.glUseProgram(program if GL.glIsProgram(program) else 0)

    def close(self) -> None:
        """Frees the OpenGL objects."""
        GL.glDeleteVertexArrays(1, [self._array])
        GL.glDeleteBuffers(1, [self._buffer])
        GL.glDeleteProgram(self._program)


def _link(vertex: str, fragment: str) -> int:
    program = int(GL.glCreateProgram())
    for kind, text in ((GL.GL_VERTEX_SHADER, vertex), (GL.GL_FRAGMENT_SHADER, fragment)):
        shader = GL.glCreateShader(kind)
        GL.glShaderSource(shader, text)
        GL.glCompileShader(shader)
        if not GL.glGetShaderiv(shader, GL.GL_COMPILE_STATUS):
            raise MachineError(
                f"OpenGL refuses a shader: {GL.glGetShaderInfoLog(shader)!r}; run `mesonaut doctor`"
            )
        GL.glAttachShader(program, shader)
        GL.glDeleteShader(shader)
    GL.glBindAttribLocation(program, 0, "a_position")
    GL.glBindAttribLocation(program, 1, "a_at")
    GL.glLinkProgram(program)
    return program
