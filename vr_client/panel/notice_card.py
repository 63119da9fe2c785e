"""The newest notices over the picture: what was refused, saved or stopped."""

from imgui_bundle import imgui

from vr_client.stage.notices import Level, Notice
from vr_client.stage.stage import Stage

from .fonts import ICON_DONE, ICON_WARNING
from .look import Look
from .overlay import Overlay

MOST = 3
WRAP_PX = 560.0
"""Longer lines are wrapped, at scale 1: a window of 1280 pixels holds them at twice that."""


class NoticeCard(Overlay):
    """Drawn where `frame` says that there is something to be read."""

    def frame(self, stage: Stage, scale: float = 1.0) -> bool:
        """Follows the notices, all larger by `scale`; False when there are none to be shown."""
        shown = stage.notices.shown(stage.now_s)[-MOST:]
        if shown:
            told = tuple((notice.text, notice.level) for notice in shown)
            scale *= stage.settings.text_scale
            self.show(told, stage.settings, scale, lambda look: _lines(look, shown))
        return bool(shown)


def _lines(look: Look, shown: list[Notice]) -> None:
    """A symbol says how serious it is, and a colour beside it."""
    theme = look.theme
    colours: dict[Level, imgui.ImVec4] = {"info": theme.accent, "warning": theme.warning, "error": theme.bad}
    for notice in shown:
        icon = ICON_DONE if notice.level == "info" else ICON_WARNING
        look.text(icon, colours[notice.level])
        imgui.same_line(look.px(26.0), 0.0)
        width = min(look.width_of(notice.text) + 1.0, look.px(WRAP_PX))
        imgui.push_text_wrap_pos(imgui.get_cursor_pos_x() + width)
        look.text(notice.text)
        imgui.pop_text_wrap_pos()
