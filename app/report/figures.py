"""All figures of a report: which there are, and how they are written."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from .binder_figure import binder_figure
from .calendering_figure import calendering_figure
from .discharge_figure import discharge_figure
from .filling_figure import filling_figure
from .findings import Findings
from .look import LOOKS, Look, ThemeName
from .pore_figure import pore_figure
from .section_figure import section_figure
from .viscosity_figure import viscosity_figure

DOTS_PER_INCH = 160


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure of the report; `draw` gives None where the run has nothing for it."""

    name: str
    caption: str
    draw: Callable[[Findings, Look], Figure | None]
    vector: bool = True
    wide: bool = False  # takes the whole width of the page
    of_line: bool = False  # tells of making the electrode, not of the electrode


FIGURES = (
    Drawing(
        "section",
        "Cuts through the middle of the electrode: two upright with the collector at the bottom, one level.",
        section_figure,
        vector=False,
        wide=True,
    ),
    Drawing(
        "viscosity",
        "Viscosity of the slurry against shear rate. Bars: standard errors.",
        viscosity_figure,
        of_line=True,
    ),
    Drawing(
        "binder",
        "Binder through the dry film, as drying left it: its content over the mean at each height.",
        binder_figure,
        of_line=True,
    ),
    Drawing(
        "calendering",
        "Pressure on the electrode against its thickness: loading, then spring-back.",
        calendering_figure,
        of_line=True,
    ),
    Drawing("pores", "How the pore volume is shared among pore diameters (local thickness).", pore_figure),
    Drawing(
        "discharge",
        "Discharge against lithium. Bars: 95 % intervals of the predicted capacities.",
        discharge_figure,
    ),
    Drawing("filling", "Share of the pore volume filled with electrolyte against time.", filling_figure),
)


def image(figure: Figure, kind: str) -> bytes:
    """The figure as "svg" or "png", the same bytes for the same figure."""
    stream = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "mesonaut", "svg.fonttype": "path"}):
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)
    return stream.getvalue()


def write_figures(findings: Findings, folder: Path, theme: ThemeName = "light") -> list[Path]:
    """Every figure there is something for, as PNG and (where lines make it) SVG in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for drawing in FIGURES:
        figure = drawing.draw(findings, LOOKS[theme])
        if figure is None:
            continue
        for kind in ("png", "svg") if drawing.vector else ("png",):
            path = folder / f"{drawing.name}.{kind}"
            path.write_bytes(image(figure, kind))
            written.append(path)
    return written
