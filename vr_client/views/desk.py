"""What window and offscreen views share: the scene in a framebuffer, panel, legend and cards over it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from vr_client.drawing.framebuffer import Framebuffer, roomiest
from vr_client.drawing.quad import TexturedQuad, overlay_matrix
from vr_client.drawing.renderer import Renderer
from vr_client.panel.help_card import HelpCard
from vr_client.panel.notice_card import NoticeCard
from vr_client.panel.scale_bar import length_text, round_length_um
from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.stage import Stage
from vr_client.tools.desk import use_tools
from vr_client.tools.desk_hand import DeskHand, desk_eye, um_per_px
from vr_client.tools.desk_help import HELP
from vr_client.tools.desk_input import DeskInput
from vr_client.tools.hand_tools import follow_tools
from vr_client.tools.picture_card import ScaleBar
from vr_client.tools.recorder import Recorder
from vr_client.tools.screenshot import PictureSaver
from vr_client.tools.standing import to_table
from vr_client.tools.travel import carry_out

from .base import LegendLike, PanelLike
from .readback import Readback

Size = tuple[int, int]
EDGE_PX = 14
FINE = 2
"""Samples a pixel along each edge in a fine picture."""
BAR_SHARE = 0.18
"""Of a picture's width that the scale bar below it takes at the most."""


class Desk:
    """Draws a whole desk picture into `picture`; needs a current OpenGL context, knows no window."""

    def __init__(self, size_px: Size, *, samples: int, in_background: bool) -> None:
        """`samples` a pixel along each edge; `in_background` shades beside the frame."""
        self._samples = samples
        self._renderer = Renderer(in_background=in_background)
        self._quad = TexturedQuad()
        self._help, self._notice = HelpCard(), NoticeCard()
        self._hand, self._pictures, self._recorder = DeskHand(), PictureSaver(), Recorder()
        self._readback = Readback()
        self.picture = Framebuffer(size_px)
        self._scene = roomiest(size_px, samples)
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
            self._scene = roomiest(size_px, self._samples)

    def frame(self, stage: Stage, given: DeskInput, dt_s: float) -> bool:
        """Input, panel, scene, overlays; False when the user asked to leave."""
        self._stage = stage
        follow_tools(stage)
        on_panel = self._show_panel(stage, given, dt_s)
        typing = self._panel is not None and stage.panel_shown and self._panel.wants_keys
        free_px = self.size[0] - self._panel_px(stage)
        self._hand.view, self._hand.projection = desk_eye(stage, self.size, free_px)
        wishes = use_tools(
            stage, given, dt_s, hand=self._hand, mouse=not on_panel, keys=not typing, free_px=free_px
        )
        leaving = self._carry_out(stage)
        if self._legend is not None:
            self._legend.frame(stage, um_per_px(stage, self.size))
        self._draw(stage, self._scene, self.picture)
        if "snapshot" in wishes or self._picture_asked():
            self._pictures.save(self, stage, scale_bar(stage, self.size), Path.cwd())
        self._pictures.follow(stage)
        self._recorder.follow(stage, lambda: self._readback.ask(self.picture), self._readback.poll)
        return "quit" not in wishes and not given.quit and not leaving

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) the last frame; `fine` draws it again with more samples."""
        if fine and self._stage is not None and self._samples < FINE:
            scene = roomiest(self.size, FINE)
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
        """Frees everything, panel and legend too, once pictures and films on their way are whole."""
        self._pictures.settle()
        self._recorder.close()
        parts = (
            self._panel, self._legend, self._help, self._notice, self._quad, self._renderer, self._readback,
        )  # fmt: skip
        for thing in parts:
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
        panel.frame(stage, _pointer(given, left, on_panel=mine, typing=panel.wants_keys), dt_s)
        return mine

    def _draw(self, stage: Stage, scene: Framebuffer, picture: Framebuffer) -> None:
        width, height = picture.size_px
        self._renderer.prepare(stage)
        scene.bind()
        view, projection = desk_eye(stage, picture.size_px, width - self._panel_px(stage))
        self._renderer.draw(stage, view, projection, scene.size_px)
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
            self._help.frame(stage, HELP, size)
            w, h = self._help.size
            self._over(self._help.texture, ((width - w) / 2, (height - h) / 2, w, h), size, clear=True)
        if self._notice.frame(stage):
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

    def _carry_out(self, stage: Stage) -> bool:
        """Does what the panel asks of the view; True when that is to leave."""
        carry_out(stage)
        wishes, stage.wishes = stage.wishes, []
        if "recentre" in wishes:
            to_table(stage)
        return "leave" in wishes


def scale_bar(stage: Stage, size_px: Size) -> ScaleBar | None:
    """A round length for a picture of this size."""
    per_px = um_per_px(stage, size_px)
    if not stage.particles.count or not np.isfinite(per_px) or per_px <= 0.0:
        return None
    length_um = round_length_um(1.0 / per_px, BAR_SHARE * size_px[0])
    return ScaleBar(length_um / per_px, length_text(length_um))


def _pointer(given: DeskInput, left: int, *, on_panel: bool, typing: bool) -> PointerState:
    """The mouse where it is the panel's, and what is typed where the panel has the keys."""
    text, typed = (given.text, tuple(given.strokes)) if typing else ("", ())
    if not on_panel:
        return PointerState(None, text=text, keys=typed) if typing else NO_POINTER
    position = None if given.position_px is None else (given.position_px[0] - left, given.position_px[1])
    return PointerState(
        position, "left" in given.buttons, "right" in given.buttons, given.scroll, text, typed
    )
