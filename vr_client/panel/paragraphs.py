"""Running text on the panel, wrapped at the edge."""

from imgui_bundle import ImVec4, imgui

from .fonts import BODY_PX
from .look import Look


def paragraph(look: Look, text: str, colour: ImVec4 | None = None, *, bold: bool = False) -> None:
    """Text in the body's size over as many lines as it needs."""
    with look.lettering(BODY_PX, bold=bold):
        imgui.push_style_color(imgui.Col_.text, colour or look.theme.text)
        imgui.push_text_wrap_pos(0.0)
        imgui.text_unformatted(text)
        imgui.pop_text_wrap_pos()
        imgui.pop_style_color()


def gap(look: Look, height: float = 4.0) -> None:
    """A little room between two blocks, at scale 1."""
    imgui.dummy(imgui.ImVec2(0.0, look.px(height)))
