"""Sliders of the recipe and the buttons that steer the run."""

from imgui_bundle import ImVec2, imgui

from simulation_server.schema.messages import Fill, Pause, Restart, Resume, SetRecipe
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, Setting
from vr_client.stage.stage import Stage

from .draft import Draft
from .figures import decimals_for_range, plain, unit_sign, with_unit
from .fonts import (
    BODY_PX,
    ICON_DEFAULTS,
    ICON_FILL,
    ICON_LESS,
    ICON_MORE,
    ICON_PAUSE,
    ICON_PLAY,
    ICON_RESTART,
    ICON_UNDO,
    NUMBER_PX,
    SMALL_PX,
)
from .look import Look
from .slider import slim_slider
from .steering import fill_offer, hold_offer
from .widgets import button, card, quiet_button

FOREMOST = "calendering.pressure_mpa"
OTHERS = {
    "formulation.active_wt_pct": "Active material",
    "slurry.solid_content_wt_pct": "Solid content",
    "coating.comma_gap_um": "Comma gap",
    "infiltration.contact_angle_deg": "Contact angle",
}
MORE = {
    "drying.consolidation_pressure_kpa": "Capillary pressure",
    "infiltration.viscosity_mpa_s": "Electrolyte viscosity",
    "infiltration.surface_tension_mn_m": "Surface tension",
    "cell.lower_cutoff_v": "Lower cut-off",
}


LABEL_PX, VALUE_PX = 134.0, 76.0
"""Widths of the columns beside a slider, at scale 1."""


def recipe_section(look: Look, stage: Stage, draft: Draft) -> None:
    """All sliders; every change is asked of the server at once."""
    with card(look, "recipe"):
        _heading(look, stage, draft)
        _foremost_slider(look, stage, draft)
        for path, label in OTHERS.items():
            _line_slider(look, stage, draft, path, label)
        if look.more_settings:
            for path, label in MORE.items():
                _line_slider(look, stage, draft, path, label)


def _heading(look: Look, stage: Stage, draft: Draft) -> None:
    imgui.align_text_to_frame_padding()
    look.text("Recipe", bold=True)
    undo, defaults = f"{ICON_UNDO}  Undo", f"{ICON_DEFAULTS}  Defaults"
    more = f"{ICON_LESS}  Less" if look.more_settings else f"{ICON_MORE}  More"
    words_px = sum(look.width_of(word) for word in (undo, defaults, more))
    room = words_px + 6.0 * imgui.get_style().frame_padding.x - look.px(8.0)
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - room)
    if quiet_button(look, "undo", undo, enabled=draft.can_undo):
        _send(stage, draft.undo(stage.now_s))
    look.tooltip("Undo", "Takes the last change of the recipe back.")
    imgui.same_line(0.0, 0.0)
    if quiet_button(look, "defaults", defaults, enabled=draft.recipe != draft.defaults()):
        _send(stage, draft.reset(stage.now_s))
    look.tooltip("Defaults", "Sets every slider to its default; Undo takes that back.")
    imgui.same_line(0.0, 0.0)
    if quiet_button(look, "more", more):
        look.more_settings = not look.more_settings
    look.tooltip("More settings", *MORE.values())


def _foremost_slider(look: Look, stage: Stage, draft: Draft) -> None:
    setting = SETTINGS[FOREMOST]
    shown = plain(float(draft.recipe.get(FOREMOST)), _decimals(setting))
    unit = " " + unit_sign(setting.unit)
    top = imgui.get_cursor_pos_y()
    room = look.width_of(shown, NUMBER_PX, bold=True) + look.width_of(unit)
    drop = look.px(NUMBER_PX - BODY_PX) * 0.78  # to the same baseline as the number
    imgui.set_cursor_pos_y(top + drop)
    look.text("Calendering pressure")
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos((imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - room, top))
    look.text(shown, size_px=NUMBER_PX, bold=True)
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos_y(top + drop)
    look.text(unit, look.theme.quiet)
    imgui.set_cursor_pos_y(top + look.px(NUMBER_PX + 5.0))
    _slider(look, stage, draft, setting, imgui.get_content_region_avail().x, thick=8.0)
    look.tooltip("Calendering pressure", *_explained(setting))


def _line_slider(look: Look, stage: Stage, draft: Draft, path: str, label: str) -> None:
    setting = SETTINGS[path]
    whole = imgui.get_content_region_avail().x
    start = imgui.get_cursor_pos_x()
    imgui.push_style_var(imgui.StyleVar_.frame_padding, ImVec2(look.px(8.0), look.px(3.5)))
    imgui.push_style_var(imgui.StyleVar_.item_spacing, ImVec2(look.px(8.0), look.px(5.0)))
    imgui.align_text_to_frame_padding()
    look.text(label, look.theme.quiet)
    look.tooltip(label, *_explained(setting))
    imgui.same_line(start + look.px(LABEL_PX), 0.0)
    _slider(look, stage, draft, setting, whole - look.px(LABEL_PX + VALUE_PX))
    look.tooltip(label, *_explained(setting))
    imgui.same_line(0.0, 0.0)
    value = float(draft.recipe.get(path))
    look.text_right(with_unit(plain(value, _decimals(setting)), setting.unit))
    if path == "formulation.active_wt_pct":
        rest = with_unit(plain(100.0 - value, _decimals(setting)), setting.unit)
        top = imgui.get_cursor_pos_y()
        imgui.set_cursor_pos_y(top - look.px(6.0))
        look.text(f"carbon-binder {rest}", look.theme.quiet, SMALL_PX)
    imgui.pop_style_var(2)


def _slider(
    look: Look, stage: Stage, draft: Draft, setting: Setting, width: float, thick: float = 5.0
) -> None:
    assert setting.low is not None and setting.high is not None
    moved, value = slim_slider(
        look, setting.path, float(draft.recipe.get(setting.path)), setting.low, setting.high,
        _decimals(setting), width, mark=float(setting.default), thick=thick,
    )  # fmt: skip
    if imgui.is_item_activated():
        draft.begin()
    if moved:
        _send(stage, draft.set(setting.path, value, stage.now_s))
    if imgui.is_item_deactivated():
        draft.end()


def _decimals(setting: Setting) -> int:
    assert setting.low is not None and setting.high is not None
    return decimals_for_range(setting.low, setting.high)


def _explained(setting: Setting) -> tuple[str, ...]:
    decimals = _decimals(setting)
    low, high = plain(setting.low, decimals), with_unit(plain(setting.high, decimals), setting.unit)
    default = with_unit(plain(float(setting.default), decimals), setting.unit)
    return (setting.meaning, f"From {low} to {high}; default {default}.", "Double-click to type a value.")


def _send(stage: Stage, recipe: Recipe | None) -> None:
    if recipe is not None:
        stage.draft = recipe
        stage.ask(SetRecipe, recipe=recipe)


def run_buttons(look: Look, stage: Stage) -> None:
    """Fill, hold or go on, start again."""
    gap = imgui.get_style().item_spacing.x
    whole = imgui.get_content_region_avail().x
    small = look.px(96.0)
    fill = fill_offer(stage.status, connected=stage.connected)
    label = f"{ICON_FILL}  Fill with electrolyte"
    if button(look, "fill", label, whole - 2.0 * (small + gap), main=True, enabled=fill.possible):
        stage.ask(Fill)
    look.tooltip("Fill with electrolyte", fill.why)
    imgui.same_line()
    hold = hold_offer(stage.status, connected=stage.connected)
    word = f"{ICON_PLAY}  Resume" if hold.resumes else f"{ICON_PAUSE}  Pause"
    if button(look, "hold", word, small, enabled=hold.possible):
        stage.ask(Resume if hold.resumes else Pause)
    look.tooltip("Resume" if hold.resumes else "Pause", hold.why)
    imgui.same_line()
    if button(look, "restart", f"{ICON_RESTART}  Restart", small, enabled=stage.connected):
        stage.ask(Restart)
    look.tooltip("Restart", "Makes the electrode of this recipe again from the slurry.")
