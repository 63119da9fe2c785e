"""Dear ImGui's drawing for textures that are laid over something else."""

import ctypes
from typing import Any

from imgui_bundle import imgui
from imgui_bundle.python_backends.opengl_backend_programmable import ProgrammablePipelineRenderer
from OpenGL import GL


class PremultipliedRenderer(ProgrammablePipelineRenderer):
    """imgui-bundle's backend with alpha blended on its own.

    The backend blends alpha like a colour, which punches holes into the texture's alpha wherever
    something translucent is drawn. Here the texture ends up with premultiplied colour and true
    coverage, so `(ONE, ONE_MINUS_SRC_ALPHA)` lays it over anything. The caller keeps the GL state.
    """

    def render(self, draw_data: Any) -> None:
        """Draws into the bound framebuffer."""
        self._update_textures()
        width, height = (int(edge) for edge in self.io.display_size)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendEquation(GL.GL_FUNC_ADD)
        GL.glBlendFuncSeparate(
            GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA
        )
        GL.glEnable(GL.GL_SCISSOR_TEST)
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glUseProgram(self._shader_handle)
        GL.glUniform1i(self._attrib_location_tex, 0)
        GL.glUniformMatrix4fv(self._attrib_proj_mtx, 1, GL.GL_FALSE, _pixels_to_clip(width, height))
        GL.glBindVertexArray(self._vao_handle)
        index_type = GL.GL_UNSIGNED_SHORT if imgui.INDEX_SIZE == 2 else GL.GL_UNSIGNED_INT
        for commands in draw_data.cmd_lists:
            self._upload(GL.GL_ARRAY_BUFFER, self._vbo_handle, commands.vtx_buffer, imgui.VERTEX_SIZE)
            self._upload(
                GL.GL_ELEMENT_ARRAY_BUFFER, self._elements_handle, commands.idx_buffer, imgui.INDEX_SIZE
            )
            for command in commands.cmd_buffer:
                left, top, right, bottom = command.clip_rect
                if right <= left or bottom <= top:
                    continue
                GL.glBindTexture(GL.GL_TEXTURE_2D, command.tex_ref.get_tex_id())
                GL.glScissor(int(left), int(height - bottom), int(right - left), int(bottom - top))
                start = ctypes.c_void_p(command.idx_offset * imgui.INDEX_SIZE)
                GL.glDrawElements(GL.GL_TRIANGLES, command.elem_count, index_type, start)

    @staticmethod
    def _upload(kind: int, name: int, buffer: Any, item_bytes: int) -> None:
        GL.glBindBuffer(kind, name)
        address = ctypes.c_void_p(buffer.data_address())
        GL.glBufferData(kind, buffer.size() * item_bytes, address, GL.GL_STREAM_DRAW)


def _pixels_to_clip(width: int, height: int) -> ctypes.Array[ctypes.c_float]:
    """Column-major (4, 4): pixels with y down to clip space."""
    x, y = 2.0 / width, -2.0 / height
    return (ctypes.c_float * 16)(x, 0, 0, 0, 0, y, 0, 0, 0, 0, -1, 0, -1, 1, 0, 1)
