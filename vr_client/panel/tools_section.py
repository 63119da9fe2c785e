"""The tools by buttons: what is in hand, what was picked and measured, viewpoints, undo, film."""

from imgui_bundle import imgui

from vr_client.stage.facing_slice import face_slice
from vr_client.stage.measurements import Distance, Pore
from vr_client.stage.slice_camera import close_slice, open_slice
from vr_client.stage.stage import Stage
from vr_client.stage.tool import TOOLS, ToolName

from .compare_section import compare_section
from .figures import plain
from .look import Look
from .picked_rows import picked_rows
from .rows import row
from .viewpoint_section import viewpoint_section
from .widgets import button, card, choice

_WORDS: dict[ToolName, tuple[str, str]] = {
    "look": ("Look", "Nothing in hand: a drag orbits, the grip holds the electrode."),
    "pick": ("Pick", "Click a particle for its data; beside all of them to let it go."),
    "distance": ("Distance", "Click two points of surfaces; the line follows its particles."),
    "pore": (
        "Pore",
        "Click between particles, best on a cut: the largest ball that fits and holds the place.",
    ),
    "cut": ("Cut", "Drag the plane; in the headset it goes with the hand while the trigger is held."),
    "stand": ("Stand", "Click where you want to stand, between the particles."),
}
_FREE_ASPECT = 1.3
"""Width over height of what a usual window leaves beside the panel."""


def tools_section(look: Look, stage: Stage) -> None:
    """All of them, in cards."""
    with card(look, "tools.hand"):
        look.text("Tool in hand", bold=True)
        _tools(look, stage)
        look.small(_WORDS[stage.tool][1])
    if stage.hand.picked is not None:
        with card(look, "tools.picked"):
            look.text("Picked particle", bold=True)
            for label, value, meaning in picked_rows(stage.hand.picked):
                row(look, label, value, meaning)
    if stage.hand.measures:
        with card(look, "tools.measured"):
            _measured(look, stage)
    with card(look, "tools.keep"):
        _past_and_film(look, stage)
    with card(look, "tools.compare"):
        compare_section(look, stage)
    with card(look, "tools.viewpoints"):
        viewpoint_section(look, stage)


def _tools(look: Look, stage: Stage) -> None:
    """Two rows of three, one chosen."""
    for names in (TOOLS[:3], TOOLS[3:]):
        before = names.index(stage.tool) if stage.tool in names else -1
        imgui.push_id(names[0])
        picked = choice(look, "tool", [_WORDS[name][0] for name in names], before, keys=names)
        imgui.pop_id()
        if picked != before:
            stage.tool = names[picked]


def _measured(look: Look, stage: Stage) -> None:
    look.text("Measured", bold=True)
    for number, measure in enumerate(stage.hand.measures, 1):
        match measure:
            case Distance():
                row(look, f"{number}  Distance", f"{plain(measure.length_um, 2)} µm")
            case Pore(of=of) if of < 0:
                row(look, f"{number}  Pore", "…")
            case Pore():
                row(look, f"{number}  Pore diameter", f"{plain(2.0 * measure.radius_um, 2)} µm", _PORE)
    if button(look, "measures.forget", "Forget them all", imgui.get_content_region_avail().x):
        stage.hand.measures.clear()


_PORE = "Of the largest ball that fits and holds the place pointed at: Hildebrand and Rüegsegger 1997."


def _past_and_film(look: Look, stage: Stage) -> None:
    half = 0.5 * (imgui.get_content_region_avail().x - imgui.get_style().item_spacing.x)
    if button(look, "past.undo", "Undo", half, enabled=bool(stage.past.done)):
        stage.past.undo(stage)
    look.tooltip("Undo", "Takes the last change of recipe or view back: Ctrl+Z.")
    imgui.same_line()
    if button(look, "past.redo", "Redo", half, enabled=bool(stage.past.undone)):
        stage.past.redo(stage)
    look.tooltip("Redo", "Makes it again: Ctrl+Y.")
    _slice(look, stage, half)
    imgui.same_line()
    words = "Stop filming" if stage.filming else "Film"
    if button(look, "film", words, half, main=stage.filming):
        stage.filming = not stage.filming
    look.tooltip("Film", "Writes what the view shows to an MP4 file until stopped.")


def _slice(look: Look, stage: Stage, width: float) -> None:
    words = "Leave the slice" if stage.slice_view is not None else "Slice view"
    if button(look, "slice", words, width, enabled=stage.particles.count > 0):
        if stage.body is not None:
            face_slice(stage)
        elif stage.slice_view is None:
            open_slice(stage, _FREE_ASPECT)
        else:
            close_slice(stage)
    look.tooltip("Slice view", "Straight on the cut, as under a microscope; the wheel steps through.")
