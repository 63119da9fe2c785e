"""A measured 1C discharge: LiNiCo oxide | graphite of Ecker et al. 2015, with its electrodes' structure."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.chemistry import Chemistry
from simulation_server.performance.electrode_values import Side, electrode_values, model, separator_tortuosity
from simulation_server.performance.open_circuit import parameter_set
from simulation_server.performance.plain_cell import PlainCell
from simulation_server.performance.quiet_pybamm import pybamm
from simulation_server.schema.results import Curve

from .check import Check
from .reference_data import reference_file

FILE, SET = "ecker2015_1C.csv", "Ecker2015"
BAR_MV, AGREEMENT_BAR_MV = 40.0, 1.0
"""PyBaMM's own cell is 39 mV from the measurement; and how far the two may be from each other."""


def discharge_1c() -> Iterator[Check]:
    """Our cell with the set's structure against the measurement, and against PyBaMM's own cell."""
    measured = np.loadtxt(reference_file(FILE), delimiter=",")
    cell = _ours()
    time_s, voltage_v = _course(cell.discharge(1.0), cell)
    both = measured[:, 0] <= time_s[-1]
    error = np.interp(measured[both, 0], time_s, voltage_v) - measured[both, 1]
    rmse_mv = 1e3 * float(np.sqrt(np.mean(error**2)))
    name = "Ecker et al. 2015, 1C discharge"
    yield Check(
        f"{name}: voltage RMSE", rmse_mv, 0.0, rmse_mv, BAR_MV, "mV", bool(rmse_mv <= BAR_MV),
        "measured, digitised (Ecker et al. 2015, J. Electrochem. Soc. 162, A1849)",
    )  # fmt: skip
    theirs_s, theirs_v = _pybamms()
    grid = np.linspace(0.0, 0.98 * min(time_s[-1], theirs_s[-1]), 300)
    apart = np.interp(grid, time_s, voltage_v) - np.interp(grid, theirs_s, theirs_v)
    apart_mv = 1e3 * float(np.sqrt(np.mean(apart**2)))
    yield Check(
        f"{name}: from PyBaMM's own cell", apart_mv, 0.0, apart_mv, AGREEMENT_BAR_MV, "mV",
        bool(apart_mv <= AGREEMENT_BAR_MV), f"PyBaMM's DFN with its set {SET}",
    )  # fmt: skip


def _structure(values: Any, side: Side) -> CellStructure:
    """The electrode's homogenised structure as the set gives it."""
    electrode = f"{side} electrode"
    porosity = float(values[f"{electrode} porosity"])
    am_fraction = float(values[f"{electrode} active material volume fraction"])
    return CellStructure(
        thickness_um=1e6 * float(values[f"{electrode} thickness [m]"]),
        porosity=porosity,
        am_fraction=am_fraction,
        active_surface_per_um=3e-6 * am_fraction / float(values[f"{side} particle radius [m]"]),
        pore_tortuosity=porosity ** (1.0 - float(values[f"{electrode} Bruggeman coefficient (electrolyte)"])),
        electronic_conductivity_s_m=float(values[f"{electrode} conductivity [S.m-1]"]),
    )


def _chemistry(values: Any, side: Side) -> Chemistry:
    most = float(values[f"Maximum concentration in {side.lower()} electrode [mol.m-3]"])
    return Chemistry(f"{SET}, {side.lower()}", most, 0.0, 0.0, None, SET, SET, side, None, None)


def _ours() -> PlainCell:
    """The cell as our own electrodes are built, from structure and chemistry."""
    values = parameter_set(SET).copy()
    found: dict[str, Any] = {}
    sides: tuple[Side, Side] = ("Positive", "Negative")
    for side in sides:
        active = _chemistry(values, side)
        start = float(values[f"Initial concentration in {side.lower()} electrode [mol.m-3]"])
        filled = start / active.max_concentration_mol_m3
        found |= electrode_values(side, _structure(values, side), active, filled)
    found["Separator tortuosity factor (electrolyte)"] = separator_tortuosity(values)
    values.update(found, check_already_exists=False)
    area_cm2 = 1e4 * float(values["Electrode width [m]"] * values["Electrode height [m]"])
    capacity = 1e3 * float(values["Nominal cell capacity [A.h]"]) / area_cm2
    lower_v, upper_v = (float(values[f"{end} voltage cut-off [V]"]) for end in ("Lower", "Upper"))
    return PlainCell(f"{SET} cell", model({}), values, area_cm2, capacity, lower_v, upper_v)


def _course(curve: Curve, cell: PlainCell) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    charge = np.array(curve.capacity_mah_cm2)
    return 3600.0 * charge / (curve.c_rate * cell.capacity_mah_cm2), np.array(curve.voltage_v)


def _pybamms() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = parameter_set(SET).copy()
    values["Current function [A]"] = values["Nominal cell capacity [A.h]"]
    simulation = pybamm().Simulation(pybamm().lithium_ion.DFN(), parameter_values=values)
    solution = simulation.solve([0.0, 4000.0], calc_esoh=False)
    return solution["Time [s]"].entries, solution["Voltage [V]"].entries
