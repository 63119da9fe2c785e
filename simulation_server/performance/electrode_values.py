"""An electrode and its active material as PyBaMM's parameters, in plain numbers."""

from typing import Any, Literal

from .cell_structure import CellStructure
from .chemistry import Chemistry
from .open_circuit import open_circuit, parameter_set
from .quiet_pybamm import pybamm
from .size_distribution import SizeDistribution

Side = Literal["Positive", "Negative"]
CELL_AREA_CM2 = 1.0


def electrode_values(
    side: Side,
    structure: CellStructure,
    active: Chemistry,
    stoichiometry: float,
    sizes: SizeDistribution | None = None,
) -> dict[str, Any]:
    """Everything PyBaMM asks of one electrode, at rest at a stoichiometry.

    For models with the option 'transport efficiency': 'tortuosity factor'. The conductivity is already
    effective: PyBaMM's own factor for the solid, (1 - porosity)/tau, is made 1 by tau = 1 - porosity.
    """
    kinetics = parameter_set(active.kinetics_set)
    radius_um = active.primary_radius_um or structure.particle_radius_um
    most = active.max_concentration_mol_m3
    electrode = f"{side} electrode"
    values: dict[str, Any] = {
        f"{electrode} thickness [m]": structure.thickness_um * 1e-6,
        f"{electrode} porosity": structure.porosity,
        f"{electrode} active material volume fraction": structure.am_fraction,
        f"{electrode} tortuosity factor (electrolyte)": structure.pore_tortuosity,
        f"{electrode} tortuosity factor (electrode)": 1.0 - structure.porosity,
        f"{electrode} conductivity [S.m-1]": structure.electronic_conductivity_s_m,
        f"{side} particle radius [m]": radius_um * 1e-6,
        f"{side} particle diffusivity [m2.s-1]": kinetics[
            f"{active.set_electrode} particle diffusivity [m2.s-1]"
        ],
        f"{electrode} exchange-current density [A.m-2]": kinetics[
            f"{active.set_electrode} electrode exchange-current density [A.m-2]"
        ],
        f"{electrode} OCP [V]": open_circuit(active),
        f"{electrode} OCP entropic change [V.K-1]": 0.0,
        f"Maximum concentration in {side.lower()} electrode [mol.m-3]": most,
        f"Initial concentration in {side.lower()} electrode [mol.m-3]": most * stoichiometry,
    }
    if sizes is not None:
        values |= sizes.scaled_to(radius_um).values(side)
    return values


def separator_tortuosity(values: Any) -> float:
    """Tortuosity factor of a parameter set's separator from its Bruggeman exponent."""
    return float(
        values["Separator porosity"] ** (1.0 - values["Separator Bruggeman coefficient (electrolyte)"])
    )


def geometry_values() -> dict[str, Any]:
    """A cell of CELL_AREA_CM2."""
    return {"Electrode height [m]": 0.01, "Electrode width [m]": CELL_AREA_CM2 * 0.01}


def model(options: dict[str, Any]) -> Any:
    """PyBaMM's DFN with tortuosity factors and these options."""
    return pybamm().lithium_ion.DFN({"transport efficiency": "tortuosity factor", **options})
