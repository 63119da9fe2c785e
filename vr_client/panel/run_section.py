"""The buttons that steer the run: fill, shear, hold or go on, start again, discharge."""

from imgui_bundle import imgui

from simulation_server.schema.messages import Fill, Pause, Restart, Resume, Shear
from vr_client.stage.stage import Stage

from .discharge_section import discharge_row
from .fonts import ICON_FILL, ICON_PAUSE, ICON_PLAY, ICON_RESTART, ICON_SHEAR
from .look import Look
from .steering import fill_offer, hold_offer, shear_offer
from .widgets import button


def run_section(look: Look, stage: Stage) -> None:
    """Four buttons in a row, and under them the discharge in three dimensions."""
    gap = look.px(6.0)
    width = (imgui.get_content_region_avail().x - 3.0 * gap) / 4.0
    padding = imgui.get_style().frame_padding
    imgui.push_style_var(imgui.StyleVar_.frame_padding, imgui.ImVec2(0.5 * padding.x, padding.y))
    fill = fill_offer(stage.status, connected=stage.connected)
    if button(look, "fill", f"{ICON_FILL}  Fill", width, main=True, enabled=fill.possible):
        stage.ask(Fill)
    look.tooltip("Fill with electrolyte", fill.why)
    imgui.same_line(0.0, gap)
    shear = shear_offer(stage.status, connected=stage.connected)
    if button(look, "shear", f"{ICON_SHEAR}  Shear", width, enabled=shear.possible):
        stage.ask(Shear)
    look.tooltip("Shear the slurry", shear.why)
    imgui.same_line(0.0, gap)
    hold = hold_offer(stage.status, connected=stage.connected)
    word = f"{ICON_PLAY}  Resume" if hold.resumes else f"{ICON_PAUSE}  Pause"
    if button(look, "hold", word, width, enabled=hold.possible):
        stage.ask(Resume if hold.resumes else Pause)
    look.tooltip("Resume" if hold.resumes else "Pause", hold.why)
    imgui.same_line(0.0, gap)
    if button(look, "restart", f"{ICON_RESTART}  Restart", width, enabled=stage.connected):
        stage.ask(Restart)
    look.tooltip("Restart", "Makes the electrode of this recipe again from the slurry.")
    discharge_row(look, stage)
    imgui.pop_style_var()
