"""What window and offscreen views share: the scene in a framebuffer, panel, legend and cards over it."""

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from simulation_server.schema.errors import FileError
from vr_client.drawing.framebuffer import Framebuffer
from vr_client.drawing.quad import TexturedQuad, overlay_matrix
from vr_client.drawing.renderer import Renderer
from vr_client.drawing.text import TextCard
from vr_client.stage.pointer import NO_POINTER, KeyStroke, PointerState
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of
from vr_client.tools.desk import HELP, use_tools
from vr_client.tools.desk_input import DeskInput
from vr_client.tools.screenshot import save_screenshot

from .base import LegendLike, PanelLike

Size = tuple[int, int]
EDGE_PX = 14
FINE = 2
"""Samples a pixel along each edge in a fine picture."""


class Desk:
    """Draws a whole desk picture into `picture`; needs a current OpenGL context, knows no window."""

    def __init__(self, size_px: Size, *, samples: int, in_background: bool) -> None:
        """`samples` a pixel along each edge; `in_background` shades beside the frame."""
        self._samples = samples
        self._renderer = Renderer(in_background=in_background)
        self._quad = TexturedQuad()
        self._help, self._notice = TextCard(), TextCard()
        self.picture = Framebuffer(size_px)
        self._scene = Framebuffer((samples * size_px[0], samples * size_px[1]))
        self._panel: PanelLike | None = None
        self._legend: LegendLike | None = None
        self._dragging = False
        self._stage: Stage | None = None

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.picture.size_px

    def attach(self, panel: PanelLike | None, legend: LegendLike | None) -> None:
        """Takes over panel and legend."""
        self._panel, self._legend = panel, legend

    def resize(self, size_px: Size) -> None:
        """Draws at another size from now on."""
        if size_px != self.size:
            self.picture.close()
            self._scene.close()
            self.picture = Framebuffer(size_px)
            self._scene = Framebuffer((self._samples * size_px[0], self._samples * size_px[1]))

    def frame(self, stage: Stage, given: DeskInput, dt_s: float) -> bool:
        """Input, panel, scene, overlays; False when the user asked to leave."""
        self._stage = stage
        on_panel = self._show_panel(stage, given, dt_s)
        typing = self._panel is not None and stage.panel_shown and self._panel.wants_keys
        wishes = use_tools(stage, given, dt_s, mouse=not on_panel, keys=not typing)
        if self._legend is not None:
            self._legend.frame(stage, um_per_px(stage, self.size))
        self._draw(stage, self._scene, self.picture)
        if "snapshot" in wishes or self._picture_asked():
            self._save(stage)
        return "quit" not in wishes and not given.quit

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) the last frame; `fine` draws it again with more samples."""
        if fine and self._stage is not None and self._samples < FINE:
            width, height = self.size
            scene = Framebuffer((FINE * width, FINE * height))
            try:
                self._draw(self._stage, scene, self.picture)
            finally:
                scene.close()
        return self.picture.read()

    def show_in_window(self, size_px: Size) -> None:
        """Copies the picture onto framebuffer 0."""
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)
        GL.glViewport(0, 0, *size_px)
        self._quad.draw(self.picture.texture, np.eye(4))

    def close(self) -> None:
        """Frees everything, panel and legend too."""
        for thing in (self._panel, self._legend, self._help, self._notice, self._quad, self._renderer):
            if thing is not None:
                thing.close()
        self.picture.close()
        self._scene.close()

    # --- the parts of a frame ----------------------------------------------------------------

    def _show_panel(self, stage: Stage, given: DeskInput, dt_s: float) -> bool:
        """Fits and draws the panel; True when it has the mouse."""
        panel = self._panel
        if panel is None or not stage.panel_shown:
            return False
        width, height = self.size
        wanted = (min(panel.size[0], width), height)
        if panel.size != wanted:
            panel.resize(wanted)
        left = width - panel.size[0]
        position = given.position_px
        over = position is not None and position[0] >= left
        if not given.buttons:
            self._dragging = False
        elif not over and given.moved_px != (0.0, 0.0) and not panel.wants_pointer:
            self._dragging = True
        mine = (over or panel.wants_pointer) and not self._dragging
        typed = given.strokes if panel.wants_keys else []
        panel.frame(stage, _pointer(given, left, typed) if mine else NO_POINTER, dt_s)
        return mine

    def _draw(self, stage: Stage, scene: Framebuffer, picture: Framebuffer) -> None:
        width, height = picture.size_px
        self._renderer.prepare(stage)
        scene.bind()
        camera = stage.camera
        free = width - self._panel_px(stage)
        projection = camera.projection(width / height)
        projection[0, 2] = 1.0 - free / width  # the electrode stands in the middle of what is free
        self._renderer.draw(stage, camera.view(), projection, scene.size_px)
        picture.bind()
        GL.glViewport(0, 0, width, height)
        self._quad.draw(scene.texture, np.eye(4))
        self._draw_overlays(stage, picture.size_px)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)

    def _draw_overlays(self, stage: Stage, size: Size) -> None:
        width, height = size
        free = width - self._panel_px(stage)
        if self._panel is not None and stage.panel_shown:
            self._over(self._panel.texture, (free, 0, *self._panel.size), size)
        if self._legend is not None:
            w, h = self._legend.size
            self._over(self._legend.texture, (EDGE_PX, height - h - EDGE_PX, w, h), size, clear=True)
        if stage.help_shown:
            self._help.set(HELP, 15, title="Keys and mouse")
            w, h = self._help.size
            self._over(self._help.texture, ((free - w) / 2, (height - h) / 2, w, h), size, clear=True)
        shown = stage.notices.shown(stage.now_s)
        if shown:
            accent = (235, 130, 100) if shown[-1].level == "error" else (120, 200, 205)
            self._notice.set(tuple(("•", n.text) for n in shown[-3:]), 14, accent=accent)
            w, h = self._notice.size
            self._over(self._notice.texture, (EDGE_PX, EDGE_PX, w, h), size, clear=True)

    def _over(
        self, texture: int, place: tuple[float, float, float, float], size: Size, *, clear: bool = False
    ) -> None:
        self._quad.draw(texture, overlay_matrix(place, size), premultiplied=clear)

    def _panel_px(self, stage: Stage) -> int:
        return self._panel.size[0] if self._panel is not None and stage.panel_shown else 0

    def _picture_asked(self) -> bool:
        return self._panel is not None and self._panel.take_picture_request()

    def _save(self, stage: Stage) -> None:
        path = Path.cwd() / time.strftime("mesonaut-%Y%m%d-%H%M%S.png")
        try:
            save_screenshot(self, stage, path)
            stage.say(f"saved {path.name}")
        except FileError as error:
            stage.say(str(error), "error")


def um_per_px(stage: Stage, size_px: Size) -> float:
    """Electrode micrometres a pixel shows at the camera's target."""
    camera = stage.camera
    metres = 2.0 * camera.distance_m * np.tan(np.radians(camera.vertical_fov_deg) / 2.0) / size_px[1]
    return float(metres / scale_of(stage.model))


def _pointer(given: DeskInput, left: int, typed: list[KeyStroke]) -> PointerState:
    position = None if given.position_px is None else (given.position_px[0] - left, given.position_px[1])
    return PointerState(
        position, "left" in given.buttons, "right" in given.buttons, given.scroll, given.text, tuple(typed)
    )
