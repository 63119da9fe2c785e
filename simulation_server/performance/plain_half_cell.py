"""PyBaMM's half cell with plain numbers: for what the shared models of half_cell.py have not.

An SEI on an anode, and particles of many sizes. Without either it is the same cell as half_cell.py's.
"""

from typing import Any

from .balance import capacity_mah_cm2
from .cell_structure import CellStructure
from .chemistry import Chemistry
from .electrode_values import (
    CELL_AREA_CM2,
    electrode_values,
    geometry_values,
    model,
    separator_tortuosity,
)
from .half_cell import CELL_SET
from .open_circuit import parameter_set, stoichiometry_window
from .plain_cell import PlainCell
from .sei import NONE, sei_values
from .size_distribution import SizeDistribution


def plain_half_cell(
    structure: CellStructure,
    active: Chemistry,
    lower_v: float,
    *,
    sei: str = NONE,
    sizes: SizeDistribution | None = None,
    lithiated: bool = False,
) -> PlainCell:
    """At rest at its high voltage, or nine tenths full of lithium where `lithiated`.

    The discharge of an anode is its lithiation; its SEI grows on the lithium of the metal.
    """
    values = parameter_set(CELL_SET).copy()
    capacity = capacity_mah_cm2(structure, active)
    full, empty = stoichiometry_window(active)
    start = full + 0.9 * (empty - full) if lithiated else full
    found: dict[str, Any] = geometry_values()
    found |= electrode_values("Positive", structure, active, start, sizes)
    found["Separator tortuosity factor (electrolyte)"] = separator_tortuosity(values)
    found["Nominal cell capacity [A.h]"] = capacity * CELL_AREA_CM2 * 1e-3
    found["Lower voltage cut-off [V]"] = lower_v
    found["Upper voltage cut-off [V]"] = active.full_v + 0.5
    options: dict[str, Any] = {"working electrode": "positive"}
    if sei != NONE:
        found |= sei_values()
        options["SEI"] = (NONE, sei)
    if sizes is not None:
        options["particle size"] = "distribution"
    values.update(found, check_already_exists=False)
    return PlainCell(
        f"{active.name} | lithium",
        model(options),
        values,
        CELL_AREA_CM2,
        capacity,
        lower_v,
        active.full_v,
        anode="Positive" if sei != NONE else "",
    )
