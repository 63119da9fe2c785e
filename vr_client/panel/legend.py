"""The legend beside the picture: what the colours mean, how long a micrometre is, what is shown.

legend = Legend()
legend.frame(stage, um_per_px)
legend.texture    # premultiplied alpha: lay it over with (ONE, ONE_MINUS_SRC_ALPHA)
"""

import numpy as np
from imgui_bundle import ImVec2, ImVec4, imgui
from numpy.typing import NDArray

from vr_client.drawing import palette
from vr_client.stage.colouring import ColourScale, colour_scale, fill_scale
from vr_client.stage.fields import line_scales, pore_field, solid_field
from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage

from .canvas import Canvas
from .captions import Swatch, caption, swatches
from .figures import unit_sign
from .fonts import SMALL_PX
from .look import Look, colour_u32
from .plots import round_values
from .scale_bar import length_text, round_length_um, round_ticks
from .srgb import encoded
from .theme import faded, theme_of

SIZE_PX = (400, 92)
BAR_PX, SCALE_BAR_PX = 190.0, 110.0
HEAD_PX, ROW_PX, SCALE_PX, SECOND_PX = 46.0, 21.0, 46.0, 14.0
"""Heights: of all but rows and bars, of a row of swatches, of a bar with its ticks, of a bar under it."""
_STEPS = 32


class Legend:
    """Draws into `texture` (RGBA8, premultiplied alpha, row 0 at the bottom, sRGB-encoded numbers)."""

    def __init__(self, size_px: tuple[int, int] | None = None, scale: float = 1.0) -> None:
        size = size_px or (round(SIZE_PX[0] * scale), round(SIZE_PX[1] * scale))
        self._width_px, self._scale = size[0], scale  # at text size 1
        theme = theme_of(Settings())
        self._canvas = Canvas(size, scale, theme)
        self._look = Look(theme, scale, self._canvas.fonts)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._canvas.size

    @property
    def texture(self) -> int:
        """OpenGL name of the texture."""
        return self._canvas.texture

    def frame(self, stage: Stage, um_per_px: float) -> None:
        """Draws; `um_per_px` is how many electrode micrometres a pixel of the picture shows.

        Grows upwards with what there is to be told, and in all directions with the size of text.
        """
        self._restyle(stage.settings)
        scales = scales_of(stage)
        entries = swatches(stage)
        rows = max((len(entries) + 1) // 2, 0 if scales else 1)
        height_px = HEAD_PX + ROW_PX * rows + sum(_bar_px(scale) for scale in scales)
        width = round(self._width_px * stage.settings.text_scale)
        self._canvas.resize((width, round(self._look.px(max(height_px, SIZE_PX[1])))))
        clear = ImVec4(0.0, 0.0, 0.0, 0.0)
        self._canvas.draw(lambda: self._build(stage, entries, scales, um_per_px), clear, 1.0 / 60.0)

    def close(self) -> None:
        """Frees the OpenGL objects; may be called twice."""
        self._canvas.close()

    def _restyle(self, settings: Settings) -> None:
        look, theme, scale = self._look, theme_of(settings), self._scale * settings.text_scale
        if theme is not look.theme or scale != look.scale:
            look.theme, look.scale = theme, scale
            self._canvas.restyle(scale, theme)

    def _build(
        self, stage: Stage, entries: list[Swatch], scales: list[ColourScale], um_per_px: float
    ) -> None:
        look = self._look
        imgui.set_next_window_pos(ImVec2(0.0, 0.0))
        imgui.set_next_window_size(ImVec2(*self.size))
        imgui.push_style_color(imgui.Col_.window_bg, faded(look.theme.ground, 0.84))
        imgui.push_style_var(imgui.StyleVar_.window_rounding, look.px(10.0))
        imgui.begin("legend", None, imgui.WindowFlags_.no_decoration | imgui.WindowFlags_.no_inputs)
        look.text(caption(stage), size_px=SMALL_PX, bold=True)
        top = imgui.get_cursor_pos_y() + look.px(4.0)
        y = top
        if entries:
            imgui.set_cursor_pos_y(y)
            self._swatches(entries)
            y += look.px(ROW_PX) * ((len(entries) + 1) // 2)
        for scale in scales:
            imgui.set_cursor_pos(ImVec2(imgui.get_style().window_padding.x, y))
            self._colour_bar(scale)
            y += look.px(_bar_px(scale))
        if um_per_px > 0.0 and np.isfinite(um_per_px):
            self._scale_bar(1.0 / um_per_px, top)
        imgui.dummy(ImVec2(0, 0))  # a window may not end on a moved cursor
        imgui.end()
        imgui.pop_style_var()
        imgui.pop_style_color()

    def _swatches(self, entries: list[Swatch]) -> None:
        look, draw = self._look, imgui.get_window_draw_list()
        start = imgui.get_cursor_pos()
        for index, (name, colour) in enumerate(entries):
            row, column = divmod(index, 2)
            imgui.set_cursor_pos(ImVec2(start.x + look.px(132.0) * column, start.y + look.px(ROW_PX) * row))
            corner = imgui.get_cursor_screen_pos()
            centre = ImVec2(corner.x + look.px(7.0), corner.y + look.px(8.0))
            draw.add_circle_filled(centre, look.px(6.5), colour_u32(_opaque(np.array(colour, np.float32))))
            draw.add_circle(centre, look.px(6.5), colour_u32(faded(look.theme.text, 0.45)), 0, look.px(1.0))
            imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + look.px(20.0))
            look.text(name, size_px=SMALL_PX)

    def _colour_bar(self, scale: ColourScale) -> None:
        """A bar with its ticks; under it a paler one where some of the values are only expected."""
        look, draw = self._look, imgui.get_window_draw_list()
        unit = f" ({unit_sign(scale.unit)})" if scale.unit else ""
        look.text(scale.label + unit, look.theme.text, SMALL_PX)
        corner = imgui.get_cursor_screen_pos()
        width, height = look.px(BAR_PX), look.px(10.0)
        top = corner.y - look.px(3.0)
        colours = encoded(palette.colour_table(scale.colours))
        bars: list[tuple[str, NDArray[np.floating]]] = [("", colours)]
        if scale.expected:
            bars = [("simulated", colours), ("expected", palette.paler(colours))]
        edge = colour_u32(faded(look.theme.text, 0.45))
        for word, table in bars:
            stops = [colour_u32(_opaque(table[round(i * 255 / _STEPS)])) for i in range(_STEPS + 1)]
            for i in range(_STEPS):
                low = ImVec2(corner.x + width * i / _STEPS, top)
                high = ImVec2(corner.x + width * (i + 1) / _STEPS, top + height)
                draw.add_rect_filled_multi_color(low, high, stops[i], stops[i + 1], stops[i + 1], stops[i])
            draw.add_rect(ImVec2(corner.x, top), ImVec2(corner.x + width, top + height), edge)
            with look.lettering(SMALL_PX):
                beside = ImVec2(corner.x + width + look.px(8.0), top - look.px(4.0))
                draw.add_text(beside, colour_u32(look.theme.text), word)
            top += height + look.px(SECOND_PX - 10.0)
        bottom = top - look.px(SECOND_PX - 10.0)
        with look.lettering(SMALL_PX):
            ticks = round_values(scale.low, scale.high) if scale.logarithmic else None
            for value in ticks or round_ticks(scale.low, scale.high):
                x = corner.x + width * float(scale.shares(np.array(value)))
                draw.add_line(ImVec2(x, bottom), ImVec2(x, bottom + look.px(3.0)), edge, look.px(1.0))
                text = f"{value:g}"
                left = min(max(x - 0.5 * imgui.calc_text_size(text).x, corner.x), corner.x + width)
                draw.add_text(ImVec2(left, bottom + look.px(3.0)), colour_u32(look.theme.text), text)

    def _scale_bar(self, px_per_um: float, top: float) -> None:
        look, draw = self._look, imgui.get_window_draw_list()
        length_um = round_length_um(px_per_um, look.px(SCALE_BAR_PX))
        length = length_um * px_per_um
        right = self.size[0] - look.px(16.0)
        y, half, colour = top + look.px(26.0), look.px(4.0), colour_u32(look.theme.text)
        draw.add_line(ImVec2(right - length, y), ImVec2(right, y), colour, look.px(2.0))
        for x in (right - length, right):
            draw.add_line(ImVec2(x, y - half), ImVec2(x, y + half), colour, look.px(2.0))
        with look.lettering(SMALL_PX):
            text = length_text(length_um)
            at = ImVec2(right - 0.5 * (length + imgui.calc_text_size(text).x), y - look.px(20.0))
            draw.add_text(at, colour, text)


def scales_of(stage: Stage) -> list[ColourScale]:
    """What the colours on show mean, each once."""
    in_pores = pore_field(stage) if stage.clip.enabled or stage.layers.pores else None
    fields = [field.scale for field in (solid_field(stage), in_pores) if field is not None]
    found = [colour_scale(stage.particles, stage.colour), *fields, _times(stage), *line_scales(stage)]
    return list(dict.fromkeys(scale for scale in found if scale is not None))


def _times(stage: Stage) -> ColourScale | None:
    shown = stage.fill_colour == "filling time" and (stage.layers.front or stage.layers.pores)
    return fill_scale(stage.front, stage.forecast) if shown else None


def _bar_px(scale: ColourScale) -> float:
    return SCALE_PX + (SECOND_PX if scale.expected else 0.0)


def _opaque(colour: NDArray[np.floating]) -> ImVec4:
    """An opaque colour from (3,) sRGB."""
    red, green, blue = (float(part) for part in colour)
    return ImVec4(red, green, blue, 1.0)
