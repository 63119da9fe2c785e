"""What every part of the panel draws with: theme, scale, fonts, and where its controls ended up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imgui_bundle import ImVec2, ImVec4, imgui

from .fonts import BODY_PX, SMALL_PX, Fonts
from .pad import Pad
from .theme import Theme

TOOLTIP_PX = 320.0
"""Width of a tooltip's text at scale 1."""
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in the panel's pixels."""


@dataclass(slots=True)
class Look:
    """`places` tells where each named control stands this frame: for guided lessons and tests."""

    theme: Theme
    scale: float
    fonts: Fonts
    time_s: float = 0.0
    line_step: str = ""  # whose card of the line is in sight
    line_reported: bool = False
    line_scrolls: int = 0  # frames for which it is still brought there
    heights: dict[str, float] = field(default_factory=dict)  # of each card's content, in pixels
    unsettled: bool = False  # a card was drawn with the height its content had the frame before
    folded: set[str] = field(default_factory=set)  # headings whose settings are hidden
    typing: str = ""  # the slider being typed into
    typed: float | None = None  # what was typed so far, None before the field has the keys
    own_keys: bool = False  # values are typed on the panel's own keys
    pad: Pad | None = None  # those keys, while they are on show
    entered: dict[str, str] = field(default_factory=dict)  # typed there, by field, until the field takes it
    tooltips: bool = True
    leaving_s: float = 0.0  # until then a second press leaves the view
    still: bool = False  # nothing moves but what was asked for
    focused: str = ""  # the control that the keys work
    places: dict[str, Rect] = field(default_factory=dict)

    def px(self, length: float) -> float:
        """A length given at scale 1."""
        return length * self.scale

    @contextmanager
    def lettering(self, size_px: float = BODY_PX, *, bold: bool = False) -> Iterator[None]:
        """Text of another size or weight."""
        imgui.push_font(self.fonts.bold if bold else self.fonts.regular, size_px)
        try:
            yield
        finally:
            imgui.pop_font()

    def text(
        self, text: str, colour: ImVec4 | None = None, size_px: float = BODY_PX, *, bold: bool = False
    ) -> None:
        """One line of text."""
        with self.lettering(size_px, bold=bold):
            imgui.text_colored(colour or self.theme.text, text)

    def small(self, text: str, colour: ImVec4 | None = None) -> None:
        """A quiet remark, wrapped at the edge."""
        with self.lettering(SMALL_PX):
            imgui.push_style_color(imgui.Col_.text, colour or self.theme.quiet)
            imgui.push_text_wrap_pos(0.0)
            imgui.text_unformatted(text)
            imgui.pop_text_wrap_pos()
            imgui.pop_style_color()

    def width_of(self, text: str, size_px: float = BODY_PX, *, bold: bool = False) -> float:
        """Width of a line of text in pixels."""
        with self.lettering(size_px, bold=bold):
            return float(imgui.calc_text_size(text).x)

    def text_right(
        self, text: str, colour: ImVec4 | None = None, size_px: float = BODY_PX, *, bold: bool = False
    ) -> None:
        """One line that ends at the right edge of what is left of the line or cell."""
        spare = imgui.get_content_region_avail().x - self.width_of(text, size_px, bold=bold)
        imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + max(spare, 0.0))
        self.text(text, colour, size_px, bold=bold)

    def tooltip(self, title: str, *lines: str) -> None:
        """Explains the last item once the pointer rests on it; never in the way of a hand at work.

        A ray in the hand never rests quite: there it is enough that it stays on the item.
        """
        rests = imgui.HoveredFlags_.delay_short if self.own_keys else imgui.HoveredFlags_.for_tooltip
        rests |= imgui.HoveredFlags_.allow_when_disabled
        if not self.tooltips or imgui.is_any_item_active() or not imgui.is_item_hovered(rests):
            return
        imgui.push_style_var(imgui.StyleVar_.window_padding, ImVec2(self.px(12), self.px(10)))
        imgui.push_style_var(imgui.StyleVar_.window_rounding, self.px(8))
        imgui.push_style_var(imgui.StyleVar_.window_border_size, self.px(1))
        imgui.begin_tooltip()
        imgui.push_text_wrap_pos(self.px(TOOLTIP_PX))
        self.text(title, bold=True)
        for line in lines:
            imgui.push_style_color(imgui.Col_.text, self.theme.quiet)
            imgui.text_unformatted(line)
            imgui.pop_style_color()
        imgui.pop_text_wrap_pos()
        imgui.end_tooltip()
        imgui.pop_style_var(3)

    def mark_place(self, name: str) -> None:
        """Remembers where the last item stands, and whether the keys are on it."""
        low, high = imgui.get_item_rect_min(), imgui.get_item_rect_max()
        self.places[name] = (low.x, low.y, high.x, high.y)
        if imgui.is_item_focused():
            self.focused = name


def colour_u32(colour: ImVec4) -> int:
    """A colour as draw lists take it."""
    return int(imgui.color_convert_float4_to_u32(colour))
