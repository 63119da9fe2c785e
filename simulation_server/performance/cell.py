"""Discharge of a made electrode against lithium: voltage curves and areal capacities.

The cell model is PyBaMM's DFN (see half_cell.py); the structure is this electrode's, the chemistry its
active material's (see chemistry.py and the [cell] tables in assets/materials, which say where a published
set's value was replaced and why).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve

from .cell_structure import CellStructure
from .chemistry import Chemistry, chemistry
from .half_cell import MODEL_AREA_CM2, inputs, model_thickness_um, simulation
from .open_circuit import stoichiometry_window
from .quiet_pybamm import pybamm

DEPLETED_MOL_M3 = 1.0
"""Salt left, of 1,000 mol/m3 at rest, where the solver stops because nothing carries the current."""
_AH_PER_MOL = 96485.33212 / 3600.0


def theoretical_capacity_mah_cm2(structure: CellStructure, active: Chemistry) -> float:
    """Lithium the active material takes up between its two voltages at rest; 1C is this in one hour."""
    full, empty = stoichiometry_window(active)
    moles_per_m2 = (
        active.max_concentration_mol_m3
        * (empty - full)
        * structure.am_fraction
        * structure.thickness_um
        * 1e-6
    )
    return moles_per_m2 * _AH_PER_MOL * 0.1  # 1 Ah/m2 is 0.1 mAh/cm2


def discharge(structure: CellStructure, active: Chemistry, c_rate: float, lower_cutoff_v: float) -> Curve:
    """Discharges from rest at `full_v` at a constant rate (1/h, of the theoretical capacity) to the cut-off.

    It ends earlier where the electrolyte in the pores has lost its salt, for no current passes then. A
    cell below the cut-off as soon as the current flows gives one point of capacity 0. Raises
    PhysicsError where the structure conducts nothing or the solver cannot finish.
    """
    _check(structure)
    current = c_rate * theoretical_capacity_mah_cm2(structure, active)
    built = simulation(active, model_thickness_um(structure.thickness_um))
    full, _ = stoichiometry_window(active)

    def solve(hours: float, cutoff_v: float) -> Any:
        fed = inputs(structure, active, current, cutoff_v, full)
        return built.solve([0.0, 3600.0 * hours], inputs=fed)

    try:
        solution = solve(2.0 / c_rate, lower_cutoff_v)
    except pybamm().SolverError as error:
        first = _first_voltage(solve)
        if first is not None and first <= lower_cutoff_v:
            return Curve(c_rate, [0.0], [first])
        raise _unsolved(structure, c_rate, str(error).strip().partition("\n")[0]) from None
    if solution.termination == "failure" and not _salt_is_gone(solution):
        raise _unsolved(structure, c_rate, f"it failed after {solution.t[-1]:.4g} s")
    return _curve(c_rate, solution)


def discharges(structure: CellStructure, recipe: Recipe) -> Iterator[tuple[str, Curve]]:
    """The discharges of every chain, slowest first: label ("C/5", "1C", "3C") and curve."""
    active = chemistry(recipe.formulation.active_material)
    cutoff_v = active.cutoff_v(recipe.cell.lower_cutoff_v)
    for label, c_rate in C_RATES.items():
        yield label, discharge(structure, active, c_rate, cutoff_v)


def _check(structure: CellStructure) -> None:
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


def _curve(c_rate: float, solution: Any) -> Curve:
    capacity = solution["Discharge capacity [A.h]"].entries * 1e3 / MODEL_AREA_CM2
    voltage = solution["Voltage [V]"].entries
    if not (np.isfinite(capacity).all() and np.isfinite(voltage).all()):
        raise PhysicsError(f"the discharge at {c_rate:g}C gave values that are not finite")
    return Curve(c_rate, capacity.tolist(), voltage.tolist())


def _first_voltage(solve: Any) -> float | None:
    """Voltage as the current starts, asked without a cut-off in the way; None if that fails too."""
    try:
        return float(solve(1e-9, -1e3)["Voltage [V]"].entries[0])
    except pybamm().SolverError:
        return None


def _salt_is_gone(solution: Any) -> bool:
    salt = solution["Electrolyte concentration [mol.m-3]"].entries[:, -1]
    return float(salt.min()) < DEPLETED_MOL_M3


def _unsolved(structure: CellStructure, c_rate: float, why: str) -> PhysicsError:
    return PhysicsError(
        f"the discharge at {c_rate:g}C of {structure} could not be solved ({why}); "
        "try a thinner or less compressed electrode"
    )
