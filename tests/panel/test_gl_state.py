"""Panel and legend stand between two of gloo's drawings and leave no trace but their textures."""

import numpy as np
import pytest
from OpenGL import GL
from vispy import gloo

from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.stage.pointer import NO_POINTER

from .scene import stage

pytestmark = pytest.mark.usefixtures("context")
NAMES = (
    "DRAW_FRAMEBUFFER_BINDING", "READ_FRAMEBUFFER_BINDING", "CURRENT_PROGRAM", "VERTEX_ARRAY_BINDING",
    "ARRAY_BUFFER_BINDING", "ACTIVE_TEXTURE", "TEXTURE_BINDING_2D", "VIEWPORT", "SCISSOR_BOX", "BLEND",
    "BLEND_SRC_RGB", "BLEND_DST_RGB", "BLEND_SRC_ALPHA", "BLEND_DST_ALPHA", "DEPTH_TEST", "SCISSOR_TEST",
    "CULL_FACE", "COLOR_CLEAR_VALUE", "COLOR_WRITEMASK", "UNPACK_ALIGNMENT", "DEPTH_WRITEMASK",
)  # fmt: skip
VERTEX = "attribute vec2 a_at; void main() { gl_Position = vec4(a_at, 0.0, 1.0); }"
FRAGMENT = "uniform vec4 u_colour; void main() { gl_FragColor = u_colour; }"


def _state() -> dict[str, list[float]]:
    return {name: np.atleast_1d(GL.glGetFloatv(getattr(GL, f"GL_{name}"))).tolist() for name in NAMES}


def test_the_state_is_as_before() -> None:
    panel, legend, now = Panel((300, 400)), Legend(), stage()
    target = gloo.FrameBuffer(gloo.Texture2D((16, 16, 4)))
    gloo.set_state(blend=True, depth_test=True, cull_face=True, blend_func=("one", "one_minus_src_alpha"))
    gloo.set_viewport(1, 2, 13, 14)
    target.activate()
    gloo.flush()
    before = _state()
    for _ in range(3):
        panel.frame(now, NO_POINTER, 0.05)
        legend.frame(now, 0.2)
    assert _state() == before
    panel.resize((320, 420))
    panel.close()
    legend.close()
    assert _state() == before
    target.deactivate()
    gloo.flush()
    assert GL.glGetError() == GL.GL_NO_ERROR


def test_gloo_draws_the_same_with_panel_and_legend_in_between() -> None:
    panel, legend, now = Panel((300, 400)), Legend(), stage()
    program = gloo.Program(VERTEX, FRAGMENT)
    program["a_at"] = np.array([[-1, -1], [1, -1], [-1, 0.5]], np.float32)
    program["u_colour"] = (0.2, 0.5, 0.9, 1.0)
    target = gloo.FrameBuffer(gloo.Texture2D((32, 32, 4)))
    gloo.set_state(blend=False, depth_test=False, cull_face=False)
    pictures = []
    for turn in range(4):
        with target:
            gloo.set_viewport(0, 0, 32, 32)
            gloo.clear((0.1, 0.1, 0.1, 1.0))
            program.draw("triangles")
            if turn % 2:
                gloo.flush()
                panel.frame(now, NO_POINTER, 0.05)
                legend.frame(now, 0.2)
                program.draw("triangles")
            pictures.append(gloo.read_pixels((0, 0, 32, 32)).copy())
    panel.close()
    legend.close()
    assert len(np.unique(pictures[0].reshape(-1, 4), axis=0)) == 2
    for picture in pictures[1:]:
        np.testing.assert_array_equal(picture, pictures[0])


def test_the_legend_can_be_laid_over_anything() -> None:
    legend, now = Legend(), stage()
    now.colour = "stress"
    for _ in range(2):
        legend.frame(now, 0.2)
    width, height = legend.size
    GL.glBindTexture(GL.GL_TEXTURE_2D, legend.texture)
    data = GL.glGetTexImage(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE)
    GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
    picture = np.frombuffer(data, np.uint8).reshape(height, width, 4).astype(int)
    legend.close()
    assert picture[0, 0].tolist() == [0, 0, 0, 0]  # outside the rounded corner
    assert np.all(picture[..., :3].max(axis=-1) <= picture[..., 3] + 1)  # premultiplied
    inside = picture[10:-10, 12:-12, 3]
    assert inside.min() >= 213  # no holes where translucent letters' edges lie: 0.84 of 255
    assert inside.max() == 255
