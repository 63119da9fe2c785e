"""PyBaMM's DFN of a made cathode against a homogenised anode.

Electrolyte and separator are those of the half cell (parameter set Xu2019), so that the two differ by the
anode alone.
"""

from typing import Any

from simulation_server.schema.recipe import Recipe

from .balance import Balance, balance, capacity_mah_cm2
from .cell_structure import CellStructure
from .chemistry import Chemistry, chemistry
from .counter_electrode import CounterElectrode, counter_electrode, full_cell_cutoff_v
from .electrode_values import (
    CELL_AREA_CM2,
    electrode_values,
    geometry_values,
    model,
    separator_tortuosity,
)
from .half_cell import CELL_SET
from .open_circuit import parameter_set
from .plain_cell import PlainCell
from .sei import NONE, sei_values
from .size_distribution import SizeDistribution


def anode_of(structure: CellStructure, recipe: Recipe) -> CounterElectrode:
    """The anode of the recipe's full cell, sized for this cathode."""
    active = chemistry(recipe.formulation.active_material)
    return counter_electrode(recipe.cell.counter, recipe.cell.np_ratio, capacity_mah_cm2(structure, active))


def balance_of(structure: CellStructure, active: Chemistry, anode: CounterElectrode) -> Balance:
    """How the two share the lithium, between the full cell's voltages."""
    return balance(
        (structure, active),
        (anode.structure, anode.active),
        anode.first_cycle_loss,
        full_cell_cutoff_v(active),
        active.full_v,
    )


def full_cell(structure: CellStructure, recipe: Recipe, sizes: SizeDistribution | None = None) -> PlainCell:
    """The recipe's full cell, charged. Raises PhysicsError where np_ratio leaves no window of voltage.

    `sizes` are the cathode's; the anode's particles are equal.
    """
    active = chemistry(recipe.formulation.active_material)
    anode = anode_of(structure, recipe)
    window = balance_of(structure, active, anode)
    values = parameter_set(CELL_SET).copy()
    found: dict[str, Any] = geometry_values()
    found |= electrode_values("Positive", structure, active, window.cathode_charged, sizes)
    found |= electrode_values("Negative", anode.structure, anode.active, window.anode_charged)
    found["Separator tortuosity factor (electrolyte)"] = separator_tortuosity(values)
    found["Nominal cell capacity [A.h]"] = window.capacity_mah_cm2 * CELL_AREA_CM2 * 1e-3
    found["Lower voltage cut-off [V]"] = full_cell_cutoff_v(active)
    found["Upper voltage cut-off [V]"] = active.full_v
    options: dict[str, Any] = {}
    sei = recipe.cell.sei
    if sei != NONE:
        found |= sei_values()
        options["SEI"] = sei
    if sizes is not None:
        options["particle size"] = ("single", "distribution")
    values.update(found, check_already_exists=False)
    return PlainCell(
        f"{active.name} | {anode.active.name}",
        model(options),
        values,
        CELL_AREA_CM2,
        window.capacity_mah_cm2,
        full_cell_cutoff_v(active),
        active.full_v,
        anode="Negative" if sei != NONE else "",
    )
