"""What of the electrode is drawn and how: colour, layers, cut, theme, screenshot."""

from dataclasses import replace

from imgui_bundle import ImVec2, imgui

from vr_client.stage.clip import AXES, Axis
from vr_client.stage.colouring import COLOUR_MODES, FILL_COLOURS
from vr_client.stage.stage import Stage

from .clipping import axis_of, place_um, placed, travel_um
from .figures import plain
from .fonts import ICON_CAMERA, ICON_FLIP, ICON_MOON, ICON_SUN
from .look import Look
from .slider import slim_slider
from .theme import ThemeName
from .widgets import button, card, choice

_LAYERS = {
    "am": ("Active material", "Spheres of the active material."),
    "cbd": ("Carbon-binder", "Spheres of the carbon-binder domain."),
    "front": ("Electrolyte", "The surface of the electrolyte while and after filling."),
    "trapped": ("Trapped gas", "Gas that the electrolyte has cut off, and of pores that lead nowhere."),
    "pores": ("Pores", "The surface of the pore space."),
    "frame": ("Frame", "Box, collector foil, separator and calendering plane."),
}


def view_section(look: Look, stage: Stage, theme: ThemeName) -> tuple[ThemeName, bool]:
    """All controls; returns (theme, whether a screenshot was asked for)."""
    with card(look, "view"):
        look.text("Colour", bold=True)
        names = [mode.capitalize() for mode in COLOUR_MODES]
        stage.colour = COLOUR_MODES[choice(look, "colour", names, COLOUR_MODES.index(stage.colour))]
        look.text("Electrolyte and pores", bold=True)
        names = [mode.capitalize() for mode in FILL_COLOURS]
        picked = choice(
            look, "fill_colour", names, FILL_COLOURS.index(stage.fill_colour), keys=("plain", "time")
        )
        stage.fill_colour = FILL_COLOURS[picked]
        look.tooltip("Filling time", "When the front came; paler, when it is expected.")
        _layers(look, stage)
    with card(look, "cut"):
        _cut(look, stage)
    with card(look, "look"):
        _label(look, "Theme")
        words = [f"{ICON_MOON}  Dark", f"{ICON_SUN}  Light"]
        mode = choice(look, "theme", words, 0 if theme == "dark" else 1, keys=("dark", "light"))
        asked = button(
            look, "screenshot", f"{ICON_CAMERA}  Save a picture", imgui.get_content_region_avail().x
        )
        look.tooltip("Save a picture", "Writes what the view shows to a PNG file.")
    return ("dark", "light")[mode], asked


def _label(look: Look, text: str) -> None:
    imgui.align_text_to_frame_padding()
    look.text(text, bold=True)
    imgui.same_line(look.px(86.0), 0.0)


def _layers(look: Look, stage: Stage) -> None:
    look.text("Layers", bold=True)
    column = 0.5 * imgui.get_content_region_avail().x
    start = imgui.get_cursor_pos_x()
    for index, (name, (label, meaning)) in enumerate(_LAYERS.items()):
        if index % 2:
            imgui.same_line(start + column, 0.0)
        _, on = imgui.checkbox(label, getattr(stage.layers, name))
        setattr(stage.layers, name, on)
        look.mark_place(f"layers.{name}")
        look.tooltip(label, meaning)


def _cut(look: Look, stage: Stage) -> None:
    _, on = imgui.checkbox("Cut open", stage.clip.enabled)
    look.mark_place("clip")
    look.tooltip("Cut open", "Takes away everything on one side of a plane.")
    if on != stage.clip.enabled:
        stage.clip = replace(stage.clip, enabled=on)
        if on and axis_of(stage.clip) is not None and stage.particles.count:
            stage.clip = placed(stage.clip, axis_of(stage.clip) or "y", 0.5, stage.particles)
    if not stage.clip.enabled:
        return
    imgui.same_line(0.0, look.px(16.0))
    room = imgui.get_content_region_avail().x - look.px(88.0)
    axes: list[Axis] = list(AXES)
    axis = axis_of(stage.clip)
    imgui.begin_child("axes", ImVec2(room, imgui.get_frame_height()))
    picked = choice(look, "clip.axis", [name.upper() for name in axes], axes.index(axis) if axis else -1)
    imgui.end_child()
    imgui.same_line()
    if button(look, "clip.flip", f"{ICON_FLIP}  Flip", imgui.get_content_region_avail().x):
        stage.clip = stage.clip.flipped()
    look.tooltip("Flip", "Keeps the other side.")
    if picked >= 0 and axes[picked] != axis:
        axis = axes[picked]
        stage.clip = placed(stage.clip, axis, 0.5, stage.particles)
    if axis is not None:
        _position(look, stage, axis)


def _position(look: Look, stage: Stage, axis: Axis) -> None:
    length = travel_um(axis, stage.particles)
    along = place_um(stage.clip, axis)
    imgui.align_text_to_frame_padding()
    look.text("Position", look.theme.quiet)
    imgui.same_line(look.px(86.0), 0.0)
    room = imgui.get_content_region_avail().x - look.px(76.0)
    moved, where = slim_slider(look, "clip.position", along, 0.0, length, 1, room, mark=0.5 * length)
    if moved:
        stage.clip = placed(stage.clip, axis, where / length, stage.particles)
    imgui.same_line(0.0, 0.0)
    look.text_right(f"{plain(along, 1)} µm")
