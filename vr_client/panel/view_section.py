"""What of the electrode is drawn and how: colour, layers, cut, screenshot."""

from dataclasses import replace

from imgui_bundle import ImVec2, imgui

from vr_client.stage.clip import AXES, Axis
from vr_client.stage.colouring import COLOUR_MODES, FILL_COLOURS, SPREADS, ColourMode, FillColour
from vr_client.stage.fields import colours_offered, pore_colours_offered, told_colour
from vr_client.stage.stage import Stage

from .clipping import axis_of, place_um, placed, travel_um
from .discharge_section import time_slider
from .figures import plain
from .fonts import ICON_CAMERA, ICON_FLIP
from .look import Look
from .slider import slim_slider
from .widgets import button, card, choice

_LAYERS = {
    "am": ("Active material", "Spheres of the active material."),
    "cbd": ("Carbon-binder", "Spheres of the carbon-binder domain."),
    "front": ("Electrolyte", "The surface of the electrolyte while and after filling."),
    "trapped": ("Trapped gas", "Gas that the electrolyte has cut off, and of pores that lead nowhere."),
    "pores": ("Pores", "The surface of the pore space."),
    "ions": ("Ion lines", "Ways of ions from top to foil, coloured by the local flux."),
    "electrons": ("Electron lines", "Ways of electrons through the solids, coloured by the local flux."),
    "frame": ("Frame", "Box, collector foil, separator and calendering plane."),
}

_FLOWS = ("ions", "electrons")


def view_section(look: Look, stage: Stage) -> bool:
    """All controls; returns whether a screenshot was asked for."""
    with card(look, "view"):
        look.text("Colour", bold=True)
        _solid_colours(look, stage)
        look.text("Electrolyte and pores", bold=True)
        _pore_colours(look, stage)
        if stage.cell is not None and stage.cell.moments:
            _discharge(look, stage)
        _layers(look, stage)
    with card(look, "cut"):
        _cut(look, stage)
    with card(look, "look"):
        asked = button(
            look, "screenshot", f"{ICON_CAMERA}  Save a picture", imgui.get_content_region_avail().x
        )
        look.tooltip("Save a picture", "Writes what the view shows to a PNG file.")
    return asked


_NAMES: dict[ColourMode, tuple[str, str, str]] = {
    "stress": (
        "Stress", "Mean pressure that its contacts put on a particle.",
        "Sum of arm times force over three volumes.",
    ),
    "displacement": (
        "Displacement", "How far a particle has moved since the present step began.", "Its positions.",
    ),
    "cracking": (
        "Cracking", "Largest crushing stress so far over the strength: above 1 it would have cracked.",
        "2.8 F / (pi d²), Hiramatsu and Oka 1966.",
    ),
    "lithiation": (
        "Lithiation", "Share of the lithium that the active material can hold.",
        "dc/dt = div(D grad c) in every particle.",
    ),
    "overpotential": (
        "Overpotential", "What drives the reaction at the surface, mean over it.",
        "Butler-Volmer kinetics on every face.",
    ),
    "sei": (
        "SEI", "Thickness of the layer that grows on an anode.",
        "Marquis 2020, Yang et al. 2017; constants of O'Kane et al. 2022.",
    ),
    "electron flux": (
        "Electron flux", "Local flux of electrons over the mean one.",
        "div(sigma grad phi) = 0 on the voxels.",
    ),
}  # fmt: skip
_PORE_NAMES: dict[FillColour, tuple[str, str, str]] = {
    "plain": ("Plain", "One colour.", ""),
    "filling time": (
        "Filling time", "When the front came; paler, when it is expected.",
        "Two-phase lattice Boltzmann; expected: from the geometry alone (Washburn 1921).",
    ),
    "salt": (
        "Salt", "Concentration of the salt, where the electrode is cut.",
        "Concentrated-solution theory: d(eps c)/dt = div(D_eff grad c) - div(i t+ / F).",
    ),
    "ion flux": (
        "Ion flux", "Local flux of ions over the mean one, where the electrode is cut.",
        "div(D grad c) = 0 on the voxels.",
    ),
}  # fmt: skip


def _solid_colours(look: Look, stage: Stage) -> None:
    told = told_colour(stage)
    names = [mode.capitalize() for mode in COLOUR_MODES]
    before = COLOUR_MODES.index(told) if told in COLOUR_MODES else -1
    picked = choice(look, "colour", names, before)
    if picked != before:
        stage.colour = COLOUR_MODES[picked]
    more = [mode for mode in colours_offered(stage) if mode not in COLOUR_MODES]
    if more:
        before = more.index(told) if told in more else -1
        picked = choice(look, "field", [_NAMES[mode][0] for mode in more], before)
        if picked != before:
            stage.colour = more[picked]
    if told in _NAMES:
        _, meaning, source = _NAMES[told]
        look.small(f"{meaning} Source: {source}")


def _pore_colours(look: Look, stage: Stage) -> None:
    offered = pore_colours_offered(stage)
    told = stage.fill_colour if stage.fill_colour in offered else FILL_COLOURS[0]
    keys = ["time" if mode == "filling time" else mode for mode in offered]
    before = offered.index(told)
    picked = choice(look, "fill_colour", [_PORE_NAMES[mode][0] for mode in offered], before, keys=keys)
    if picked != before:
        stage.fill_colour = offered[picked]
    if told != "plain":
        _, meaning, source = _PORE_NAMES[told]
        look.small(f"{meaning} Source: {source}")


def _discharge(look: Look, stage: Stage) -> None:
    """Which moment is on show, and over what its colours are spread."""
    time_slider(look, stage)
    imgui.align_text_to_frame_padding()
    look.text("Range", look.theme.quiet)
    imgui.same_line(look.px(66.0), 0.0)
    words = ["Of this moment", "Of all moments"]
    stage.spread = SPREADS[choice(look, "spread", words, SPREADS.index(stage.spread), keys=SPREADS)]
    look.tooltip("Range of the colours", "Of this moment, small differences show; of all, how they change.")


def _layers(look: Look, stage: Stage) -> None:
    look.text("Layers", bold=True)
    column = 0.5 * imgui.get_content_region_avail().x
    start = imgui.get_cursor_pos_x()
    shown = {name: words for name, words in _LAYERS.items() if name not in _FLOWS or name in stage.flux}
    for index, (name, (label, meaning)) in enumerate(shown.items()):
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
