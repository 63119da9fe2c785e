"""The help over a desk's picture: every key and what it does, in groups, in as many columns as it takes."""

from collections.abc import Hashable, Sequence
from functools import partial

from imgui_bundle import ImVec2, imgui

from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage

from .fonts import SMALL_PX, TITLE_PX
from .look import Look
from .overlay import Overlay

HelpRow = tuple[str, str]
HelpGroup = tuple[str, Sequence[HelpRow]]
"""A title, and rows of keys and what they do."""

EDGE_PX = 24
"""Left free about the card."""
MOST_COLUMNS = 3
SPARE = 0.97
"""Letters are whole pixels high, so that a card does not grow exactly with its scale."""


class HelpCard(Overlay):
    """Keeps to the room there is: more columns first, smaller letters last."""

    _fitted: Hashable = None

    def frame(self, stage: Stage, groups: Sequence[HelpGroup], room_px: tuple[int, int]) -> None:
        """Follows theme and text size; `room_px` is the picture's width and height."""
        wanted = (tuple((title, tuple(rows)) for title, rows in groups), stage.settings, room_px)
        if wanted == self._fitted:
            return
        self._fitted = wanted
        scale, columns = self._fitting(groups, stage.settings, room_px)
        self.show(wanted, stage.settings, scale, partial(_page, placed=in_columns(groups, columns)))

    def _fitting(
        self, groups: Sequence[HelpGroup], settings: Settings, room_px: tuple[int, int]
    ) -> tuple[float, int]:
        """Scale, and the fewest columns with which it is the one wished for, or else the largest."""
        best = 0.0, 1
        for columns in range(1, MOST_COLUMNS + 1):
            width, height = self.measure(settings, 1.0, partial(_page, placed=in_columns(groups, columns)))
            room = min((room_px[0] - EDGE_PX) / width, (room_px[1] - EDGE_PX) / height)
            best = max(best, (min(settings.text_scale, SPARE * room), columns), key=lambda each: each[0])
        return best


def in_columns(groups: Sequence[HelpGroup], columns: int) -> list[list[HelpGroup]]:
    """Groups in their order in at most so many columns, the longest column as short as can be."""
    heights = [len(rows) + 2 for _, rows in groups]
    for most in range(max(heights, default=0), sum(heights) + 1):
        placed: list[list[HelpGroup]] = [[]]
        used = 0
        for group, height in zip(groups, heights, strict=True):
            if used + height > most and placed[-1]:
                placed.append([])
                used = 0
            placed[-1].append(group)
            used += height
        if len(placed) <= columns:
            return placed
    return [list(groups)]


def _page(look: Look, placed: list[list[HelpGroup]]) -> None:
    look.text("Help", size_px=TITLE_PX, bold=True)
    imgui.same_line(0.0, look.px(14.0))
    imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + look.px(6.0))
    look.text("H or F1 closes it", look.theme.quiet, SMALL_PX)
    top = imgui.get_cursor_pos_y() + look.px(4.0)
    left = imgui.get_cursor_pos_x()
    for groups in placed:
        imgui.set_cursor_pos(ImVec2(left, top))
        imgui.begin_group()
        for title, rows in groups:
            help_group(look, title, rows, keys_px(look, groups))
        imgui.end_group()
        left += imgui.get_item_rect_size().x + look.px(30.0)


def keys_px(look: Look, groups: Sequence[HelpGroup]) -> float:
    """Width of the column of keys, in pixels."""
    return max((look.width_of(keys, bold=True) for _, rows in groups for keys, _ in rows), default=0.0)


def help_group(look: Look, title: str, rows: Sequence[HelpRow], width: float) -> None:
    """A title, and under it keys beside what they do."""
    look.text(title, look.theme.quiet, SMALL_PX, bold=True)
    start = imgui.get_cursor_pos_x()
    for keys, what in rows:
        look.text(keys, look.theme.accent, bold=True)
        imgui.same_line(0.0, 0.0)
        imgui.set_cursor_pos_x(start + width + look.px(14.0))
        look.text(what)
    imgui.dummy(ImVec2(0.0, look.px(4.0)))
