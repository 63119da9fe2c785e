"""Discharge of a made electrode: voltage curves and areal capacities.

The cell model is PyBaMM's DFN (see half_cell.py, and full_cell.py for one against an anode); the structure
is this electrode's, the chemistry its active material's (see chemistry.py and the [cell] tables in
assets/materials, which say where a published set's value was replaced and why).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve

from .balance import capacity_mah_cm2
from .cell_structure import CellStructure
from .chemistry import Chemistry, chemistry
from .counter_electrode import is_full_cell
from .full_cell import full_cell
from .half_cell import MODEL_AREA_CM2, inputs, model_thickness_um, simulation
from .open_circuit import stoichiometry_window
from .plain_cell import discharged


def theoretical_capacity_mah_cm2(structure: CellStructure, active: Chemistry) -> float:
    """Lithium the active material takes up between its two voltages at rest; 1C is this in one hour."""
    return capacity_mah_cm2(structure, active)


def discharge(structure: CellStructure, active: Chemistry, c_rate: float, lower_cutoff_v: float) -> Curve:
    """Discharges from rest at `full_v` at a constant rate (1/h, of the theoretical capacity) to the cut-off.

    It ends earlier where the electrolyte in the pores has lost its salt, for no current passes then. A
    cell below the cut-off as soon as the current flows gives one point of capacity 0. Raises
    PhysicsError where the structure conducts nothing or the solver cannot finish.
    """
    check(structure)
    current = c_rate * theoretical_capacity_mah_cm2(structure, active)
    built = simulation(active, model_thickness_um(structure.thickness_um))
    full, _ = stoichiometry_window(active)

    def solve(hours: float, cutoff_v: float) -> Any:
        fed = inputs(structure, active, current, cutoff_v, full)
        return built.solve([0.0, 3600.0 * hours], inputs=fed)

    return discharged(solve, c_rate, lower_cutoff_v, MODEL_AREA_CM2, str(structure))


def discharges(structure: CellStructure, recipe: Recipe) -> Iterator[tuple[str, Curve]]:
    """The discharges of every chain, slowest first: label ("C/5", "1C", "3C") and curve.

    Against lithium, or as a full cell where the recipe's counter electrode is an anode and the made one a
    cathode.
    """
    if is_full_cell(recipe):
        check(structure)
        cell = full_cell(structure, recipe)
        for label, c_rate in C_RATES.items():
            yield label, cell.discharge(c_rate)
        return
    active = chemistry(recipe.formulation.active_material)
    cutoff_v = active.cutoff_v(recipe.cell.lower_cutoff_v)
    for label, c_rate in C_RATES.items():
        yield label, discharge(structure, active, c_rate, cutoff_v)


def check(structure: CellStructure) -> None:
    """Raises PhysicsError for a structure that conducts nothing or holds nothing."""
    shares = (structure.porosity, structure.am_fraction)
    positive = (
        structure.thickness_um, structure.active_surface_per_um, structure.pore_tortuosity,
        structure.electronic_conductivity_s_m,
    )  # fmt: skip
    if not (all(0.0 < share < 1.0 for share in shares) and all(0.0 < x < np.inf for x in positive)):
        raise PhysicsError(
            f"{structure} cannot be discharged: expected fractions between 0 and 1 and finite positive "
            "values; pores or particles that do not connect give others: change formulation or pressure"
        )
