"""What OpenGL refuses is said in one line, and something coarser is drawn where it can be."""

import numpy as np
import pytest
from OpenGL import GL

from simulation_server.schema.errors import MachineError
from vr_client.drawing.atlas import COARSEST, Atlas
from vr_client.drawing.framebuffer import Framebuffer, roomiest
from vr_client.drawing.graphics_errors import (
    CONTEXT_LOST,
    OUT_OF_MEMORY,
    ContextLost,
    OutOfVideoMemory,
    refusal,
    told_apart,
)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (OUT_OF_MEMORY, OutOfVideoMemory, ("out of video memory", "5 particles", "smaller")),
        (CONTEXT_LOST, ContextLost, ("reset", "5 particles", "open the view again")),
        (int(GL.GL_INVALID_ENUM), MachineError, ("0x500", "5 particles", "mesonaut doctor")),
    ],
)
def test_each_refusal_says_what_happened_and_what_to_do(
    code: int, kind: type, words: tuple[str, ...]
) -> None:
    error = refusal(code, "drawing 5 particles")
    assert type(error) is kind and error.exit_code == 3
    assert "\n" not in str(error)
    for word in words:
        assert word in str(error)


def test_what_has_no_room_is_out_of_video_memory(context: None) -> None:
    """Four gigabytes at once: more than software OpenGL gives, and than most cards have for one texture."""
    edge = int(GL.glGetIntegerv(GL.GL_MAX_TEXTURE_SIZE))
    texture = GL.glGenTextures(1)
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    try:
        with pytest.raises(OutOfVideoMemory, match="out of video memory while trying"), told_apart("trying"):
            GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA32F, edge, edge, 0, GL.GL_RGBA, GL.GL_FLOAT, None)
    finally:
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
        GL.glDeleteTextures([texture])
    assert GL.glGetError() == GL.GL_NO_ERROR, "drawing goes on"


def test_a_picture_that_is_too_fine_becomes_a_coarser_one(context: None) -> None:
    largest = int(GL.glGetIntegerv(GL.GL_MAX_TEXTURE_SIZE))
    asked = (largest // 2, 8)
    picture = roomiest(asked, 4)
    assert picture.size_px == (largest, 16), "two samples a pixel fit, four do not"
    picture.bind()
    GL.glClearColor(0.0, 1.0, 0.0, 1.0)
    GL.glClear(GL.GL_COLOR_BUFFER_BIT)
    assert (picture.read() == np.array([0, 255, 0])).all()
    picture.close()
    with pytest.raises(MachineError, match="choose another size"):
        roomiest((largest + 1, 8), 2)


def test_a_picture_that_failed_leaves_nothing_behind(context: None) -> None:
    with pytest.raises(MachineError):
        Framebuffer((0, 5))
    assert GL.glGetError() == GL.GL_NO_ERROR


def test_the_coarsest_atlas_takes_much_less_room() -> None:
    fine, coarse = Atlas.of(5_000), Atlas.of(5_000, COARSEST)
    assert np.prod(coarse.size) < 0.25 * np.prod(fine.size)
