"""The control panel: the rolls and the run on top, all the rest in tabs.

panel = Panel(size_px=(420, 900))
panel.frame(stage, pointer, dt_s)    # once a frame; commands go to the stage's outbox
panel.texture                        # to be drawn over a window or on a quad
"""

from imgui_bundle import ImVec2, imgui

from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage

from .canvas import Canvas
from .draft import Draft
from .fonts import BODY_PX
from .header_section import header_section
from .help_page import help_page
from .history import History
from .look import Look, Rect
from .pad_section import pad_section, typed_on_keyboard
from .pages import Pages
from .pointer import at_rest, unmoved
from .recipe_section import calendering_section
from .run_section import run_section
from .tabs import TabName
from .theme import theme_of
from .widgets import scrolled

NARROWEST_PX = 390.0
"""Width the table's columns need at scale 1."""
IDLE_S = 1.0 / 30.0
"""While the pointer rests the panel is drawn anew only this often: the frame's time is the electrode's."""


class Panel:
    """Draws into `texture` (RGBA8, opaque, row 0 at the bottom, sRGB-encoded numbers).

    `scale` enlarges everything: 1 at a desk, 2 or more on a quad in a headset; it is held to what the
    width has room for. The settings' size of text enlarges it further, and the panel's width with it.
    Made, used and closed on the thread where the OpenGL context is current; leaves the OpenGL state as it
    found it.
    """

    def __init__(self, size_px: tuple[int, int], scale: float = 1.0) -> None:
        self._width_px, self._scale = size_px[0], scale  # at text size 1
        settings = Settings()
        theme, scale = theme_of(settings), min(scale, size_px[0] / NARROWEST_PX)
        self._text_scale = settings.text_scale
        self._canvas = Canvas(size_px, scale, theme, plots=True)
        self._look = Look(theme, scale, self._canvas.fonts)
        self._draft = Draft()
        self._pages = Pages(self._look, self._draft, History())
        self._focused = False
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
        """Something is being typed, or the keys work the panel: they are not shortcuts."""
        return self._focused or self._look.pad is not None or self._canvas.wants_keys

    @property
    def places(self) -> dict[str, Rect]:
        """Where each named control stood in the last frame (left, top, right, bottom in pixels)."""
        return self._look.places

    @property
    def focused(self) -> str:
        """The control that the keys work, "" while they are the electrode's."""
        return self._look.focused if self._focused else ""

    @property
    def text_px(self) -> float:
        """Height of body text in pixels: from it a headset sizes the panel's board."""
        return self._look.px(BODY_PX)

    def take_picture_request(self) -> bool:
        """Whether a picture was asked for since the last call."""
        return self._pages.take_picture_request()

    @property
    def tab(self) -> TabName:
        """The page in sight."""
        return self._pages.tab

    def open_tab(self, name: TabName) -> None:
        """Turns to a tab with the next frame."""
        self._pages.tab = name

    def resize(self, size_px: tuple[int, int]) -> None:
        """Takes another size from the next frame on."""
        self._canvas.resize(size_px)

    def frame(self, stage: Stage, pointer: PointerState, dt_s: float) -> None:
        """Handles the pointer, asks the stage for what the user wants, and draws."""
        look = self._look
        look.time_s += dt_s
        self._since_drawn_s += dt_s
        if dt_s > 0.0 and pointer == self._pointer == at_rest(pointer) and self._since_drawn_s < IDLE_S:
            return
        dt_s, self._since_drawn_s, self._pointer = self._since_drawn_s, 0.0, pointer
        look.places.clear()
        self._draft.take(stage.draft, stage.now_s)
        self._draft.follow(stage.recipe, stage.now_s)
        stage.draft = self._draft.recipe
        self._pages.history.hear(stage)
        self._restyle(stage)
        self._take_keys(stage, pointer)
        look.unsettled = False
        self._canvas.draw(lambda: self._build(stage), look.theme.ground, dt_s, pointer)
        if look.unsettled:  # imgui fits a card to its content only a frame later: no picture shows it cut off
            look.places.clear()
            self._canvas.draw(lambda: self._build(stage), look.theme.ground, 0.0, unmoved(pointer))
        self._focused = stage.panel_focus
        stage.adjusting = self._draft.in_gesture

    def close(self) -> None:
        """Frees the OpenGL objects; may be called twice."""
        self._canvas.close()

    def _restyle(self, stage: Stage) -> None:
        """Follows the person's settings; a panel narrowed by its window keeps its letters within it."""
        look, settings = self._look, stage.settings
        look.own_keys = settings.screen_keys or stage.body is not None
        look.tooltips, look.still = settings.tooltips, settings.reduced_motion
        if settings.text_scale != self._text_scale:
            self._text_scale = settings.text_scale
            self._canvas.resize((round(self._width_px * settings.text_scale), self.size[1]))
        theme = theme_of(settings)
        scale = min(self._scale * settings.text_scale, self.size[0] / NARROWEST_PX)
        if theme is not look.theme or scale != look.scale:
            look.theme, look.scale = theme, scale
            self._canvas.restyle(scale, theme)

    def _take_keys(self, stage: Stage, pointer: PointerState) -> None:
        """Escape leaves what is typed first, then gives the keys back to the electrode."""
        if self._look.pad is not None:
            typed_on_keyboard(self._look, pointer)
        elif any(stroke.down and stroke.name == "escape" for stroke in pointer.keys):
            stage.panel_focus &= self._canvas.is_busy

    def _build(self, stage: Stage) -> None:
        imgui.get_io().config_input_text_cursor_blink = not self._look.still
        imgui.set_next_window_pos(ImVec2(0.0, 0.0))
        imgui.set_next_window_size(ImVec2(*self.size))
        flags = imgui.WindowFlags_
        if stage.panel_focus and not self._focused:
            imgui.set_next_window_focus()
        behind = flags.no_bring_to_front_on_focus
        imgui.begin(
            "Mesonaut",
            None,
            flags.no_decoration & ~flags.no_scrollbar | flags.no_move | flags.no_saved_settings | behind,
        )
        header_section(self._look, stage)
        if not (
            self.tab == "Lesson" and stage.lesson is not None
        ):  # a step has its own button, and needs the room
            calendering_section(self._look, stage, self._draft)
            run_section(self._look, stage)
        if stage.help_shown and stage.body is not None:
            with scrolled(self._look, "help"):
                help_page(self._look, stage)
        else:
            self._pages.draw(stage)
        imgui.end()
        imgui.set_nav_cursor_visible(stage.panel_focus)
        pad_section(self._look, self.size)
