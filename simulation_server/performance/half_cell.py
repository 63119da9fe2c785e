"""PyBaMM's DFN of an electrode against lithium, built once a process and fed any electrode.

Doyle, Fuller and Newman's porous-electrode model (J. Electrochem. Soc. 140, 1526, 1993). Electrolyte,
separator and lithium are those of the parameter set Xu2019 (Xu et al., J. Electrochem. Soc. 166, A3456,
2019; NMC532 | Li, LiPF6 in EC:DMC after Valoen and Reimers 2005). Open-circuit potential, exchange current
and diffusivity are the active material's (chemistry.py); what the electrode's structure decides is its own.
An active material whose file gives crystallites of its own radius (LFP: porous granules that electrolyte
fills) reacts and diffuses at that radius instead of the structure's.

Electrodes share built models. PyBaMM takes porosity and the like as inputs but needs thickness and
particle radius as numbers when it builds the mesh, and building takes twenty times as long as
solving. The equations, however, know the two only through groups: written in x/L and r/R, an
electrode (L, R) on the mesh of a model (L0, R0) is exactly the same problem when

    porosity' = porosity L/L0             (salt held)
    am_fraction' = am_fraction L/L0       (lithium held)
    (porosity/tau)' = (porosity/tau) L0/L (ion transport, in D_eff/L^2 and kappa_eff/L^2)
    conductivity' = conductivity L0/L     (electron transport)
    D_s' = D_s (R0/R)^2                   (solid diffusion, in D_s/R^2)
    j0' = j0 R0/R                         (kinetics: a j with a = 3 am_fraction/R)

R0 is one number. L0 climbs a ladder, because PyBaMM's average over the face between separator and
electrode weighs neighbouring cells by their edges: cells of another size there shift the voltage (by
1 mV at 1C for L0 = 24 L, under 0.1 mV for the ladder's L0 < 1.5 L).
"""

from functools import cache
from math import ceil, log
from typing import Any

from .cell_structure import CellStructure
from .chemistry import Chemistry
from .mesh import mesh
from .open_circuit import open_circuit, parameter_set
from .plain_cell import solver
from .quiet_pybamm import pybamm

CELL_SET = "Xu2019"
"""Of electrolyte, separator and lithium."""
LADDER_UM = 30.0
"""One rung of the model thicknesses L0; the others are LADDER_STEP times larger or smaller."""
LADDER_STEP = 1.5
MODEL_RADIUS_UM = 5.0
"""R0."""
MODEL_AREA_CM2 = 1.0

_CUTOFF = "Lower voltage cut-off [V]"
_CURRENT = "Current function [A]"
_POROSITY = "Positive electrode porosity"
_AM_FRACTION = "Positive electrode active material volume fraction"
_PORE_TORTUOSITY = "Positive electrode tortuosity factor (electrolyte)"
_SOLID_TORTUOSITY = "Positive electrode tortuosity factor (electrode)"
_CONDUCTIVITY = "Positive electrode conductivity [S.m-1]"
_MAX_CONCENTRATION = "Maximum concentration in positive electrode [mol.m-3]"
_INITIAL_CONCENTRATION = "Initial concentration in positive electrode [mol.m-3]"
_RADIUS_RATIO = "Model radius over particle radius"
_INPUTS = (
    _CUTOFF, _CURRENT, _POROSITY, _AM_FRACTION, _PORE_TORTUOSITY, _SOLID_TORTUOSITY, _CONDUCTIVITY,
    _MAX_CONCENTRATION, _INITIAL_CONCENTRATION, _RADIUS_RATIO,
)  # fmt: skip


def model_thickness_um(thickness_um: float) -> float:
    """L0 for an electrode: the ladder's rung at or above it, so that porosity' stays below 1."""
    return LADDER_UM * LADDER_STEP ** ceil(log(thickness_um / LADDER_UM) / log(LADDER_STEP) - 1e-9)


@cache
def simulation(active: Chemistry, model_thickness_um: float) -> Any:
    """The built model as a pybamm.Simulation; `inputs` gives what it must be solved with."""
    values = parameter_set(CELL_SET).copy()
    diffusivity, exchange_current = _kinetics(active)
    separator = values["Separator porosity"]
    bruggeman = values["Separator Bruggeman coefficient (electrolyte)"]
    values.update(dict.fromkeys(_INPUTS, "[input]"), check_already_exists=False)
    values.update(
        {
            "Positive electrode thickness [m]": model_thickness_um * 1e-6,
            "Positive particle radius [m]": MODEL_RADIUS_UM * 1e-6,
            "Positive electrode OCP [V]": open_circuit(active),
            "Positive particle diffusivity [m2.s-1]": diffusivity,
            "Positive electrode exchange-current density [A.m-2]": exchange_current,
            "Separator tortuosity factor (electrolyte)": separator ** (1.0 - bruggeman),
            "Electrode height [m]": 0.01,
            "Electrode width [m]": MODEL_AREA_CM2 * 0.01,
        },
        check_already_exists=False,
    )
    model = pybamm().lithium_ion.DFN(
        {"working electrode": "positive", "transport efficiency": "tortuosity factor"}
    )
    return pybamm().Simulation(model, parameter_values=values, solver=solver(), **mesh(model))


def _kinetics(active: Chemistry) -> tuple[Any, Any]:
    """Diffusivity and exchange current of the material, scaled from its radius to R0."""
    values = parameter_set(active.kinetics_set)
    diffusivity = values[f"{active.set_electrode} particle diffusivity [m2.s-1]"]
    exchange_current = values[f"{active.set_electrode} electrode exchange-current density [A.m-2]"]

    def scaled_diffusivity(stoichiometry: Any, temperature: Any) -> Any:
        own = diffusivity(stoichiometry, temperature) if callable(diffusivity) else diffusivity
        return own * pybamm().InputParameter(_RADIUS_RATIO) ** 2

    def scaled_exchange_current(c_e: Any, c_surface: Any, c_max: Any, temperature: Any) -> Any:
        ratio = pybamm().InputParameter(_RADIUS_RATIO)
        return ratio * exchange_current(c_e, c_surface, c_max, temperature)

    return scaled_diffusivity, scaled_exchange_current


def inputs(
    structure: CellStructure,
    active: Chemistry,
    current_ma_cm2: float,
    lower_cutoff_v: float,
    initial_stoichiometry: float,
) -> dict[str, float]:
    """An electrode and its discharge current as inputs of the built model (scaling: see above).

    The conductivity is already effective: PyBaMM's own factor for the solid, (1 - porosity)/tau, is
    made 1 by tau = 1 - porosity.
    """
    thickness = structure.thickness_um / model_thickness_um(structure.thickness_um)
    porosity = structure.porosity * thickness
    radius_um = active.primary_radius_um or structure.particle_radius_um
    return {
        _CUTOFF: lower_cutoff_v,
        _CURRENT: current_ma_cm2 * MODEL_AREA_CM2 * 1e-3,
        _POROSITY: porosity,
        _AM_FRACTION: structure.am_fraction * thickness,
        _PORE_TORTUOSITY: structure.pore_tortuosity * thickness**2,
        _SOLID_TORTUOSITY: 1.0 - porosity,
        _CONDUCTIVITY: structure.electronic_conductivity_s_m / thickness,
        _MAX_CONCENTRATION: active.max_concentration_mol_m3,
        _INITIAL_CONCENTRATION: active.max_concentration_mol_m3 * initial_stoichiometry,
        _RADIUS_RATIO: MODEL_RADIUS_UM / radius_um,
    }
