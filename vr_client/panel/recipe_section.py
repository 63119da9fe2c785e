"""The recipe: how hard the rolls press on top of the panel, every other setting in a tab."""

from imgui_bundle import ImVec2, imgui

from simulation_server.schema.messages import SetRecipe
from simulation_server.schema.recipe import Recipe
from vr_client.stage.stage import Stage

from .draft import Draft
from .figures import unit_sign
from .fonts import BODY_PX, ICON_DEFAULTS, ICON_UNDO, NUMBER_PX, SMALL_PX
from .look import Look
from .recipe_fields import CONTROLS, GROUPS, Field, fields_in_use, foremost, offered
from .slider import click_to_type, slim_slider
from .widgets import card, choice, dropdown, folding_heading, quiet_button

LABEL_PX, VALUE_PX, FOREMOST_PX = 134.0, 84.0, 104.0
"""Widths of the columns beside a slider, at scale 1."""


def calendering_section(look: Look, stage: Stage, draft: Draft) -> None:
    """What is set on the rolls, and the slider of it; every change is asked of the server at once."""
    with card(look, "calendering"):
        _heading(look, stage, draft)
        controls = list(CONTROLS)
        present = controls.index(draft.recipe.calendering.control)
        words = [word for word, _ in CONTROLS.values()]
        picked = choice(look, "calendering.control", words, present, keys=controls)
        if picked != present:
            _send(stage, draft.choose("calendering.control", controls[picked], stage.now_s))
        _foremost_slider(look, stage, draft)


def recipe_section(look: Look, stage: Stage, draft: Draft) -> None:
    """All other settings under headings that fold."""
    for group in GROUPS:
        with card(look, f"recipe.{group}"):
            if not folding_heading(look, group, group):
                continue
            for field in fields_in_use(group, draft.recipe):
                _line(look, stage, draft, field)


def _heading(look: Look, stage: Stage, draft: Draft) -> None:
    imgui.align_text_to_frame_padding()
    look.text("Calendering", bold=True)
    undo, defaults = f"{ICON_UNDO}  Undo", f"{ICON_DEFAULTS}  Defaults"
    words_px = sum(look.width_of(word) for word in (undo, defaults))
    room = words_px + 4.0 * imgui.get_style().frame_padding.x - look.px(8.0)
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - room)
    if quiet_button(look, "undo", undo, enabled=bool(stage.past.done)):
        stage.past.undo(stage)
    look.tooltip("Undo", "Takes the last change of recipe or view back.")
    imgui.same_line(0.0, 0.0)
    if quiet_button(look, "defaults", defaults, enabled=draft.recipe != draft.defaults()):
        _send(stage, draft.reset(stage.now_s))
    look.tooltip("Defaults", "Sets the whole recipe to its defaults; Undo takes that back.")


def _foremost_slider(look: Look, stage: Stage, draft: Draft) -> None:
    field = foremost(draft.recipe)
    top, start = imgui.get_cursor_pos_y() + look.px(2.0), imgui.get_cursor_pos_x()
    whole = imgui.get_content_region_avail().x
    imgui.set_cursor_pos_y(top + look.px(1.0))
    _slider(look, stage, draft, field, whole - look.px(FOREMOST_PX), thick=8.0)
    look.tooltip(field.label, *field.explained())
    number, unit = field.number(float(draft.recipe.get(field.path))), unit_sign(field.setting.unit)
    unit = f" {unit}" if unit else ""
    room = look.width_of(number, NUMBER_PX, bold=True) + look.width_of(unit)
    left = start + whole - room
    imgui.set_cursor_pos(ImVec2(left, top))
    look.text(number, size_px=NUMBER_PX, bold=True)
    _click_to_type(look, draft, field)
    if unit:
        drop = look.px(NUMBER_PX - BODY_PX) * 0.78  # to the same baseline as the number
        imgui.set_cursor_pos(ImVec2(left + room - look.width_of(unit), top + drop))
        look.text(unit, look.theme.quiet)
    imgui.set_cursor_pos(ImVec2(start, top + look.px(NUMBER_PX + 6.0)))
    imgui.dummy(ImVec2(0.0, 0.0))  # a card may not end on a moved cursor


def _line(look: Look, stage: Stage, draft: Draft, field: Field) -> None:
    """A label with its slider and value, or with its choices."""
    whole = imgui.get_content_region_avail().x
    start = imgui.get_cursor_pos_x()
    imgui.push_style_var(imgui.StyleVar_.frame_padding, ImVec2(look.px(8.0), look.px(3.5)))
    imgui.push_style_var(imgui.StyleVar_.item_spacing, ImVec2(look.px(8.0), look.px(5.0)))
    imgui.align_text_to_frame_padding()
    look.text(field.label, look.theme.quiet)
    look.tooltip(field.label, *field.explained())
    imgui.same_line(start + look.px(LABEL_PX), 0.0)
    if field.words:
        _choices(look, stage, draft, field)
    else:
        _slider(look, stage, draft, field, whole - look.px(LABEL_PX + VALUE_PX))
        look.tooltip(field.label, *field.explained())
        imgui.same_line(0.0, 0.0)
        look.text_right(field.text(float(draft.recipe.get(field.path))))
        _click_to_type(look, draft, field)
    if field.path == "formulation.active_wt_pct":
        rest = field.text(100.0 - float(draft.recipe.get(field.path)))
        imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() - look.px(6.0))
        look.text(f"carbon-binder {rest}", look.theme.quiet, SMALL_PX)
    imgui.pop_style_var(2)


def _choices(look: Look, stage: Stage, draft: Draft, field: Field) -> None:
    """Two choices side by side, more in a list that drops down."""
    present = str(draft.recipe.get(field.path))
    choices = offered(field, present)
    values, words = [value for value, _ in choices], [word for _, word in choices]
    pick = choice if len(choices) == 2 else dropdown
    picked = pick(look, field.path, words, values.index(present), keys=values)
    if values[picked] != present:
        _send(stage, draft.choose(field.path, values[picked], stage.now_s))


def _slider(look: Look, stage: Stage, draft: Draft, field: Field, width: float, thick: float = 5.0) -> None:
    setting = field.setting
    assert setting.low is not None and setting.high is not None
    moved, value = slim_slider(
        look, field.path, float(draft.recipe.get(field.path)), setting.low, setting.high, field.decimals,
        width, mark=float(str(setting.default)), thick=thick, logarithmic=field.logarithmic,
    )  # fmt: skip
    if imgui.is_item_activated():
        draft.in_gesture = True
    if moved:
        _send(stage, draft.set(field.path, value, stage.now_s))
    if imgui.is_item_deactivated():
        draft.in_gesture = False


def _click_to_type(look: Look, draft: Draft, field: Field) -> None:
    setting = field.setting
    assert setting.low is not None and setting.high is not None
    value = float(draft.recipe.get(field.path))
    click_to_type(look, field.path, value, setting.low, setting.high, field.decimals, field.label)


def _send(stage: Stage, recipe: Recipe | None) -> None:
    if recipe is not None:
        stage.draft = recipe
        stage.ask(SetRecipe, recipe=recipe)
