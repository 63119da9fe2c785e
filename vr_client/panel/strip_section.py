"""A few foremost quantities beside the recipe's settings: predicted at once, simulated in time."""

from imgui_bundle import ImVec2, imgui

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.results import Prediction

from .figures import DASH
from .fonts import ICON_WARNING, SMALL_PX
from .interval import interval_text
from .look import Look
from .readings import reading
from .recipe_fields import why_in_words
from .shown import Shown
from .theme import faded
from .widgets import card

FOREMOST = {
    "porosity": "Porosity", "thickness_um": "Thickness", "pore_tortuosity": "Tortuosity",
    "capacity_1c_mah_cm2": "1C mAh/cm²",
}  # fmt: skip
"""Quantities and the short names that fit a quarter of the panel."""


def strip_section(look: Look, now: Shown) -> None:
    """Name above predicted above simulated, four side by side; first of all whether the prediction counts."""
    not_covered(look, now.prediction)
    with card(look, "strip"):
        predicted = now.prediction.quantities if now.prediction else {}
        simulated = now.outcome.quantities if now.outcome else {}
        doubtful = now.prediction is not None and not now.prediction.covered
        start, top = imgui.get_cursor_pos_x(), imgui.get_cursor_pos_y()
        part = imgui.get_content_region_avail().x / len(FOREMOST)
        imgui.push_style_var(imgui.StyleVar_.item_spacing, ImVec2(look.px(8.0), look.px(1.0)))
        for index, (name, label) in enumerate(FOREMOST.items()):
            row = reading(QUANTITIES[name], predicted.get(name), simulated.get(name))
            imgui.set_cursor_pos(ImVec2(start + index * part, top))
            imgui.begin_group()
            look.text(label, look.theme.quiet, SMALL_PX)
            look.text(row.predicted, look.theme.warning if doubtful else look.theme.predicted)
            interval_text(look, row)
            if row.simulated == DASH:
                look.text(DASH, look.theme.quiet)
            else:
                colour = faded(look.theme.simulated, 0.55 if now.outdated else 1.0)
                look.text(row.simulated, colour, bold=not now.outdated)
            imgui.end_group()
            look.tooltip(
                row.label, f"{row.meaning} Above: predicted; below: simulated.", row.note, row.source
            )
        imgui.pop_style_var()


def not_covered(look: Look, prediction: Prediction | None) -> None:
    """Says plainly when the prediction was not trained for the recipe."""
    if prediction is None or prediction.covered:
        return
    reason = why_in_words(prediction.why_not_covered or "the recipe lies outside the runs it learned from")
    look.small(f"{ICON_WARNING}  Not covered by the prediction: {reason}", look.theme.warning)
