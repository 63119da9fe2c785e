"""Small cells with constants chosen so that theory has an answer."""

import numpy as np

from simulation_server.physics.electrochemistry.constants import THERMAL_V
from simulation_server.physics.electrochemistry.lattice import Lattice, Part
from simulation_server.physics.electrochemistry.model import CellModel
from simulation_server.physics.electrochemistry.sei import Interphase
from simulation_server.physics.electrochemistry.setting import Setting
from simulation_server.physics.electrochemistry.tables import Electrolyte, Reactions, Table

CONDUCTIVITY_S_M, SALT_DIFFUSIVITY_M2_S, TRANSFERENCE = 1.0, 3e-10, 0.4
EXCHANGE_A_M2, DIFFUSIVITY_M2_S, MOST_MOL_M3 = 2.0, 1e-14, 30_000.0


def constant(value: float) -> Table:
    return Table(np.full(2, value), 0.0, 1.0)


def electrolyte(lithium_exchange_a_m2: float = 50.0) -> Electrolyte:
    return Electrolyte(
        conductivity_s_m=constant(CONDUCTIVITY_S_M),
        diffusivity_m2_s=constant(SALT_DIFFUSIVITY_M2_S),
        excess_potential_v=constant(0.0),
        log_potential_v=2.0 * THERMAL_V * (1.0 - TRANSFERENCE),
        lithium_exchange_a_m2=constant(lithium_exchange_a_m2),
        transference=TRANSFERENCE,
    )


def reactions(open_circuit_v: tuple[float, float] = (4.0, 4.0)) -> Reactions:
    """A straight open-circuit potential from empty to full; exchange current and diffusivity constant."""
    rows = np.linspace(*open_circuit_v, 101)
    return Reactions(
        open_circuit_v=np.stack([rows, rows]),
        exchange_a_m2=np.full((2, 101), EXCHANGE_A_M2),
        diffusivity_m2_s=np.full((2, 101), DIFFUSIVITY_M2_S),
        salt_factor=np.ones((2, 2)),
        max_concentration_mol_m3=np.full(2, MOST_MOL_M3),
        low=0.0,
        per_unit=100.0,
        salt_per_unit=1.0,
    )


def cell(
    electrode: np.ndarray,
    edge_m: float = 1e-6,
    *,
    separator_layers: int = 6,
    open_circuit_v: tuple[float, float] = (4.0, 4.0),
    lithium_exchange_a_m2: float = 50.0,
    interphase: Interphase | None = None,
) -> CellModel:
    """`electrode` (layers, x, y) of Part under a separator that is all electrolyte, against lithium."""
    slab = np.full((separator_layers, *electrode.shape[1:]), Part.SEPARATOR, dtype=np.uint8)
    part = np.concatenate([electrode.astype(np.uint8), slab])
    lattice = Lattice(part, edge_m, np.full(part.shape[0], edge_m))
    wet = np.zeros(len(Part))
    wet[[Part.PORE, Part.SEPARATOR]] = 1.0
    electrons = np.zeros(len(Part))
    electrons[Part.AM] = 10.0
    setting = Setting(
        electrolyte=electrolyte(lithium_exchange_a_m2),
        reactions=reactions(open_circuit_v),
        electrolyte_share=wet,
        ion_factor=wet,
        electron_s_m=electrons,
        stoichiometry=np.array([0.5, 0.5]),
        salt_mol_m3=1000.0,
        lithium_metal=True,
        interphase=interphase,
    )
    return CellModel(lattice, setting)


def plate(layers: int, pores: int, across: int = 4) -> np.ndarray:
    """A flat plate of active material under pores."""
    part = np.full((layers + pores, across, across), Part.PORE, dtype=np.uint8)
    part[:layers] = Part.AM
    return part


def ball(radius: float, size: int) -> np.ndarray:
    """A sphere of active material (in voxels) on the collector, in a box of pores."""
    at = np.arange(size) + 0.5 - 0.5 * size
    z = np.arange(size) + 0.5 - radius
    inside = z[:, None, None] ** 2 + at[:, None] ** 2 + at**2 < radius**2
    return np.where(inside, Part.AM, Part.PORE).astype(np.uint8)


WIRE = 3
"""Voxels."""


def on_a_wire(radius: float, size: int) -> np.ndarray:
    """The sphere lifted from the collector, to which a wire one voxel thick leads."""
    lifted = np.concatenate([np.zeros((WIRE, size, size), dtype=np.uint8), ball(radius, size)])
    lifted[: WIRE + 1, size // 2, size // 2] = Part.AM
    return lifted
