"""Discharge of a made electrode against lithium: voltage curves and areal capacities.

The cell model is PyBaMM's DFN with the parameter set Xu2019 (see half_cell.py). Its open-circuit
potential is therefore that set's, a polynomial for NMC532 by Mohtat et al. (J. Electrochem. Soc. 167,
110561, 2020), whatever NMC the recipe names; the structure is this electrode's.

One value departs from the set. The polynomial counts stoichiometry on the largest concentration of
its own fit, 35,380 mol/m3 (Mohtat et al. 2020, in PyBaMM as Mohtat2020); Xu2019 joins it to
48,230 mol/m3, which would give 240 mAh per gram of NMC where about 160 to 180 are measured in this
voltage window. The fit's own concentration is used.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve

from .cell_structure import CellStructure
from .half_cell import MODEL_AREA_CM2, inputs, model_thickness_um, parameter_set, simulation
from .quiet_pybamm import pybamm

MAX_CONCENTRATION_MOL_M3 = 35380.0
FULL_VOLTAGE_V = 4.2
EMPTY_VOLTAGE_V = 3.5
"""Open-circuit voltages of the set's 100 % and 0 % state of charge."""
DEPLETED_MOL_M3 = 1.0
"""Salt left, of 1,000 mol/m3 at rest, where the solver stops because nothing carries the current."""
_AH_PER_MOL = 96485.33212 / 3600.0


@cache
def stoichiometry_window() -> tuple[float, float]:
    """Stoichiometries at which the open-circuit voltage is 4.2 V (full cell) and 3.5 V (empty)."""
    potential = parameter_set()["Positive electrode OCP [V]"]

    def at(voltage_v: float) -> float:
        return brentq(lambda x: float(potential(pybamm().Scalar(x)).evaluate()) - voltage_v, 0.01, 0.999)

    return at(FULL_VOLTAGE_V), at(EMPTY_VOLTAGE_V)


def theoretical_capacity_mah_cm2(
    structure: CellStructure, max_concentration_mol_m3: float = MAX_CONCENTRATION_MOL_M3
) -> float:
    """Lithium the active material takes up between 4.2 and 3.5 V at rest; 1C is this in one hour."""
    full, empty = stoichiometry_window()
    moles_per_m2 = (
        max_concentration_mol_m3 * (empty - full) * structure.am_fraction * structure.thickness_um * 1e-6
    )
    return moles_per_m2 * _AH_PER_MOL * 0.1  # 1 Ah/m2 is 0.1 mAh/cm2


def discharge(
    structure: CellStructure,
    c_rate: float,
    lower_cutoff_v: float,
    *,
    max_concentration_mol_m3: float = MAX_CONCENTRATION_MOL_M3,
) -> Curve:
    """Discharges from 4.2 V at a constant rate (1/h, of the theoretical capacity) to the cut-off.

    It ends earlier where the electrolyte in the pores has lost its salt, for no current passes then. A
    cell below the cut-off as soon as the current flows gives one point of capacity 0. Raises
    PhysicsError where the structure conducts nothing or the solver cannot finish.
    """
    _check(structure)
    current = c_rate * theoretical_capacity_mah_cm2(structure, max_concentration_mol_m3)
    built = simulation(model_thickness_um(structure.thickness_um))
    full, _ = stoichiometry_window()

    def solve(hours: float, cutoff_v: float) -> Any:
        fed = inputs(structure, current, cutoff_v, max_concentration_mol_m3, full)
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
    for label, c_rate in C_RATES.items():
        yield label, discharge(structure, c_rate, recipe.cell.lower_cutoff_v)


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
