"""Everything that an eye sees: electrode, vignette, panel, legend and notices as boards, hands."""

from collections.abc import Callable
from dataclasses import dataclass

from vr_client.drawing.quad import TexturedQuad, board_matrix
from vr_client.drawing.renderer import Renderer
from vr_client.drawing.vignette import Vignette
from vr_client.panel.fonts import BODY_PX, SMALL_PX
from vr_client.panel.notice_card import NoticeCard
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix, scale_of
from vr_client.tools.pointer_ray import Board
from vr_client.views.base import LegendLike, PanelLike
from vr_client.views.readback import Readback

from . import room
from .beams import BeamDrawer
from .hands_at_work import Work

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Hung:
    texture: int
    size_px: Size
    board: Board
    clear: bool  # see-through (premultiplied)


class RoomDrawer:
    """The OpenGL objects of the headset view; made where the context is current.

    `scale` is the one that panel and legend were made with: it brings their text to a readable size.
    """

    def __init__(self, scale: float) -> None:
        self._scale, self._small_px = scale, SMALL_PX * scale
        self._renderer, self._quad, self._beams = Renderer(), TexturedQuad(), BeamDrawer()
        self._vignette, self._notice = Vignette(), NoticeCard()
        self.readback = Readback()  # of what is filmed
        self.panel: PanelLike | None = None
        self.legend: LegendLike | None = None

    def panel_board(self, stage: Stage) -> Board | None:
        """Where the panel hangs, in the world's metres; None while it is put away."""
        if self.panel is None or not stage.panel_shown:
            return None
        return room.panel_board(self.panel.size, self._small_px, room.side_of(stage.settings))

    def prepare(
        self, stage: Stage, work: Work, from_world: Matrix, eye_px: Size, clear_deg: float | None
    ) -> Callable[[Matrix, Matrix], None]:
        """Uploads what changed; what draws one eye for its view (runtime's space to eye) and projection.

        `clear_deg` stays clear of the field of view, None for all of it.
        """
        hung = self._hung(stage)
        self._renderer.prepare(stage)

        def draw(view: Matrix, projection: Matrix) -> None:
            of_world = view @ from_world
            self._renderer.draw(stage, of_world, projection, eye_px)
            if clear_deg is not None:  # before boards and hands: they rest, and what rests is a help
                self._vignette.draw(projection, clear_deg)
            for thing in hung:
                board = board_matrix(thing.board.pose, thing.board.width_m, thing.size_px)
                at = projection @ of_world @ board
                self._quad.draw(thing.texture, at, depth=True, premultiplied=thing.clear)
            self._beams.draw(work.beams, list(work.grips.values()), of_world, projection)

        return draw

    def close(self) -> None:
        """Frees everything, panel and legend too."""
        for thing in (
            self.panel, self.legend, self._notice, self._quad, self._renderer, self.readback,
        ):  # fmt: skip
            if thing is not None:
                thing.close()
        self.panel = self.legend = None

    def _hung(self, stage: Stage) -> list[_Hung]:
        """What hangs about the person this frame."""
        hung: list[_Hung] = []
        board = self.panel_board(stage)
        if self.panel is not None and board is not None:
            hung.append(_Hung(self.panel.texture, self.panel.size, board, clear=False))
        if self.legend is not None:
            side = room.side_of(stage.settings)
            board = room.legend_board(self.legend.size, self._small_px, side)
            self.legend.frame(stage, board.width_m / self.legend.size[0] / scale_of(stage.model))
            board = room.legend_board(self.legend.size, self._small_px, side)  # has grown
            hung.append(_Hung(self.legend.texture, self.legend.size, board, clear=True))
        if self._notice.frame(stage, self._scale):
            board = room.notice_board(self._notice.size, BODY_PX * self._scale)
            hung.append(_Hung(self._notice.texture, self._notice.size, board, clear=True))
        return hung
