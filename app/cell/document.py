"""The result of discharging cells, as result.json and `--json` have it."""

import msgspec

from simulation_server.performance.ageing import Ageing
from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.energies import Discharged
from simulation_server.schema.recipe import Cell
from simulation_server.schema.results import Curve

CAPABILITY = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Rates of a rate-capability series."""


class AnodeSide(msgspec.Struct, frozen=True):
    """The side of a full cell that was not made here."""

    material: str
    structure: CellStructure
    capacity_mah_cm2: float
    first_cycle_loss: float


class Compared(msgspec.Struct, frozen=True):
    """A discharge in the section Validation of a BPX file, and how far the model is from it."""

    name: str
    c_rate: float
    rmse_mv: float  # over the times both have
    time_s: list[float]
    voltage_v: list[float]
    simulated_v: list[float]


class ResolvedCurve(msgspec.Struct, frozen=True):
    """A discharge resolved in three dimensions, a point a time step."""

    time_s: list[float]
    capacity_mah_cm2: list[float]
    voltage_v: list[float]


class Conservation(msgspec.Struct, frozen=True):
    """Relative errors at the end: lithium against the charge passed, salt against all salt, current."""

    lithium: float
    salt: float
    charge: float


class Resolved(msgspec.Struct, frozen=True):
    """The discharge resolved in three dimensions; 1C is its own `capacity_mah_cm2` in an hour."""

    c_rate: float
    capacity_mah_cm2: float  # at rest between the two voltages, of these voxels
    curve: ResolvedCurve
    ended: str  # why: at the cut-off, without salt, or what failed
    complete: bool
    conservation: Conservation
    inactive_share: float  # of the active material: connected to nothing, it keeps its lithium
    voxels: tuple[int, ...]  # (nx, ny, nz) of the electrode; z is the thickness
    voxel_um: float
    shown_layers: int  # along z in cell.h5: a full cell's go on through separator and anode
    moments_s: list[float]  # in cell.h5
    notes: tuple[str, ...]
    wall_s: float


class CellResult(msgspec.Struct, frozen=True):
    """One cell. `curves` are by label ("C/5", "1C"), slowest first; 1C is `capacity_mah_cm2` in an hour."""

    version: str
    cell: str
    capacity_mah_cm2: float
    lower_v: float
    upper_v: float
    curves: dict[str, Curve]
    rates: list[Discharged]
    settings: Cell | None = None  # of the recipe; None for a cell of a BPX file
    structure: CellStructure | None = None
    anode: AnodeSide | None = None
    masses_mg_cm2: dict[str, float] = {}
    size_distribution: bool = False
    cycling: Ageing | None = None
    storage: Ageing | None = None
    compared: list[Compared] = []
    resolved: Resolved | None = None
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0
    files: tuple[str, ...] = ()


def rate_label(c_rate: float) -> str:
    """`C/20` or `2C`."""
    if c_rate >= 1.0:
        return f"{c_rate:g}C"
    return f"C/{1.0 / c_rate:.3g}"
