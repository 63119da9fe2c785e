"""How the figures look, light and dark: colours by what they stand for, quiet axes."""

from dataclasses import dataclass
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as #rrggbb."""

    text: str
    quiet: str
    line: str
    ground: str
    simulated: str
    predicted: str
    rates: dict[str, str]  # by the discharge's label
    phases: tuple[str, str, str]  # pore, active material, carbon-binder


LOOKS: dict[ThemeName, Look] = {
    "light": Look(
        text="#17202b", quiet="#4d5a69", line="#cdd5de", ground="#ffffff",
        simulated="#00736b", predicted="#6a37c8",
        rates={"C/5": "#1667c9", "1C": "#a85f00", "3C": "#c22462"},
        phases=("#dff3f3", "#8b98a8", "#2b2725"),
    ),
    "dark": Look(
        text="#eef2f7", quiet="#a3b0c0", line="#3a4453", ground="#1b212b",
        simulated="#63dcc4", predicted="#c9b0ff",
        rates={"C/5": "#6fb7ff", "1C": "#ffc061", "3C": "#ff86ad"},
        phases=("#0d3238", "#a3b0bf", "#c0834a"),
    ),
}  # fmt: skip

SIZE_IN = (6.2, 3.9)

UNITS = {"1": "", "um": "µm", "1/um": "µm⁻¹", "mg/cm2": "mg/cm²", "mAh/cm2": "mAh/cm²"}
"""Units as they are printed, where that differs from how they are written in files."""


def new_figure(look: Look, size_in: tuple[float, float] = SIZE_IN) -> tuple[Figure, Axes]:
    """A figure with one set of axes in the look, on no canvas of any window."""
    with mpl.rc_context({"font.family": "sans-serif", "font.size": 10}):
        figure = Figure(figsize=size_in, layout="constrained", facecolor=look.ground)
        axes = figure.add_subplot()
    dress(axes, look)
    return figure, axes


def dress(axes: Axes, look: Look) -> None:
    """Gives axes the colours and the quiet frame of the look."""
    axes.set_facecolor(look.ground)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(look.line)
    axes.tick_params(colors=look.quiet, labelcolor=look.quiet)
    axes.grid(color=look.line, linewidth=0.6, alpha=0.6)
    axes.set_axisbelow(True)


def name_axes(axes: Axes, look: Look, x: str, y: str) -> None:
    """Labels both axes."""
    axes.set_xlabel(x, color=look.text)
    axes.set_ylabel(y, color=look.text)


def add_legend(axes: Axes, look: Look, columns: int = 1) -> None:
    """A legend without a frame, top right."""
    axes.legend(loc="upper right", frameon=False, labelcolor=look.text, ncols=columns, fontsize=9)
