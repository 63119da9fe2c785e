"""A designed full cell as a BPX document: opens in PyBaMM and other tools."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.chemistry import Chemistry, chemistry
from simulation_server.performance.counter_electrode import full_cell_cutoff_v, is_full_cell
from simulation_server.performance.full_cell import anode_of, balance_of
from simulation_server.performance.half_cell import CELL_SET
from simulation_server.performance.open_circuit import open_circuit, parameter_set
from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve
from simulation_server.version import __version__
from simulation_server.whole_file import replacing

from .tables import TEMPERATURE_K, numbers, stoichiometries, table

BPX_VERSION = "1.0.0"
_FARADAY = 96485.33212
_AREA_M2 = 1e-4
_SALT = np.linspace(0.0, 4000.0, 401)
_SIGNIFICANT = 9


def bpx_document(
    structure: CellStructure, recipe: Recipe, curves: dict[str, Curve] | None = None
) -> dict[str, Any]:
    """The recipe's full cell of 1 cm2; `curves` go in as discharges to compare with.

    Raises UserError for a half cell, which BPX has no words for.
    """
    if not is_full_cell(recipe):
        raise UserError(
            f"a BPX file describes a full cell, this is {recipe.formulation.active_material} against "
            "lithium: give a cathode and --counter graphite"
        )
    cathode = chemistry(recipe.formulation.active_material)
    anode = anode_of(structure, recipe)
    window = balance_of(structure, cathode, anode)
    values = parameter_set(CELL_SET)
    porosity = float(values["Separator porosity"])
    separator_m = float(values["Separator thickness [m]"])
    height_m = separator_m + 1e-6 * (structure.thickness_um + anode.structure.thickness_um)
    document: dict[str, Any] = {
        "Header": {
            "BPX": BPX_VERSION,
            "Title": f"{cathode.name} | {anode.active.name}, designed with Mesonaut",
            "Description": f"Mesonaut {__version__}: structure of the {cathode.name} electrode computed from "
            "its particles, the other electrode homogenised; 25 degC, 1 cm2.",
            "References": ", ".join(
                sorted(
                    {cathode.open_circuit_set, cathode.kinetics_set, anode.active.open_circuit_set, CELL_SET}
                )
            ),
            "Model": "DFN",
        },
        "State": {
            "Initial conditions": {
                "Initial state-of-charge": 1.0,
                "Initial temperature [K]": TEMPERATURE_K,
                "Initial electrolyte concentration [mol.m-3]": float(
                    values["Initial concentration in electrolyte [mol.m-3]"]
                ),
            },
            "Thermal environment": {"Ambient temperature [K]": TEMPERATURE_K},
        },
        "Parameterisation": {
            "Cell": {
                "Electrode area [m2]": _AREA_M2,
                "External surface area [m2]": 2.0 * _AREA_M2,
                "Volume [m3]": _AREA_M2 * height_m,
                "Number of electrode pairs connected in parallel to make a cell": 1,
                "Lower voltage cut-off [V]": full_cell_cutoff_v(cathode),
                "Upper voltage cut-off [V]": cathode.full_v,
                "Nominal cell capacity [A.h]": window.capacity_mah_cm2 * 1e-3,
                "Reference temperature [K]": TEMPERATURE_K,
            },
            "Electrolyte": {
                "Cation transference number": float(values["Cation transference number"]),
                "Conductivity [S.m-1]": table(
                    values["Electrolyte conductivity [S.m-1]"], _SALT, TEMPERATURE_K
                ),
                "Diffusivity [m2.s-1]": table(
                    values["Electrolyte diffusivity [m2.s-1]"], _SALT, TEMPERATURE_K
                ),
            },
            "Negative electrode": _electrode(
                anode.structure, anode.active, window.anode_discharged, window.anode_charged
            ),
            "Positive electrode": _electrode(
                structure, cathode, window.cathode_charged, window.cathode_discharged
            ),
            "Separator": {
                "Thickness [m]": separator_m,
                "Porosity": porosity,
                "Transport efficiency": porosity
                ** float(values["Separator Bruggeman coefficient (electrolyte)"]),
            },
        },
    }
    if curves:
        document["Validation"] = {
            label: _experiment(curve, window.capacity_mah_cm2 * 1e-3) for label, curve in curves.items()
        }
    rounded: dict[str, Any] = _rounded(document)
    return rounded


def write_bpx(path: Path, document: dict[str, Any]) -> None:
    """Writes the file whole or not at all."""
    with replacing(path) as part:
        part.write_text(json.dumps(document, indent=1), encoding="utf-8")


def _electrode(structure: CellStructure, active: Chemistry, least: float, most: float) -> dict[str, Any]:
    kinetics = parameter_set(active.kinetics_set)
    radius_m = (active.primary_radius_um or structure.particle_radius_um) * 1e-6
    filled = stoichiometries()
    diffusivity = kinetics[f"{active.set_electrode} particle diffusivity [m2.s-1]"]
    return {
        "Thickness [m]": structure.thickness_um * 1e-6,
        "Porosity": structure.porosity,
        "Transport efficiency": structure.porosity / structure.pore_tortuosity,
        "Conductivity [S.m-1]": structure.electronic_conductivity_s_m,
        "Particle radius [m]": radius_m,
        "Surface area per unit volume [m-1]": 3.0 * structure.am_fraction / radius_m,
        "Minimum stoichiometry": least,
        "Maximum stoichiometry": most,
        "Maximum concentration [mol.m-3]": active.max_concentration_mol_m3,
        "Diffusivity [m2.s-1]": table(diffusivity, filled, TEMPERATURE_K),
        "OCP [V]": table(open_circuit(active), filled),
        "Entropic change coefficient [V.K-1]": 0.0,
        "Reaction rate constant [mol.m-2.s-1]": _rate_constant(active),
    }


def _rate_constant(active: Chemistry) -> float:
    """k of BPX's exchange current `j0 = F k sqrt(c_e / c_0) sqrt(x (1 - x))`, matched at half filling."""
    kinetics = parameter_set(active.kinetics_set)
    exchange = kinetics[f"{active.set_electrode} electrode exchange-current density [A.m-2]"]
    salt = float(parameter_set(CELL_SET)["Initial concentration in electrolyte [mol.m-3]"])
    most = active.max_concentration_mol_m3
    half = numbers(exchange, salt, 0.5 * most, most, TEMPERATURE_K)
    return float(half.reshape(-1)[0]) / (0.5 * _FARADAY)


def _experiment(curve: Curve, capacity_ah: float) -> dict[str, list[float]]:
    """A curve of a cell of 1 cm2; currents of discharge are negative, as in the standard's examples."""
    current_a = curve.c_rate * capacity_ah
    return {
        "Time [s]": [3.6 * charge / current_a for charge in curve.capacity_mah_cm2],
        "Current [A]": [-current_a] * len(curve.voltage_v),
        "Voltage [V]": list(curve.voltage_v),
    }


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: _rounded(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_rounded(value) for value in found]
    return float(f"{found:.{_SIGNIFICANT}g}") if isinstance(found, float) else found
