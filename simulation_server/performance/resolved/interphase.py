"""The interphase a recipe asks for, with the constants that the cells in one dimension have."""

from simulation_server.performance.sei import NONE, sei_values
from simulation_server.physics.electrochemistry.sei import Growth, Interphase
from simulation_server.schema.recipe import Recipe

_GROWTH = {
    "reaction limited": Growth.REACTION,
    "solvent-diffusion limited": Growth.SOLVENT_DIFFUSION,
    "ec reaction limited": Growth.BOTH,
}


def interphase(recipe: Recipe) -> Interphase | None:
    """None where recipe.cell.sei is "none"."""
    if recipe.cell.sei == NONE:
        return None
    values = sei_values()
    return Interphase(
        growth=_GROWTH[recipe.cell.sei],
        initial_m=values["Initial SEI thickness [m]"],
        exchange_a_m2=values["SEI reaction exchange current density [A.m-2]"],
        potential_v=values["SEI open-circuit potential [V]"],
        solvent_flux_mol_m_s=values["SEI solvent diffusivity [m2.s-1]"]
        * values["Bulk solvent concentration [mol.m-3]"],
        rate_m_s=values["SEI kinetic rate constant [m.s-1]"],
        ec_mol_m3=values["EC initial concentration in electrolyte [mol.m-3]"],
        ec_diffusivity_m2_s=values["EC diffusivity [m2.s-1]"],
        molar_volume_m3=values["SEI partial molar volume [m3.mol-1]"],
        lithium_per_mol=values["Ratio of lithium moles to SEI moles"],
        resistivity_ohm_m=values["SEI resistivity [Ohm.m]"],
    )
