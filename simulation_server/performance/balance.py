"""How two electrodes share the lithium of a full cell."""

from dataclasses import dataclass

from scipy.optimize import brentq

from simulation_server.schema.errors import PhysicsError

from .cell_structure import CellStructure
from .chemistry import Chemistry
from .open_circuit import open_circuit_v, stoichiometry_window

AH_PER_MOL = 96485.33212 / 3600.0
_MAH_CM2_PER_MOL_M2 = AH_PER_MOL * 0.1  # 1 Ah/m2 is 0.1 mAh/cm2
_EDGE = 1e-4
"""Stoichiometries keep this far from 0 and 1."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Stoichiometries of a full cell at rest, charged and discharged."""

    cathode_charged: float
    anode_charged: float
    cathode_discharged: float
    anode_discharged: float
    capacity_mah_cm2: float  # between the two


def sites_mol_m2(structure: CellStructure, active: Chemistry) -> float:
    """Lithium an electrode has room for, by area."""
    return active.max_concentration_mol_m3 * structure.am_fraction * structure.thickness_um * 1e-6


def capacity_mah_cm2(structure: CellStructure, active: Chemistry) -> float:
    """Lithium the active material takes up between its two voltages at rest."""
    full, empty = stoichiometry_window(active)
    return sites_mol_m2(structure, active) * (empty - full) * _MAH_CM2_PER_MOL_M2


def balance(
    cathode: tuple[CellStructure, Chemistry],
    anode: tuple[CellStructure, Chemistry],
    lost_share: float,
    lower_v: float,
    upper_v: float,
) -> Balance:
    """Both ends of the cell's window.

    It is put together with the cathode empty (at its `empty_v` against lithium) and the anode without
    lithium (at its `full_v`); the first charge binds `lost_share` of the anode's capacity for good. It is
    charged until the open-circuit voltage is `upper_v` or the anode is as full as it may be (at its
    `empty_v`), and discharged to `lower_v`. Raises PhysicsError where nothing is left between the two.
    """
    sites_p, sites_n = sites_mol_m2(*cathode), sites_mol_m2(*anode)
    _, made_p = stoichiometry_window(cathode[1])
    made_n, most_n = stoichiometry_window(anode[1])
    lithium = sites_p * made_p + sites_n * (made_n - lost_share * (most_n - made_n))

    def other(x_p: float) -> float:
        return (lithium - sites_p * x_p) / sites_n

    def voltage(x_p: float) -> float:
        return open_circuit_v(cathode[1], x_p) - open_circuit_v(anode[1], other(x_p))

    low = max(_EDGE, (lithium - sites_n * most_n) / sites_p)
    high = min(1.0 - _EDGE, (lithium - sites_n * _EDGE) / sites_p)
    if not (low < high and voltage(high) < lower_v < voltage(low)):
        raise PhysicsError(
            f"a full cell of {cathode[1].name} and {anode[1].name} reaches no voltage at rest "
            f"from {lower_v:g} to {upper_v:g} V: change np_ratio"
        )
    charged = (
        low if voltage(low) <= upper_v else brentq(lambda x: voltage(x) - upper_v, low, high, xtol=1e-12)
    )
    discharged = brentq(lambda x: voltage(x) - lower_v, charged, high, xtol=1e-12)
    return Balance(
        charged,
        other(charged),
        discharged,
        other(discharged),
        sites_p * (discharged - charged) * _MAH_CM2_PER_MOL_M2,
    )
