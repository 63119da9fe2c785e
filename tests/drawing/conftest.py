"""An OpenGL context without a display, and a canvas to draw on and look at."""

from collections.abc import Iterator

import numpy as np
import pytest
from OpenGL import GL

from simulation_server.schema.errors import MachineError
from vr_client.drawing.framebuffer import Framebuffer
from vr_client.drawing.renderer import Renderer
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix
from vr_client.views.offscreen import OffscreenView

SIZE_PX = (240, 180)


class Easel:
    """A framebuffer and a renderer; `draw` gives the picture and its depth."""

    def __init__(self) -> None:
        self.framebuffer = Framebuffer(SIZE_PX)
        self.renderer = Renderer(in_background=False)

    def draw(self, stage: Stage, view: Matrix, projection: Matrix) -> tuple[np.ndarray, np.ndarray]:
        """(h, w, 3) colours and (h, w) depth 0 to 1, top row first."""
        self.renderer.prepare(stage)
        self.framebuffer.bind()
        self.renderer.draw(stage, view, projection, SIZE_PX)
        self.framebuffer.bind()
        depth = GL.glReadPixels(0, 0, *SIZE_PX, GL.GL_DEPTH_COMPONENT, GL.GL_FLOAT)
        return self.framebuffer.read(), np.asarray(depth).reshape(SIZE_PX[1], SIZE_PX[0])[::-1]

    def close(self) -> None:
        self.renderer.close()
        self.framebuffer.close()


@pytest.fixture(scope="module")
def context() -> Iterator[None]:
    view = OffscreenView((16, 16))
    try:
        view.open()
    except MachineError as error:
        pytest.skip(str(error))
    yield
    view.close()


@pytest.fixture
def easel(context: None) -> Iterator[Easel]:
    easel = Easel()
    yield easel
    easel.close()
