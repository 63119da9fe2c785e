"""The control panel: the rolls and the run on top; recipe, line, results, curves and view in tabs.

panel = Panel(size_px=(420, 900))
panel.frame(stage, pointer, dt_s)    # once a frame; commands go to the stage's outbox
panel.texture                        # to be drawn over a window or on a quad
"""

from imgui_bundle import ImVec2, imgui

from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.stage import Stage

from .canvas import Canvas
from .curves_section import discharge_plot, filling_plot, pressing_plot
from .discharge_section import time_slider
from .draft import Draft
from .fonts import BODY_PX
from .header_section import header_section
from .history import History
from .line_section import line_section
from .look import Look, Rect
from .recipe_section import calendering_section, recipe_section
from .results_section import results_section
from .run_section import run_section
from .shown import Shown, shown
from .strip_section import strip_section
from .tabs import TabName
from .theme import THEMES, ThemeName
from .view_section import view_section
from .widgets import card, scrolled

CURVES_PX, PROCESS_PX, MOMENT_PX = 230.0, 140.0, 50.0
"""Heights at scale 1: the least of the curves under the table and of a plot in its tab; a slider's card."""

NARROWEST_PX = 390.0
"""Width the table's columns need at scale 1."""
IDLE_S = 1.0 / 30.0
"""While the pointer rests the panel is drawn anew only this often: the frame's time is the electrode's."""


def _at_rest(pointer: PointerState) -> PointerState:
    """The same pointer with nothing pressed, turned or typed."""
    return PointerState(position_px=pointer.position_px)


def _unmoved(pointer: PointerState) -> PointerState:
    """The same pointer with what it holds, but nothing turned or typed anew."""
    return PointerState(pointer.position_px, pointer.primary, pointer.secondary)


class Panel:
    """Draws into `texture` (RGBA8, opaque, row 0 at the bottom, sRGB-encoded numbers).

    `scale` enlarges everything: 1 at a desk, 2 or more on a quad in a headset; it is held to what the
    width has room for. Made, used and closed on the thread where the OpenGL context is current; leaves
    the OpenGL state as it found it.
    """

    def __init__(self, size_px: tuple[int, int], scale: float = 1.0, theme: ThemeName = "dark") -> None:
        self.theme: ThemeName = theme
        scale = min(scale, size_px[0] / NARROWEST_PX)
        self._canvas = Canvas(size_px, scale, THEMES[theme], plots=True)
        self._look = Look(THEMES[theme], scale, self._canvas.fonts)
        self._draft = Draft()
        self._history = History()
        self._picture_asked = False
        self._tab_asked: TabName | None = None
        self._pointer = NO_POINTER
        self._since_drawn_s = IDLE_S

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._canvas.size

    @property
    def texture(self) -> int:
        """OpenGL name of the texture."""
        return self._canvas.texture

    @property
    def wants_pointer(self) -> bool:
        """The pointer holds a control: tools keep off it, even when it has left the panel."""
        return self._canvas.wants_pointer

    @property
    def wants_keys(self) -> bool:
        """Something is being typed: keys are not shortcuts."""
        return self._canvas.wants_keys

    @property
    def places(self) -> dict[str, Rect]:
        """Where each named control stood in the last frame (left, top, right, bottom in pixels)."""
        return self._look.places

    @property
    def text_px(self) -> float:
        """Height of body text in pixels: from it a headset sizes the panel's board."""
        return self._look.px(BODY_PX)

    def take_picture_request(self) -> bool:
        """Whether a picture was asked for since the last call."""
        asked, self._picture_asked = self._picture_asked, False
        return asked

    def open_tab(self, name: TabName) -> None:
        """Turns to a tab with the next frame."""
        self._tab_asked = name

    def resize(self, size_px: tuple[int, int]) -> None:
        """Takes another size from the next frame on."""
        self._canvas.resize(size_px)

    def frame(self, stage: Stage, pointer: PointerState, dt_s: float) -> None:
        """Handles the pointer, asks the stage for what the user wants, and draws."""
        look = self._look
        look.time_s += dt_s
        self._since_drawn_s += dt_s
        if dt_s > 0.0 and pointer == self._pointer == _at_rest(pointer) and self._since_drawn_s < IDLE_S:
            return
        dt_s, self._since_drawn_s, self._pointer = self._since_drawn_s, 0.0, pointer
        look.places.clear()
        self._draft.follow(stage.recipe, stage.now_s)
        stage.draft = self._draft.recipe
        self._history.hear(stage)
        look.unsettled = False
        self._canvas.draw(lambda: self._build(stage), look.theme.ground, dt_s, pointer)
        if look.unsettled:  # imgui fits a card to its content only a frame later: no picture shows it cut off
            look.places.clear()
            self._canvas.draw(lambda: self._build(stage), look.theme.ground, 0.0, _unmoved(pointer))
        if THEMES[self.theme] is not look.theme:
            look.theme = THEMES[self.theme]
            self._canvas.recolour(look.theme)

    def close(self) -> None:
        """Frees the OpenGL objects; may be called twice."""
        self._canvas.close()

    def _build(self, stage: Stage) -> None:
        imgui.set_next_window_pos(ImVec2(0.0, 0.0))
        imgui.set_next_window_size(ImVec2(*self.size))
        flags = imgui.WindowFlags_
        imgui.begin(
            "Mesonaut",
            None,
            flags.no_decoration & ~flags.no_scrollbar | flags.no_move | flags.no_saved_settings,
        )
        header_section(self._look, stage)
        calendering_section(self._look, stage, self._draft)
        run_section(self._look, stage)
        self._tabs(stage)
        imgui.end()

    def _tabs(self, stage: Stage) -> None:
        now = shown(stage)
        if not imgui.begin_tab_bar("tabs"):
            return
        if self._tab("Recipe"):
            strip_section(self._look, now)
            with scrolled(self._look, "recipe"):
                recipe_section(self._look, stage, self._draft)
            imgui.end_tab_item()
        if self._tab("Line"):
            with scrolled(self._look, "line"):
                line_section(self._look, stage, self._history)
            imgui.end_tab_item()
        if self._tab("Results"):
            with scrolled(self._look, "results"):
                with card(self._look, "results.table"):
                    results_section(self._look, stage, now)
                self._curves_below(stage, now)
            imgui.end_tab_item()
        if self._tab("Curves"):
            self._curves(stage, now)
            imgui.end_tab_item()
        if self._tab("View"):
            with scrolled(self._look, "view"):
                self.theme, asked = view_section(self._look, stage, self.theme)
            self._picture_asked |= asked
            imgui.end_tab_item()
        imgui.end_tab_bar()

    def _tab(self, name: TabName) -> bool:
        asked = imgui.TabItemFlags_.set_selected if name == self._tab_asked else 0
        opened, _ = imgui.begin_tab_item(name, None, asked)
        self._look.mark_place(f"tab.{name.lower()}")
        if opened and asked:
            self._tab_asked = None
        return bool(opened)

    def _curves_below(self, stage: Stage, now: Shown) -> None:
        """The discharge curves under the table where the panel is tall enough for both."""
        room = imgui.get_content_region_avail().y
        if room >= self._look.px(CURVES_PX):
            with card(self._look, "curves", room):
                discharge_plot(self._look, now, stage.cell)

    def _curves(self, stage: Stage, now: Shown) -> None:
        room = imgui.get_content_region_avail().y - imgui.get_style().item_spacing.y
        moment = self._look.px(MOMENT_PX) if stage.cell is not None and stage.cell.shown is not None else 0.0
        if moment:
            room -= moment + imgui.get_style().item_spacing.y
        process = max(self._look.px(PROCESS_PX), 0.42 * room)
        with card(self._look, "curves", max(self._look.px(PROCESS_PX), room - process)):
            discharge_plot(self._look, now, stage.cell)
        if stage.cell is not None and stage.cell.shown is not None:
            with card(self._look, "moment", moment):
                time_slider(self._look, stage)
        with card(self._look, "process", process):
            if stage.front is not None or stage.forecast is not None:
                filling_plot(self._look, self._history, stage.forecast)
            else:
                pressing_plot(self._look, self._history)
