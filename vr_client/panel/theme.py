"""Colours of the panel: dark and light, each also with the strongest contrast, and a person's choice."""

from dataclasses import dataclass, replace

from imgui_bundle import ImVec4

from vr_client.stage.settings import Settings
from vr_client.stage.settings import Theme as ThemeName

from .wording import Mood


def rgb(code: str, alpha: float = 1.0) -> ImVec4:
    """A colour from `#rrggbb`."""
    red, green, blue = (int(code[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    return ImVec4(red, green, blue, alpha)


def faded(colour: ImVec4, alpha: float) -> ImVec4:
    """The same colour, more transparent."""
    return ImVec4(colour.x, colour.y, colour.z, colour.w * alpha)


@dataclass(frozen=True, slots=True)
class Theme:
    """Named by use. Text on `ground` and `card` keeps a contrast of at least 7 to 1, `quiet` 4.5.

    In the STRONG themes all text keeps 7, and what can be pressed has an `edge` (pixels at scale 1) of 3.
    """

    ground: ImVec4
    card: ImVec4
    control: ImVec4
    control_hot: ImVec4
    line: ImVec4
    text: ImVec4
    quiet: ImVec4
    accent: ImVec4
    on_accent: ImVec4
    predicted: ImVec4
    simulated: ImVec4
    good: ImVec4
    warning: ImVec4
    bad: ImVec4
    rates: tuple[ImVec4, ImVec4, ImVec4]  # C/5, 1C, 3C
    edge: float = 0.0

    def mood(self, mood: Mood) -> ImVec4:
        """The colour of a state of the server."""
        return {"busy": self.accent, "good": self.good, "held": self.warning, "lost": self.bad}[mood]


THEMES: dict[ThemeName, Theme] = {
    "dark": Theme(
        ground=rgb("#12161d"), card=rgb("#1b212b"), control=rgb("#2a323f"), control_hot=rgb("#37414f"),
        line=rgb("#323b49"), text=rgb("#eef2f7"), quiet=rgb("#a3b0c0"),
        accent=rgb("#5aa9f8"), on_accent=rgb("#08131f"),
        predicted=rgb("#c9b0ff"), simulated=rgb("#63dcc4"),
        good=rgb("#62d68f"), warning=rgb("#f5b95c"), bad=rgb("#ff8078"),
        rates=(rgb("#6fb7ff"), rgb("#ffc061"), rgb("#ff86ad")),
    ),
    "light": Theme(
        ground=rgb("#eef1f5"), card=rgb("#ffffff"), control=rgb("#dfe5ec"), control_hot=rgb("#cfd8e2"),
        line=rgb("#cdd5de"), text=rgb("#17202b"), quiet=rgb("#4d5a69"),
        accent=rgb("#1667c9"), on_accent=rgb("#ffffff"),
        predicted=rgb("#6a37c8"), simulated=rgb("#00736b"),
        good=rgb("#1a7f45"), warning=rgb("#955500"), bad=rgb("#c02626"),
        rates=(rgb("#1667c9"), rgb("#a85f00"), rgb("#c22462")),
    ),
}  # fmt: skip


STRONG: dict[ThemeName, Theme] = {
    "dark": replace(
        THEMES["dark"],
        ground=rgb("#000000"), card=rgb("#000000"), control=rgb("#1c1c1c"), control_hot=rgb("#333333"),
        line=rgb("#c8c8c8"), text=rgb("#ffffff"), quiet=rgb("#e4e4e4"),
        accent=rgb("#7cc0ff"), on_accent=rgb("#000000"),
        predicted=rgb("#dccbff"), simulated=rgb("#7ff5dd"),
        good=rgb("#7fefab"), warning=rgb("#ffd27a"), bad=rgb("#ffb0aa"),
        rates=(rgb("#8fcaff"), rgb("#ffd27a"), rgb("#ffb3cb")), edge=1.5,
    ),
    "light": replace(
        THEMES["light"],
        ground=rgb("#ffffff"), card=rgb("#ffffff"), control=rgb("#ececec"), control_hot=rgb("#d2d2d2"),
        line=rgb("#3a3a3a"), text=rgb("#000000"), quiet=rgb("#262626"),
        accent=rgb("#003f91"), on_accent=rgb("#ffffff"),
        predicted=rgb("#45128f"), simulated=rgb("#00473f"),
        good=rgb("#00501f"), warning=rgb("#5c3200"), bad=rgb("#8a0000"),
        rates=(rgb("#003f91"), rgb("#663600"), rgb("#8f003a")), edge=1.5,
    ),
}  # fmt: skip
"""The same with the strongest contrast."""


def theme_of(settings: Settings) -> Theme:
    """The colours a person has chosen."""
    return (STRONG if settings.high_contrast else THEMES)[settings.theme]
