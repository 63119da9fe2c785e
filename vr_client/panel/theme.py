"""Colours and shapes of the panel, dark and light, and their way into Dear ImGui and ImPlot."""

from dataclasses import dataclass
from typing import Literal

from imgui_bundle import ImVec2, ImVec4, imgui, implot

from .fonts import BODY_PX
from .wording import Mood

ThemeName = Literal["dark", "light"]


def rgb(code: str, alpha: float = 1.0) -> ImVec4:
    """A colour from `#rrggbb`."""
    red, green, blue = (int(code[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    return ImVec4(red, green, blue, alpha)


def faded(colour: ImVec4, alpha: float) -> ImVec4:
    """The same colour, more transparent."""
    return ImVec4(colour.x, colour.y, colour.z, colour.w * alpha)


@dataclass(frozen=True, slots=True)
class Theme:
    """Named by use. Text on `ground` and `card` keeps a contrast of at least 7 to 1, `quiet` 4.5."""

    ground: ImVec4
    card: ImVec4
    control: ImVec4
    control_hot: ImVec4
    line: ImVec4
    text: ImVec4
    quiet: ImVec4
    accent: ImVec4
    on_accent: ImVec4
    predicted: ImVec4
    simulated: ImVec4
    good: ImVec4
    warning: ImVec4
    bad: ImVec4
    rates: tuple[ImVec4, ImVec4, ImVec4]  # C/5, 1C, 3C

    def mood(self, mood: Mood) -> ImVec4:
        """The colour of a state of the server."""
        return {"busy": self.accent, "good": self.good, "held": self.warning, "lost": self.bad}[mood]


THEMES: dict[ThemeName, Theme] = {
    "dark": Theme(
        ground=rgb("#12161d"), card=rgb("#1b212b"), control=rgb("#2a323f"), control_hot=rgb("#37414f"),
        line=rgb("#323b49"), text=rgb("#eef2f7"), quiet=rgb("#a3b0c0"),
        accent=rgb("#5aa9f8"), on_accent=rgb("#08131f"),
        predicted=rgb("#c9b0ff"), simulated=rgb("#63dcc4"),
        good=rgb("#62d68f"), warning=rgb("#f5b95c"), bad=rgb("#ff8078"),
        rates=(rgb("#6fb7ff"), rgb("#ffc061"), rgb("#ff86ad")),
    ),
    "light": Theme(
        ground=rgb("#eef1f5"), card=rgb("#ffffff"), control=rgb("#dfe5ec"), control_hot=rgb("#cfd8e2"),
        line=rgb("#cdd5de"), text=rgb("#17202b"), quiet=rgb("#4d5a69"),
        accent=rgb("#1667c9"), on_accent=rgb("#ffffff"),
        predicted=rgb("#6a37c8"), simulated=rgb("#00736b"),
        good=rgb("#1a7f45"), warning=rgb("#955500"), bad=rgb("#c02626"),
        rates=(rgb("#1667c9"), rgb("#a85f00"), rgb("#c22462")),
    ),
}  # fmt: skip


def apply_shapes(scale: float) -> None:
    """Spacing, rounding and text size of the current imgui (and implot) context; once, when it is made."""
    style = imgui.get_style()
    style.window_padding, style.frame_padding = ImVec2(12, 10), ImVec2(10, 6)
    style.item_spacing, style.item_inner_spacing = ImVec2(8, 6.5), ImVec2(6, 6)
    style.cell_padding = ImVec2(4, 3)
    style.window_rounding, style.child_rounding, style.frame_rounding = 0.0, 10.0, 7.0
    style.popup_rounding, style.grab_rounding, style.tab_rounding = 8.0, 8.0, 7.0
    style.scrollbar_size, style.scrollbar_rounding, style.grab_min_size = 9.0, 6.0, 16.0
    style.window_border_size, style.popup_border_size, style.tab_bar_border_size = 0.0, 1.0, 0.0
    style.tab_bar_overline_size = 0.0
    style.scale_all_sizes(scale)
    style.font_size_base, style.font_scale_main = BODY_PX, scale
    if implot.get_current_context() is not None:
        plots = implot.get_style()
        plots.plot_padding, plots.label_padding = ImVec2(4 * scale, 4 * scale), ImVec2(4 * scale, 3 * scale)
        plots.plot_border_size, plots.minor_alpha = 0.0, 1.0
        plots.plot_min_size = ImVec2(80 * scale, 60 * scale)
        plots.major_tick_len = plots.minor_tick_len = ImVec2(0.0, 0.0)
        plots.mouse_pos_padding = ImVec2(6 * scale, 4 * scale)


def apply_colours(theme: Theme) -> None:
    """Colours of the current imgui (and implot) context; again whenever the theme changes."""
    style, col = imgui.get_style(), imgui.Col_
    clear = faded(theme.card, 0.0)
    for index, colour in {
        col.text: theme.text, col.text_disabled: theme.quiet, col.window_bg: theme.ground,
        col.child_bg: theme.card, col.popup_bg: theme.card, col.border: theme.line,
        col.frame_bg: theme.control, col.frame_bg_hovered: theme.control_hot,
        col.frame_bg_active: theme.control_hot, col.scrollbar_bg: clear,
        col.scrollbar_grab: theme.control_hot, col.scrollbar_grab_hovered: theme.quiet,
        col.scrollbar_grab_active: theme.accent, col.check_mark: theme.accent,
        col.slider_grab: theme.accent, col.slider_grab_active: theme.accent,
        col.button: theme.control, col.button_hovered: theme.control_hot,
        col.button_active: faded(theme.accent, 0.6), col.header: theme.control,
        col.header_hovered: theme.control_hot, col.header_active: theme.control_hot,
        col.separator: theme.line, col.tab: clear, col.tab_hovered: theme.control_hot,
        col.tab_selected: theme.control, col.tab_dimmed: clear, col.tab_dimmed_selected: theme.control,
        col.table_row_bg: clear, col.table_row_bg_alt: faded(theme.control, 0.35),
        col.table_border_light: theme.line, col.text_selected_bg: faded(theme.accent, 0.4),
        col.nav_cursor: theme.accent,
    }.items():  # fmt: skip
        style.set_color_(int(index), colour)
    if implot.get_current_context() is not None:
        plots, part = implot.get_style(), implot.Col_
        for place, colour in {
            part.frame_bg: clear, part.plot_bg: faded(theme.control, 0.35), part.plot_border: clear,
            part.axis_text: theme.quiet, part.axis_grid: faded(theme.quiet, 0.16),
            part.axis_tick: theme.line, part.inlay_text: theme.text, part.title_text: theme.text,
            part.axis_bg_hovered: clear, part.axis_bg_active: clear, part.crosshairs: theme.quiet,
        }.items():  # fmt: skip
            plots.set_color_(int(place), colour)
