"""The solid-electrolyte interphase (SEI) on an anode: constants, and what PyBaMM says of it.

Laws (recipe.cell.sei): the reaction alone or the solvent's diffusion alone (Marquis 2020, equations 5.92 and
5.91), or both in series with ethylene carbonate (Yang et al., J. Power Sources 360, 28, 2017). All constants
are those of PyBaMM's parameter set OKane2022 (O'Kane et al., Phys. Chem. Chem. Phys. 24, 7909, 2022); all its
sets share them but for the lithium in a mole of SEI. With them the reaction alone grows 6 nm in a day, the
solvent's diffusion 28 nm in a hundred, and the series law, whose ethylene carbonate comes quickly, 400 nm in
a day: a bound rather than a forecast.
"""

from typing import Any

from .open_circuit import parameter_set

SEI_SET = "OKane2022"
"""Parameter set of the interphase."""
NONE = "none"
_NAMES = (
    "Ratio of lithium moles to SEI moles",
    "SEI partial molar volume [m3.mol-1]",
    "SEI reaction exchange current density [A.m-2]",
    "SEI resistivity [Ohm.m]",
    "SEI solvent diffusivity [m2.s-1]",
    "Bulk solvent concentration [mol.m-3]",
    "SEI open-circuit potential [V]",
    "Initial SEI thickness [m]",
    "SEI kinetic rate constant [m.s-1]",
    "EC initial concentration in electrolyte [mol.m-3]",
    "EC diffusivity [m2.s-1]",
    "SEI growth activation energy [J.mol-1]",
)


def sei_values() -> dict[str, Any]:
    """The constants by PyBaMM's names."""
    values = parameter_set(SEI_SET)
    return {name: values[name] for name in _NAMES}


def thickness_name(side: str) -> str:
    """PyBaMM's variable of the thickness through an electrode, "Positive" or "Negative", in m."""
    return f"{side} SEI thickness [m]"


def lost_name(side: str) -> str:
    """PyBaMM's variable of the capacity bound in the SEI, in A h."""
    return f"Loss of capacity to {side.lower()} SEI [A.h]"
