"""PyBaMM's functions of a parameter set as tables: the resolved cell reads what its DFN reads."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.chemistry import Chemistry
from simulation_server.performance.half_cell import CELL_SET
from simulation_server.performance.open_circuit import open_circuit, parameter_set
from simulation_server.performance.quiet_pybamm import pybamm
from simulation_server.physics.electrochemistry.constants import TEMPERATURE_K, THERMAL_V
from simulation_server.physics.electrochemistry.tables import Electrolyte, Reactions, Table, tabulate
from simulation_server.schema.errors import PhysicsError

F64 = NDArray[np.float64]

_MOST_SALT_MOL_M3 = 4000.0
_SALT_ENTRIES = 4001
_ENTRIES = 8001
_LOW, _HIGH = 5e-4, 0.9995
"""Stoichiometries tabulated; beyond, the last slope goes on."""
_LITHIUM_METAL_MOL_M3 = "Typical plated lithium concentration [mol.m-3]"
_SEPARABLE = 1e-6


def _numbers(function: Any, set_name: str, *arguments: Any) -> F64:
    """A constant or function of a parameter set at arrays (n,) of arguments."""
    if not callable(function):
        return np.asarray(float(function))
    symbols = [pybamm().Vector(a) if isinstance(a, np.ndarray) else pybamm().Scalar(a) for a in arguments]
    found = function(*symbols)
    if isinstance(found, (int, float)):
        return np.asarray(float(found))
    found = parameter_set(set_name).process_symbol(found)
    return np.asarray(found.evaluate(), dtype=np.float64).reshape(-1)


@cache
def electrolyte() -> Electrolyte:
    """That of the half cell (CELL_SET), with its lithium metal."""
    values = parameter_set(CELL_SET)
    transference = values["Cation transference number"]
    if callable(transference):
        raise PhysicsError(f"the transference number of {CELL_SET} varies: expected a constant")

    def table(name: str) -> Table:
        return tabulate(
            lambda c: _numbers(values[name], CELL_SET, c, TEMPERATURE_K), 0.0, _MOST_SALT_MOL_M3,
            _SALT_ENTRIES, name,
        )  # fmt: skip

    return Electrolyte(
        conductivity_s_m=table("Electrolyte conductivity [S.m-1]"),
        diffusivity_m2_s=table("Electrolyte diffusivity [m2.s-1]"),
        excess_potential_v=_excess(table("Thermodynamic factor"), float(transference)),
        log_potential_v=2.0 * THERMAL_V * (1.0 - float(transference)) * _factor_of_dilution(),
        lithium_exchange_a_m2=_lithium_exchange(),
        transference=float(transference),
    )


def _factor_of_dilution() -> float:
    factor = parameter_set(CELL_SET)["Thermodynamic factor"]
    return float(_numbers(factor, CELL_SET, np.zeros(1), TEMPERATURE_K).reshape(-1)[0])


def _excess(factor: Table, transference: float) -> Table:
    """Integral of `2 RT/F (1 - t+) (factor(c) - factor(0)) / c`: what the logarithm leaves."""
    salt = np.arange(factor.values.size) / factor.per_unit
    slope = np.zeros_like(salt)
    slope[1:] = (factor.values[1:] - factor.values[0]) / salt[1:]
    slope[0] = slope[1]
    steps = 0.5 * (slope[1:] + slope[:-1]) / factor.per_unit
    total = np.concatenate([[0.0], np.cumsum(steps)])
    return Table(2.0 * THERMAL_V * (1.0 - transference) * total, 0.0, factor.per_unit)


def _lithium_exchange() -> Table:
    values = parameter_set(CELL_SET)
    function = values["Exchange-current density for lithium metal electrode [A.m-2]"]
    metal = 1.0 / values["Lithium metal partial molar volume [m3.mol-1]"]

    def at(salt: F64) -> F64:
        return _numbers(function, CELL_SET, salt, metal, TEMPERATURE_K)

    return tabulate(at, 0.0, _MOST_SALT_MOL_M3, _SALT_ENTRIES, "exchange current of lithium metal")


def reactions(materials: Sequence[Chemistry]) -> Reactions:
    """Open-circuit potential, exchange current and diffusivity of each active material."""
    salt = float(parameter_set(CELL_SET)["Initial concentration in electrolyte [mol.m-3]"])
    rows = [_of_material(material, salt) for material in materials]
    potential, exchange, diffusivity, factor = (np.stack(column) for column in zip(*rows, strict=True))
    return Reactions(
        open_circuit_v=potential,
        exchange_a_m2=exchange,
        diffusivity_m2_s=diffusivity,
        salt_factor=factor,
        max_concentration_mol_m3=np.array([material.max_concentration_mol_m3 for material in materials]),
        low=_LOW,
        per_unit=(_ENTRIES - 1) / (_HIGH - _LOW),
        salt_per_unit=(_SALT_ENTRIES - 1) / _MOST_SALT_MOL_M3,
    )


@cache
def _of_material(active: Chemistry, reference_mol_m3: float) -> tuple[F64, F64, F64, F64]:
    values, most = parameter_set(active.kinetics_set), active.max_concentration_mol_m3
    exchange = values[f"{active.set_electrode} electrode exchange-current density [A.m-2]"]
    diffusivity = values[f"{active.set_electrode} particle diffusivity [m2.s-1]"]

    def exchange_at(salt: Any, x: Any) -> F64:
        return _numbers(exchange, active.kinetics_set, salt, x * most, most, TEMPERATURE_K)

    def row(function: Callable[[F64], F64], what: str) -> F64:
        return tabulate(function, _LOW, _HIGH, _ENTRIES, f"{what} of {active.name}").values

    salts = np.linspace(0.0, _MOST_SALT_MOL_M3, _SALT_ENTRIES)
    here = exchange_at(reference_mol_m3, np.array([0.5]))[0]
    factor = exchange_at(salts, 0.5) / here
    for x in (0.1, 0.9):
        other = exchange_at(salts, x) / exchange_at(reference_mol_m3, np.array([x]))[0]
        if np.abs(other - factor).max() > _SEPARABLE * factor.max():
            raise PhysicsError(
                f"the exchange current of {active.kinetics_set} is not a function of salt times one of "
                "lithium: the resolved cell expects that it is"
            )
    potential = open_circuit(active)
    return (
        row(
            lambda x: np.asarray(potential(pybamm().Vector(x)).evaluate()).reshape(-1),
            "open-circuit potential",
        ),
        row(lambda x: exchange_at(reference_mol_m3, x), "exchange current"),
        row(lambda x: _numbers(diffusivity, active.kinetics_set, x, TEMPERATURE_K), "diffusivity"),
        factor,
    )
