"""Viewpoints by name: kept, gone to, forgotten."""

from imgui_bundle import imgui

from vr_client.stage.stage import Stage
from vr_client.stage.viewpoints import MOST_NAME, go_to

from .look import Look
from .text_field import text_field
from .widgets import button, quiet_button

KEEP_PX, FORGET_PX = 78.0, 70.0


def viewpoint_section(look: Look, stage: Stage) -> None:
    """A field for a name, and a button for each viewpoint there is."""
    look.text("Viewpoints", bold=True)
    look.tooltip("Viewpoints", "Where one looks from, the cut, the colours and layers; kept for next time.")
    keep = button(look, "viewpoint.keep", "Keep", look.px(KEEP_PX))
    imgui.same_line()
    shelf = stage.viewpoints
    shelf.typed = text_field(look, "viewpoint.name", shelf.typed, "name, or a number", MOST_NAME)
    if keep:
        shelf.add(stage, shelf.typed)
        shelf.typed = ""
    for viewpoint in shelf.kept:
        width = imgui.get_content_region_avail().x - look.px(FORGET_PX)
        if button(look, f"viewpoint.{viewpoint.name}", viewpoint.name, width):
            go_to(stage, viewpoint)
        imgui.same_line(0.0, 0.0)
        if quiet_button(look, f"viewpoint.forget.{viewpoint.name}", "Forget"):
            shelf.remove(viewpoint.name)
