"""The electrode kept beside the live one: which settings differ, and what came of both."""

from imgui_bundle import imgui

from simulation_server.schema.quantities import QUANTITIES
from vr_client.stage.comparison import both_results, hold
from vr_client.stage.differences import Difference, differing_settings
from vr_client.stage.stage import Stage

from .figures import DASH, plain, unit_sign
from .fonts import SMALL_PX
from .look import Look
from .recipe_fields import CONTROLS, GROUPS, Field
from .widgets import button

_FIELDS = {field.path: field for group in GROUPS.values() for field in group} | {
    path: Field(path, label) for label, path in CONTROLS.values()
}
VALUE_PX = 86.0


def compare_section(look: Look, stage: Stage) -> None:
    """A button to keep or let go; with one kept, what differs."""
    look.text("Compare", bold=True)
    held, width = stage.beside, imgui.get_content_region_avail().x
    if held is None:
        if button(look, "beside", "Keep this electrode beside", width, enabled=stage.particles.count > 0):
            stage.beside = hold(stage)
        look.tooltip("Compare", "It stays as it is, beside the live one, at the same scale.")
        return
    look.small(f"Kept: {held.title}")
    if imgui.begin_table("compared", 3, imgui.TableFlags_.borders_inner_h | imgui.TableFlags_.pad_outer_x):
        imgui.table_setup_column("What", imgui.TableColumnFlags_.width_stretch)
        for name in ("kept", "live"):
            imgui.table_setup_column(name, imgui.TableColumnFlags_.width_fixed, look.px(VALUE_PX))
        _headings(look)
        for setting in differing_settings(held.recipe, stage.recipe):
            _line(look, *_setting_words(setting))
        for result in both_results(held, stage):
            _line(look, *_result_words(result))
        imgui.end_table()
    if button(look, "beside", "Let the kept one go", width):
        stage.beside = None


def _headings(look: Look) -> None:
    imgui.table_next_row()
    for number, word in enumerate(("", "kept", "live")):
        imgui.table_set_column_index(number)
        if word:
            look.text_right(word, look.theme.quiet, SMALL_PX, bold=True)


def _line(look: Look, label: str, kept: str, live: str) -> None:
    imgui.table_next_row()
    imgui.table_set_column_index(0)
    look.text(label, look.theme.quiet)
    for number, text in enumerate((kept, live), 1):
        imgui.table_set_column_index(number)
        look.text_right(text)


def _setting_words(setting: Difference) -> tuple[str, str, str]:
    field = _FIELDS.get(setting.name)
    label = field.label if field is not None and field.label != "Set by" else setting.label.capitalize()
    return label, _value(field, setting.kept), _value(field, setting.live)


def _value(field: Field | None, value: object) -> str:
    if value is None:
        return DASH
    if field is None:
        return f"{value:g}" if isinstance(value, int | float) else str(value)
    if field.words:
        return dict(field.words).get(str(value), str(value))
    return field.text(float(str(value)))


def _result_words(result: Difference) -> tuple[str, str, str]:
    decimals = QUANTITIES[result.name].decimals
    unit = unit_sign(result.unit)
    label = f"{result.label} ({unit})" if unit else result.label
    return label, plain(result.kept, decimals), plain(result.live, decimals)
