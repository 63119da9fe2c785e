"""Parameter sets of materials that PyBaMM's have not: those of assets/cells, as PyBaMM takes them."""

import tomllib
from pathlib import Path
from typing import Any

from .quiet_pybamm import pybamm

FOLDER = Path(__file__).parents[2] / "assets" / "cells"
SETS = {"AboutEnergy2022": "about-energy-2022.toml"}
"""By name: the file."""
_REFERENCE_SALT_MOL_M3 = 1000.0


def own_set(name: str) -> Any:
    """A set of SETS as ParameterValues: open-circuit potential, exchange current and diffusivity."""
    tables = tomllib.loads((FOLDER / SETS[name]).read_text(encoding="utf-8"))
    values: dict[str, Any] = {}
    for electrode in ("Positive", "Negative"):
        if electrode.lower() in tables:
            values |= _of_electrode(electrode, tables[electrode.lower()])
    return pybamm().ParameterValues(values)


def _of_electrode(electrode: str, table: dict[str, Any]) -> dict[str, Any]:
    potential, kinetics = table["open_circuit"], table["kinetics"]

    def open_circuit_v(stoichiometry: Any) -> Any:
        found = potential["constant_v"] + potential["slope_v"] * stoichiometry
        for height_v, steepness, centre in potential["steps"]:
            found = found + height_v * pybamm().tanh(steepness * (stoichiometry - centre))
        return found

    def exchange_current_a_m2(c_e: Any, c_surface: Any, c_max: Any, temperature: Any) -> Any:
        x = c_surface / c_max
        salt = (c_e / _REFERENCE_SALT_MOL_M3) ** 0.5
        return kinetics["exchange_current_a_m2"] * salt * x**0.5 * (1.0 - x) ** 0.5

    return {
        f"{electrode} electrode OCP [V]": open_circuit_v,
        f"{electrode} electrode exchange-current density [A.m-2]": exchange_current_a_m2,
        f"{electrode} particle diffusivity [m2.s-1]": kinetics["diffusivity_m2_s"],
    }
