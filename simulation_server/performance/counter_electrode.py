"""The electrode of a full cell that was not made here: homogenised, and as thick as np_ratio asks."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from simulation_server.schema.recipe import Recipe

from .balance import capacity_mah_cm2
from .cell_structure import CellStructure
from .chemistry import Chemistry, chemistry
from .own_sets import FOLDER


@dataclass(frozen=True, slots=True)
class CounterElectrode:
    """An anode of assets/cells/full_cell.toml."""

    structure: CellStructure
    active: Chemistry
    first_cycle_loss: float  # of its capacity
    active_wt_pct: float


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "full_cell.toml").read_text(encoding="utf-8"))


def is_full_cell(recipe: Recipe) -> bool:
    """Whether the recipe's electrode stands against an anode: an anode itself is always against lithium."""
    return recipe.cell.counter != "lithium" and not chemistry(recipe.formulation.active_material).is_anode


def full_cell_cutoff_v(active: Chemistry) -> float:
    """Voltage at which the discharge of a full cell with this cathode ends."""
    return float(_tables()["lower_cutoff_v"][active.name])


def counter_electrode(counter: str, np_ratio: float, cathode_mah_cm2: float) -> CounterElectrode:
    """The anode whose capacity is `np_ratio` times the cathode's."""
    table = _tables()[counter]
    active = chemistry(table["material"])
    thin = CellStructure(
        thickness_um=1.0,
        porosity=table["porosity"],
        am_fraction=table["am_fraction"],
        active_surface_per_um=3.0 * table["am_fraction"] / table["particle_radius_um"],
        pore_tortuosity=table["pore_tortuosity"],
        electronic_conductivity_s_m=table["conductivity_s_m"],
    )
    thickness_um = np_ratio * cathode_mah_cm2 / capacity_mah_cm2(thin, active)
    return CounterElectrode(
        replace(thin, thickness_um=thickness_um), active, table["first_cycle_loss"], table["active_wt_pct"]
    )
