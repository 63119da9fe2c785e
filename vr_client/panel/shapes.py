"""Shapes and colours of the panel on their way into Dear ImGui and ImPlot."""

from imgui_bundle import ImVec2, imgui, implot

from .fonts import BODY_PX
from .theme import Theme, faded

_LENGTHS = tuple(
    name for name in dir(imgui.Style()) if isinstance(getattr(imgui.Style(), name), float | ImVec2)
)
"""What `scale_all_sizes` may have changed."""


def apply_shapes(scale: float) -> None:
    """Spacing, rounding and text size of the current imgui (and implot) context; again for another scale."""
    style, fresh = imgui.get_style(), imgui.Style()
    for name in _LENGTHS:
        setattr(style, name, getattr(fresh, name))
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
    style.frame_border_size = theme.edge * style.font_scale_main
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
