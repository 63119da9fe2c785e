"""Fields of a discharge and of a flux as colours: which are on show, in what range, from what table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.cell_codes import Range, code_range

from .cell_history import CellHistory, Moment
from .colouring import COLOUR_MODES, FILL_COLOURS, ColourMode, ColourScale, FillColour, rounded_up
from .flux import FluxLayer
from .stage import Stage

REACH = 4
"""Voxels by which fields are continued beyond where they are known."""
ION_TABLE, ELECTRON_TABLE = "viridis", "ember"
HIGH_PCT = 99.0
"""Percentile of the flux along the lines at which its colours end."""
FLUX_SPAN = 100.0
"""Highest over lowest flux that the colours tell apart: in throats it is tens of times the mean."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a field is told: its name in a CellFrame, label, unit, factor to that unit, colour table."""

    name: str
    label: str
    unit: str
    factor: float
    table: str
    of_surface: bool = False


_OF_SOLIDS: dict[ColourMode, Look] = {
    "lithiation": Look("lithiation", "Lithiation of the active material", "", 1.0, "plasma"),
    "overpotential": Look("overpotential", "Overpotential", "mV", 1e3, "ember_r", of_surface=True),
    "sei": Look("sei", "Thickness of the SEI", "nm", 1.0, "viridis", of_surface=True),
}
_OF_PORES: dict[FillColour, Look] = {"salt": Look("salt", "Salt in the electrolyte", "mol/m3", 1.0, "tide")}


@dataclass(frozen=True, slots=True, eq=False)
class ShownField:
    """A field to draw: `codes` gives it (nx, ny, nz), slowly; `within` is what its codes 0 to 254 stand for.

    `source` is the object it comes from: the same for the same field.
    """

    source: Any
    codes: Callable[[], NDArray[np.uint8]]
    within: Range
    voxel_um: float
    scale: ColourScale
    of_surface: bool = False

    def is_same(self, other: "ShownField | None") -> bool:
        """Whether both look alike."""
        if other is None or other.source is not self.source:
            return False
        return (self.scale, self.within) == (other.scale, other.within)


def solid_field(stage: Stage) -> ShownField | None:
    """What colours the particles; None where that is no field, or one that is not there."""
    if stage.colour == "electron flux":
        return _flux_field(stage.flux.get("electrons"), "electrons")
    return _cell_field(stage, _OF_SOLIDS.get(stage.colour))


def pore_field(stage: Stage) -> ShownField | None:
    """What colours the pores; None where that is no field, or one that is not there."""
    if stage.fill_colour == "ion flux":
        return _flux_field(stage.flux.get("ions"), "ions")
    return _cell_field(stage, _OF_PORES.get(stage.fill_colour))


def colours_offered(stage: Stage) -> list[ColourMode]:
    """The colours that particles can have now, of a cell's fields those there are."""
    known = stage.cell.fields if stage.cell is not None else set()
    found: list[ColourMode] = [mode for mode, look in _OF_SOLIDS.items() if look.name in known]
    return [*COLOUR_MODES, *found, *(("electron flux",) if "electrons" in stage.flux else ())]


def pore_colours_offered(stage: Stage) -> list[FillColour]:
    """The colours that electrolyte and pores can have now."""
    known = stage.cell.fields if stage.cell is not None else set()
    found: list[FillColour] = [mode for mode, look in _OF_PORES.items() if look.name in known]
    return [*FILL_COLOURS, *found, *(("ion flux",) if "ions" in stage.flux else ())]


def told_colour(stage: Stage) -> ColourMode:
    """What the particles' colour means now: the phase where there is nothing of what was chosen."""
    return stage.colour if stage.colour in colours_offered(stage) else "phase"


def flux_scale(layer: FluxLayer, what: str) -> ColourScale:
    """Two decades up to what most of the lines carry at the most, rounded up."""
    high = rounded_up(float(np.percentile(layer.along, HIGH_PCT))) if len(layer.along) else 1.0
    label = f"Flux of {what} over the mean"
    table = ION_TABLE if what == "ions" else ELECTRON_TABLE
    return ColourScale(label, "", high / FLUX_SPAN, high, table, logarithmic=True)


def line_scales(stage: Stage) -> list[ColourScale]:
    """Of the stream lines on show."""
    shown = {"ions": stage.layers.ions, "electrons": stage.layers.electrons}
    return [flux_scale(stage.flux[what], what) for what, on in shown.items() if on and what in stage.flux]


def _flux_field(layer: FluxLayer | None, what: str) -> ShownField | None:
    if layer is None:
        return None
    scale = flux_scale(layer, what)
    return ShownField(layer, lambda: layer.speed, (0.0, layer.most), layer.voxel_um, scale)


def _cell_field(stage: Stage, look: Look | None) -> ShownField | None:
    cell = stage.cell
    moment = cell.shown if cell is not None else None
    if look is None or cell is None or moment is None or look.name not in moment.ranges:
        return None
    low, high = moment.ranges[look.name]
    return ShownField(
        moment,
        lambda: moment.field(look.name),
        (low * look.factor, high * look.factor),
        cell.voxel_um,
        _cell_scale(stage, cell, moment, look),
        look.of_surface,
    )


def _cell_scale(stage: Stage, cell: CellHistory, moment: Moment, look: Look) -> ColourScale:
    extent = moment.extents.get(look.name) or moment.ranges[look.name]
    if stage.spread == "discharge":
        extent = cell.extent(look.name) or extent
    low, high = code_range(np.array(extent) * look.factor) or extent
    return ColourScale(look.label, look.unit, low, high, look.table, active_only=True)
