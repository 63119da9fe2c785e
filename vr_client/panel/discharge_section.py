"""The discharge in three dimensions: the button that asks for it, and the slider that looks back in time."""

from imgui_bundle import imgui

from simulation_server.schema.messages import Discharge
from vr_client.stage.stage import Stage

from .figures import plain
from .fonts import ICON_DISCHARGE
from .look import Look
from .slider import slim_slider
from .steering import discharge_offer
from .widgets import button, choice

RATES: dict[str, float] = {"C/5": 0.2, "C/2": 0.5, "1C": 1.0, "2C": 2.0, "3C": 3.0}
"""Offered for a discharge in three dimensions: label and rate."""


def discharge_row(look: Look, stage: Stage) -> None:
    """The button, and beside it the rate it asks for."""
    gap = look.px(6.0)
    width = 0.47 * imgui.get_content_region_avail().x
    offer = discharge_offer(stage.status, connected=stage.connected)
    label = f"{ICON_DISCHARGE}  Discharge in 3D"
    if button(look, "discharge", label, width - gap, enabled=offer.possible):
        stage.ask(Discharge, c_rate=stage.c_rate)
    look.tooltip("Discharge in 3D", offer.why)
    imgui.same_line(0.0, gap)
    rates = list(RATES.values())
    chosen = rates.index(stage.c_rate) if stage.c_rate in rates else -1
    picked = choice(look, "c_rate", list(RATES), chosen)
    if picked >= 0:
        stage.c_rate = rates[picked]


def time_slider(look: Look, stage: Stage) -> None:
    """The moment of the discharge on show: the newest at the right end."""
    cell = stage.cell
    shown = cell.shown if cell is not None else None
    if cell is None or shown is None:
        return
    first, last = cell.moments[0].time_s / 60.0, cell.moments[-1].time_s / 60.0
    imgui.align_text_to_frame_padding()
    look.text("Moment", look.theme.quiet)
    imgui.same_line(look.px(66.0), 0.0)
    room = imgui.get_content_region_avail().x - look.px(150.0)
    at = last if cell.chosen is None else shown.time_s / 60.0
    if last > first:
        moved, at = slim_slider(look, "cell.time", at, first, last, 2, room, mark=last)
        if moved:
            cell.choose(60.0 * at)
    else:
        imgui.dummy(imgui.ImVec2(room, 1.0))
    imgui.same_line(0.0, 0.0)
    words = "newest" if cell.chosen is None else f"{plain(shown.voltage_v, 3)} V"
    colour = look.theme.accent if cell.chosen is None else look.theme.text
    look.text_right(f"{minutes(shown.time_s)} · {words}", colour)
    look.tooltip("Moment", "Looks back in time; at the right end the picture follows the discharge.")


def minutes(time_s: float) -> str:
    """A time as in `24.3 min`."""
    return f"{plain(time_s / 60.0, 1)} min"
