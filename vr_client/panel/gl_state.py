"""Leaves OpenGL as it was found, so that foreign drawing can stand between two of vispy.gloo's."""

from collections.abc import Iterator
from contextlib import contextmanager

from OpenGL import GL

_SWITCHES = (
    GL.GL_BLEND, GL.GL_CULL_FACE, GL.GL_DEPTH_TEST, GL.GL_SCISSOR_TEST, GL.GL_STENCIL_TEST,
    GL.GL_FRAMEBUFFER_SRGB,
)  # fmt: skip


@contextmanager
def kept_gl_state() -> Iterator[None]:
    """Puts back framebuffers, program, vertex array, buffers, texture, viewport, scissor and blending.

    gloo caches the current program and keeps its attributes on vertex array 0; the caller must draw
    from a vertex array of its own.
    """
    integer = GL.glGetIntegerv
    drawn, read = integer(GL.GL_DRAW_FRAMEBUFFER_BINDING), integer(GL.GL_READ_FRAMEBUFFER_BINDING)
    program, array = integer(GL.GL_CURRENT_PROGRAM), integer(GL.GL_VERTEX_ARRAY_BINDING)
    buffer, unit = integer(GL.GL_ARRAY_BUFFER_BINDING), integer(GL.GL_ACTIVE_TEXTURE)
    viewport, scissor = integer(GL.GL_VIEWPORT), integer(GL.GL_SCISSOR_BOX)
    factors = [
        integer(name)
        for name in (GL.GL_BLEND_SRC_RGB, GL.GL_BLEND_DST_RGB, GL.GL_BLEND_SRC_ALPHA, GL.GL_BLEND_DST_ALPHA)
    ]
    equations = [integer(GL.GL_BLEND_EQUATION_RGB), integer(GL.GL_BLEND_EQUATION_ALPHA)]
    clear, mask = GL.glGetFloatv(GL.GL_COLOR_CLEAR_VALUE), GL.glGetBooleanv(GL.GL_COLOR_WRITEMASK)
    alignment = integer(GL.GL_UNPACK_ALIGNMENT)
    switches = {name: GL.glIsEnabled(name) for name in _SWITCHES}
    GL.glActiveTexture(GL.GL_TEXTURE0)
    texture = integer(GL.GL_TEXTURE_BINDING_2D)
    try:
        yield
    finally:
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
        GL.glActiveTexture(unit)
        for name, on in switches.items():
            (GL.glEnable if on else GL.glDisable)(name)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, alignment)
        GL.glColorMask(*mask)
        GL.glClearColor(*clear)
        GL.glBlendEquationSeparate(*equations)
        GL.glBlendFuncSeparate(*factors)
        GL.glScissor(*scissor)
        GL.glViewport(*viewport)
        GL.glBindVertexArray(array)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, buffer)
        GL.glUseProgram(program)
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, drawn)
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, read)
