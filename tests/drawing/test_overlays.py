"""Textures over the picture, cards of text, and OpenGL left as it was found."""

import numpy as np
from OpenGL import GL

from tests.drawing.packing import particle_frame
from vr_client.drawing.framebuffer import Framebuffer
from vr_client.drawing.quad import TexturedQuad, board_matrix, overlay_matrix
from vr_client.drawing.text import TextCard, label_image
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel


def painted(size: tuple[int, int]) -> Framebuffer:
    """A red picture whose top half is green."""
    framebuffer = Framebuffer(size)
    framebuffer.bind()
    GL.glEnable(GL.GL_SCISSOR_TEST)
    for y, colour in ((0, (1, 0, 0)), (size[1] // 2, (0, 1, 0))):
        GL.glScissor(0, y, *size)
        GL.glClearColor(*colour, 1)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
    GL.glDisable(GL.GL_SCISSOR_TEST)
    return framebuffer


def test_an_overlay_lies_on_its_pixels_the_right_way_up(context: None) -> None:
    quad, texture, target = TexturedQuad(), painted((20, 10)), Framebuffer(SIZE_PX)
    target.bind()
    GL.glViewport(0, 0, *SIZE_PX)
    GL.glClearColor(0, 0, 1, 1)
    GL.glClear(GL.GL_COLOR_BUFFER_BIT)
    quad.draw(texture.texture, overlay_matrix((30, 40, 20, 10), SIZE_PX))
    picture = target.read()
    assert (picture[40:45, 30:50] == (0, 255, 0)).all()
    assert (picture[45:50, 30:50] == (255, 0, 0)).all()
    picture[40:50, 30:50] = (0, 0, 255)
    assert (picture == (0, 0, 255)).all()
    for thing in (quad, texture, target):
        thing.close()


def test_a_board_stands_in_the_room_before_what_is_behind_it(easel: Easel) -> None:
    stage = Stage()
    stage.apply(particle_frame(400, height_um=20.0), 0.0)
    camera = stage.camera
    projection = perspective(camera.vertical_fov_deg, SIZE_PX[0] / SIZE_PX[1], 0.05, 5.0)
    before, _ = easel.draw(stage, camera.view(), projection)
    quad, texture = TexturedQuad(), painted((40, 40))
    pose = np.linalg.inv(look_at(camera.eye_m, camera.target_m))
    counts = []
    for away_m in (0.5 * camera.distance_m, 2.0 * camera.distance_m):
        easel.draw(stage, camera.view(), projection)
        easel.framebuffer.bind()
        at = pose.copy()
        at[:3, 3] = camera.eye_m + away_m * camera.forward
        board = board_matrix(at, 0.2 * away_m, (40, 40))
        quad.draw(texture.texture, projection @ camera.view() @ board, depth=True)
        picture = easel.framebuffer.read()
        pure = (picture == (255, 0, 0)).all(axis=-1) | (picture == (0, 255, 0)).all(axis=-1)
        counts.append(int(pure.sum()))
    assert counts[0] > 1000 and counts[1] < counts[0] // 4
    after, _ = easel.draw(stage, camera.view(), projection)
    assert (after == before).all(), "the renderer draws the same after foreign drawing"
    assert GL.glGetError() == GL.GL_NO_ERROR
    quad.close()
    texture.close()


def test_a_quad_leaves_program_and_arrays_as_they_were(context: None) -> None:
    quad, texture = TexturedQuad(), painted((8, 8))
    array = int(GL.glGenVertexArrays(1))
    GL.glBindVertexArray(array)
    GL.glUseProgram(0)
    GL.glEnable(GL.GL_DEPTH_TEST)
    quad.draw(texture.texture, np.eye(4), opacity=0.5)
    assert GL.glGetIntegerv(GL.GL_VERTEX_ARRAY_BINDING) == array
    assert GL.glGetIntegerv(GL.GL_CURRENT_PROGRAM) == 0
    assert GL.glIsEnabled(GL.GL_DEPTH_TEST)
    GL.glBindVertexArray(0)
    GL.glDeleteVertexArrays(1, [array])
    quad.close()
    texture.close()


def test_a_card_grows_with_its_text(context: None) -> None:
    white = (255, 255, 255)
    short, long = label_image("a b", 14, white), label_image("a b\nkey a longer meaning", 14, white)
    assert long.width > short.width and long.height > short.height
    premultiplied = np.asarray(long).astype(int)
    assert (premultiplied[..., :3] <= premultiplied[..., 3:] + 1).all()
    card = TextCard()
    card.show(short)
    first = card.size
    card.show(long)
    assert card.size[1] > first[1]
    card.close()
