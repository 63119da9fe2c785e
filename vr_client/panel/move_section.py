"""Travel without a gesture and without a key: step, turn, bring nearer, go back, leave."""

import numpy as np
from imgui_bundle import imgui

from vr_client.stage.body import Wish
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of, scaling, translation

from .fonts import ICON_LEAVE
from .look import Look
from .widgets import button

LARGER = 1.15
"""How much larger a press of the button makes the electrode look."""
SCALES = (1e-4, 1.0)
"""Bounds of the electrode's scale in a headset: metres of the world a micrometre."""
SURE_S = 4.0
"""For so long a second press on the button leaves."""

_STEPS: tuple[tuple[tuple[str, Wish, str], ...], ...] = (
    (
        ("Forward", "forward", "A step towards what is looked at."),
        ("Back", "back", "A step away from what is looked at."),
        ("Up", "up", "A step up."),
        ("Down", "down", "A step down."),
    ),
    (
        ("Turn left", "turn left", "By the angle under Settings."),
        ("Turn right", "turn right", "By the angle under Settings."),
    ),
)


def move_section(look: Look, stage: Stage) -> None:
    """Rows of buttons; those that step go on while they are held."""
    look.text("Place", bold=True)
    gap = look.px(6.0)
    padding = imgui.get_style().frame_padding
    imgui.push_style_var(imgui.StyleVar_.frame_padding, imgui.ImVec2(0.4 * padding.x, padding.y))
    imgui.push_item_flag(imgui.ItemFlags_.button_repeat, True)
    whole = imgui.get_content_region_avail().x
    quarter = (whole - 3.0 * gap) / 4.0
    for row in _STEPS:
        for word, wish, meaning in row:
            if button(look, f"move.{wish}", word, quarter):
                stage.wishes.append(wish)
            look.tooltip(word, meaning)
            imgui.same_line(0.0, gap)
        if len(row) == 4:
            imgui.new_line()
    for word, factor in (("Larger", LARGER), ("Smaller", 1.0 / LARGER)):
        if button(look, f"move.{word.lower()}", word, quarter):
            enlarge(stage, factor)
        look.tooltip(word, "Makes the electrode look so.")
        imgui.same_line(0.0, gap)
    imgui.new_line()
    imgui.pop_item_flag()
    third = (whole - 2.0 * gap) / 3.0
    if button(look, "move.table", "Whole electrode", third):
        stage.wishes.append("table")
    look.tooltip("Whole electrode", "Back to where all of it is in sight; on the table in a headset.")
    imgui.same_line(0.0, gap)
    if button(look, "move.recentre", "Recentre", third, enabled=stage.body is not None):
        stage.wishes.append("recentre")
    look.tooltip("Recentre", "In a headset: puts table and panel before you again.")
    imgui.same_line(0.0, gap)
    _leave(look, stage, imgui.get_content_region_avail().x)
    imgui.pop_style_var()


def enlarge(stage: Stage, factor: float) -> None:
    """Makes the electrode look `factor` times larger: a camera goes nearer, in a headset the model grows."""
    if stage.body is None:
        stage.camera.zoom(1.0 / factor)
        return
    length, width = stage.particles.box_um
    low, high = SCALES
    now = scale_of(stage.model)
    factor = float(np.clip(now * factor, low, high)) / now
    centre = (stage.model @ np.array([length / 2.0, width / 2.0, stage.particles.plane_um / 2.0, 1.0]))[:3]
    stage.model = translation(centre) @ scaling(factor) @ translation(-centre) @ stage.model


def _leave(look: Look, stage: Stage, width: float) -> None:
    """Asks once more: nobody is thrown out by a slip of the hand."""
    sure = look.time_s < look.leaving_s
    word = "Really leave?" if sure else f"{ICON_LEAVE}  Leave"
    if button(look, "move.leave", word, width, main=sure):
        if sure:
            stage.wishes.append("leave")
        look.leaving_s = 0.0 if sure else look.time_s + SURE_S
    look.tooltip("Leave", "Ends this view; the simulation goes on.")
