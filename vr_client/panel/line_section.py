"""The manufacturing line, step by step: what each one reported, a small plot beside it."""

from collections.abc import Callable, Sequence

import numpy as np
from imgui_bundle import ImVec2, imgui, implot

from simulation_server.schema.line import CalenderingReport, DryingReport, Line, SlurryReport
from simulation_server.schema.states import Stage as Step
from vr_client.stage.stage import Stage

from .fonts import SMALL_PX
from .history import History
from .line_facts import (
    Fact,
    calendering_facts,
    coating_facts,
    drying_facts,
    slurry_facts,
    thickness_story,
)
from .look import Look
from .plots import dots, empty_plot, guide, log_limits, plot, pressing_limits, trace
from .theme import faded
from .widgets import card

CARD_OF: dict[str, str] = {
    Step.SLURRY: "slurry", Step.SHEARING: "slurry", Step.DRYING: "drying", Step.CALENDERING: "calendering",
}  # fmt: skip
"""The card that is brought into sight when a step begins."""

SCROLLED_FRAMES = 4
"""imgui knows how long the content is only after it was drawn, so once is not enough."""

FACTS_PX = 176.0
"""Width of the facts beside a plot, at scale 1."""
LEAST_PLOT_PX = 104.0


def line_section(look: Look, stage: Stage, history: History) -> None:
    """A card a step; what has not happened yet says when it will."""
    line = stage.outcome.line if stage.outcome is not None else Line()
    slurry, drying, pressed = line.slurry, line.drying, line.calendering
    if stage.status.stage == Step.CALENDERING:
        pressed = None  # the report is of the time before
    _note_step(look, stage.status.stage, reported=pressed is not None)
    with card(look, "line.slurry"):
        _heading(look, "Slurry", "viscosity Pa·s over shear rate 1/s" if slurry else "")
        if slurry is None:
            look.small("Its density appears once it is mixed.")
        else:
            _beside(look, slurry_facts(slurry), lambda size: _viscosity(look, slurry, size))
    _bring_into_sight(look, "slurry")
    with card(look, "line.coating"):
        _heading(look, "Coating")
        if line.coating is None:
            look.small("Appears once the slurry is coated.")
        else:
            _row(look, coating_facts(line.coating))
    with card(look, "line.drying"):
        _heading(look, "Drying", "height over binder content, mean 1" if drying else "")
        if drying is None:
            look.small("Appears once the film is dry.")
        else:
            _beside(look, drying_facts(drying), lambda size: _binder(look, drying, size))
    _bring_into_sight(look, "drying")
    with card(look, "line.calendering"):
        shown = pressed is not None or bool(history.plane_um)
        _heading(look, "Calendering", "pressure MPa over thickness µm" if shown else "")
        if shown:
            facts = calendering_facts(pressed) if pressed is not None else []
            _beside(look, facts, lambda size: _pressing(look, pressed, history, size))
        else:
            look.small("Appears once the rolls press the film.")
        if pressed is not None:
            look.small(thickness_story(pressed))
    _bring_into_sight(look, "calendering")


def _note_step(look: Look, stage: str, *, reported: bool) -> None:
    """`reported`: the last card has grown by the rolls' report."""
    step = CARD_OF.get(stage, look.line_step)
    if (step, reported) != (look.line_step, look.line_reported):
        look.line_step, look.line_reported, look.line_scrolls = step, reported, SCROLLED_FRAMES
    else:
        look.line_scrolls = max(look.line_scrolls - 1, 0)


def _bring_into_sight(look: Look, name: str) -> None:
    """Scrolls so far that the card just drawn is seen, when its step has just begun."""
    if name == look.line_step and look.line_scrolls and not look.still:
        imgui.set_scroll_here_y(1.0)


def _heading(look: Look, title: str, axes_text: str = "") -> None:
    look.text(title, bold=True)
    if axes_text:
        imgui.same_line()
        look.text_right(axes_text, look.theme.quiet, SMALL_PX)


def _row(look: Look, facts: Sequence[Fact]) -> None:
    """Facts side by side, each label above its number."""
    start, top = imgui.get_cursor_pos_x(), imgui.get_cursor_pos_y()
    part = imgui.get_content_region_avail().x / len(facts)
    for index, fact in enumerate(facts):
        imgui.set_cursor_pos(ImVec2(start + index * part, top))
        imgui.begin_group()
        look.text(fact.label, look.theme.quiet, SMALL_PX)
        look.text(fact.text, look.theme.simulated)
        imgui.end_group()
        look.tooltip(fact.label, fact.meaning, f"Source: {fact.source}")


def _beside(look: Look, facts: Sequence[Fact], draw: Callable[[tuple[float, float]], None]) -> None:
    """Facts on the left, a plot as high as they are on the right."""
    start, top = imgui.get_cursor_pos_x(), imgui.get_cursor_pos_y()
    imgui.push_style_var(imgui.StyleVar_.item_spacing, ImVec2(look.px(8.0), look.px(3.0)))
    for fact in facts:
        _fact(look, fact, start)
    imgui.pop_style_var()
    foot = imgui.get_cursor_pos_y()
    left = start + look.px(FACTS_PX + 8.0) if facts else start
    height = max(foot - top, look.px(LEAST_PLOT_PX))
    imgui.set_cursor_pos(ImVec2(left, top))
    width = imgui.get_content_region_avail().x
    draw((width, height))
    imgui.set_cursor_pos(ImVec2(start, top + height + look.px(2.0)))
    imgui.dummy(ImVec2(0.0, 0.0))  # a card may not end on a moved cursor


def _fact(look: Look, fact: Fact, start: float) -> None:
    top = imgui.get_cursor_pos_y()
    imgui.begin_group()
    imgui.set_cursor_pos(ImVec2(start, top + look.px(1.5)))
    look.text(fact.label, look.theme.quiet, SMALL_PX)
    width = look.width_of(fact.text)
    imgui.set_cursor_pos(ImVec2(start + look.px(FACTS_PX) - width, top))
    look.text(fact.text, look.theme.simulated)
    imgui.end_group()
    look.tooltip(fact.label, fact.meaning, f"Source: {fact.source}")


def _viscosity(look: Look, slurry: SlurryReport, size: tuple[float, float]) -> None:
    rates, viscosities = np.array(slurry.shear_rate_per_s), np.array(slurry.viscosity_pa_s)
    errors = np.resize(np.array([*slurry.viscosity_error_pa_s, *[0.0] * len(rates)]), len(rates))
    good = viscosities > 0.0
    order = np.argsort(rates[good])
    rates, viscosities, errors = (each[good][order] for each in (rates, viscosities, errors))
    if not len(rates):
        with plot(look, "viscosity", (10.0, 100.0, 1.0, 10.0), ("1/s", "Pa·s"), size, logarithmic=True):
            pass
        empty_plot(look, "viscosity", "Shear it to see.")
        return
    limits = (*log_limits(rates), *log_limits(viscosities))
    with plot(look, "viscosity", limits, ("1/s", "Pa·s"), size, logarithmic=True) as per_px:
        if per_px is None:
            return
        ends = np.stack([np.maximum(viscosities - errors, 1e-3 * viscosities), viscosities + errors], axis=1)
        bars = implot.Spec(
            line_color=faded(look.theme.simulated, 0.6), line_weight=look.px(1.5),
            flags=int(implot.LineFlags_.segments),
        )  # fmt: skip
        implot.plot_line("error", np.repeat(rates, 2), ends.ravel(), bars)
        trace(look, rates, viscosities, newest=False)
        dots(look, "measured", rates, viscosities)


def _binder(look: Look, drying: DryingReport, size: tuple[float, float]) -> None:
    binder, height = np.array(drying.binder), np.array(drying.height)
    reach = max(0.1, 1.15 * float(np.abs(binder - 1.0).max())) if len(binder) else 1.0
    with plot(look, "binder", (max(0.0, 1.0 - reach), 1.0 + reach, 0.0, 1.0), ("", ""), size) as per_px:
        if per_px is not None:
            guide(look, np.array([1.0, 1.0]), np.array([0.0, 1.0]))
            trace(look, binder, height, newest=False)


def _pressing(
    look: Look, pressed: CalenderingReport | None, history: History, size: tuple[float, float]
) -> None:
    """The whole curve once it is reported; until then what was seen of it."""
    x, y = np.array(history.plane_um, np.float64), np.array(history.pressure_mpa, np.float64)
    reported = pressed is not None and len(pressed.curve_plane_um) > 1
    if pressed is not None and reported:
        x, y = np.array(pressed.curve_plane_um), np.array(pressed.curve_pressure_mpa)
    with plot(look, "pressing", pressing_limits(x, y), ("um", "MPa"), size) as per_px:
        if per_px is not None:
            trace(look, x, y, newest=not reported)
