"""The pages under the panel's tabs."""

from imgui_bundle import imgui

from vr_client.stage.stage import Stage

from .curves_section import discharge_plot, filling_plot, pressing_plot
from .discharge_section import time_slider
from .draft import Draft
from .flight_section import flight_section
from .history import History
from .lesson_section import lesson_section
from .line_section import line_section
from .look import Look
from .move_section import move_section
from .recipe_section import recipe_section
from .results_section import results_section
from .settings_section import settings_section
from .shown import Shown, shown
from .strip_section import strip_section
from .tab_bar import tab_bar
from .tabs import TABS, TabName
from .tools_section import tools_section
from .view_section import view_section
from .widgets import card, scrolled

CURVES_PX, PROCESS_PX, MOMENT_PX = 176.0, 140.0, 50.0
"""Heights at scale 1: the least of the curves under the table and of a plot in its tab; a slider's card."""


class Pages:
    """`tab` is the page in sight; `history` what the plots remember."""

    def __init__(self, look: Look, draft: Draft, history: History) -> None:
        self._look, self._draft, self.history = look, draft, history
        self.tab: TabName = "Recipe"
        self._picture_asked = False

    def take_picture_request(self) -> bool:
        """Whether a picture was asked for since the last call."""
        asked, self._picture_asked = self._picture_asked, False
        return asked

    def draw(self, stage: Stage) -> None:
        """The tabs, and the page of the chosen one."""
        for name in TABS:
            if stage.tab_asked == name:
                self.tab, stage.tab_asked = name, ""
        self.tab = tab_bar(self._look, self.tab)
        now = shown(stage)
        if self.tab == "Recipe":
            strip_section(self._look, now)
        if self.tab == "Curves":
            self._curves(stage, now)
        else:
            with scrolled(self._look, self.tab.lower()):
                self._page(stage, now)

    def _page(self, stage: Stage, now: Shown) -> None:
        look = self._look
        match self.tab:
            case "Recipe":
                recipe_section(look, stage, self._draft)
            case "Line":
                line_section(look, stage, self.history)
            case "Results":
                with card(look, "results.table"):
                    results_section(look, stage, now)
                self._curves_below(stage, now)
            case "View":
                self._picture_asked |= view_section(look, stage)
            case "Tools":
                tools_section(look, stage)
                with card(look, "move"):
                    move_section(look, stage)
            case "Lesson":
                lesson_section(look, stage, self.history)
                if stage.lesson is None or stage.lesson.has_flight or stage.flight.state != "off":
                    flight_section(look, stage)
            case "Settings":
                settings_section(look, stage)

    def _curves_below(self, stage: Stage, now: Shown) -> None:
        """The discharge curves under the table where the panel is tall enough for both."""
        room = imgui.get_content_region_avail().y
        if room >= self._look.px(CURVES_PX):
            with card(self._look, "curves", room):
                discharge_plot(self._look, now, stage.cell)

    def _curves(self, stage: Stage, now: Shown) -> None:
        look, least = self._look, self._look.px(PROCESS_PX)
        room = imgui.get_content_region_avail().y - imgui.get_style().item_spacing.y
        moment = look.px(MOMENT_PX) if stage.cell is not None and stage.cell.shown is not None else 0.0
        if moment:
            room -= moment + imgui.get_style().item_spacing.y
        process = max(least, 0.42 * room)
        with card(look, "curves", max(least, room - process)):
            discharge_plot(look, now, stage.cell)
        if moment:
            with card(look, "moment", moment):
                time_slider(look, stage)
        with card(look, "process", process):
            if stage.front is not None or stage.forecast is not None:
                filling_plot(look, self.history, stage.forecast)
            else:
                pressing_plot(look, self.history)
