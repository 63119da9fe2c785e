"""A card laid over a desk's picture: as large as what it says, drawn anew only when that changes."""

import math
from collections.abc import Callable, Hashable

from imgui_bundle import ImVec2, ImVec4, imgui

from vr_client.stage.settings import Settings

from .canvas import Canvas
from .look import Look
from .theme import faded, theme_of

_START_PX = (64, 64)
_CLEAR = ImVec4(0.0, 0.0, 0.0, 0.0)
_ENOUGH_PX = 8192.0
"""Room in which the content shows how large it is."""
_EDGE = ImVec2(16.0, 12.0)
"""Between the content and the card's edge, at scale 1."""


class Overlay:
    """Draws into `texture` (RGBA8, premultiplied alpha, row 0 at the bottom, sRGB-encoded numbers).

    Made, used and closed on the thread where the OpenGL context is current.
    """

    def __init__(self) -> None:
        theme = theme_of(Settings())
        self._canvas = Canvas(_START_PX, 1.0, theme)
        self._look = Look(theme, 1.0, self._canvas.fonts)
        self._told: Hashable = None
        self._wanted = ImVec2(*_START_PX)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._canvas.size

    @property
    def texture(self) -> int:
        """OpenGL name of the texture."""
        return self._canvas.texture

    def show(self, told: Hashable, settings: Settings, scale: float, build: Callable[[Look], None]) -> None:
        """Draws what `build` says when `told`, which stands for it, the colours or `scale` have changed."""
        look, theme = self._look, theme_of(settings)
        if (told, theme, scale) == (self._told, look.theme, look.scale):
            return
        self._told = told
        size_px = self.measure(settings, scale, build)
        self._canvas.resize(size_px)
        self._canvas.draw(lambda: self._window(build, ImVec2(*size_px)), _CLEAR, 0.0)

    def measure(self, settings: Settings, scale: float, build: Callable[[Look], None]) -> tuple[int, int]:
        """Width and height in pixels that the card takes to say what `build` does, at this scale."""
        look = self._look
        look.theme, look.scale, look.tooltips = theme_of(settings), scale, False
        self._canvas.restyle(scale, look.theme)
        self._canvas.lay_out(lambda: self._window(build, ImVec2(_ENOUGH_PX, _ENOUGH_PX)))
        return round(self._wanted.x), round(self._wanted.y)

    def close(self) -> None:
        """Frees the OpenGL objects; may be called twice."""
        self._canvas.close()

    def _window(self, build: Callable[[Look], None], size: ImVec2) -> None:
        look, flags = self._look, imgui.WindowFlags_
        edge = ImVec2(look.px(_EDGE.x), look.px(_EDGE.y))
        imgui.set_next_window_pos(ImVec2(0.0, 0.0))
        imgui.set_next_window_size(size)
        imgui.push_style_color(imgui.Col_.window_bg, faded(look.theme.ground, 0.94))
        imgui.push_style_var(imgui.StyleVar_.window_rounding, look.px(10.0))
        imgui.push_style_var(imgui.StyleVar_.window_padding, edge)
        imgui.push_style_var(imgui.StyleVar_.window_border_size, look.px(look.theme.edge))
        imgui.begin("card", None, flags.no_decoration | flags.no_inputs | flags.no_saved_settings)
        imgui.begin_group()
        build(look)
        imgui.end_group()
        content = imgui.get_item_rect_size()
        self._wanted = ImVec2(math.ceil(content.x + 2.0 * edge.x), math.ceil(content.y + 2.0 * edge.y))
        imgui.end()
        imgui.pop_style_var(3)
        imgui.pop_style_color()
