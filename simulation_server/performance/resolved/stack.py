"""From an electrode's voxels to the cell's lattice: collector, electrode, separator, lithium."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.half_cell import CELL_SET
from simulation_server.performance.open_circuit import parameter_set
from simulation_server.performance.structure import CBD_BRUGGEMAN_EXPONENT
from simulation_server.physics.electrochemistry.lattice import Lattice, Part
from simulation_server.schema.states import Voxels

_SEPARATOR_LAYERS = 10
"""At most: the salt's profile there is smooth, and layers may be higher than voxels."""


@dataclass(frozen=True, slots=True)
class Separator:
    """A porous slab."""

    thickness_um: float
    porosity: float
    ion_factor: float  # effective over free conductivity


def separator() -> Separator:
    """That of the half cell (CELL_SET)."""
    values = parameter_set(CELL_SET)
    porosity = float(values["Separator porosity"])
    exponent = float(values["Separator Bruggeman coefficient (electrolyte)"])
    return Separator(float(values["Separator thickness [m]"]) * 1e6, porosity, porosity**exponent)


def half_cell_lattice(voxels: Voxels) -> Lattice:
    """The electrode's voxels under the separator's layers; lithium metal lies on top."""
    slab = separator()
    layers = int(np.clip(round(slab.thickness_um / voxels.voxel_um), 2, _SEPARATOR_LAYERS))
    electrode = np.moveaxis(voxels.phase, 2, 0)
    part = np.concatenate(
        [electrode, np.full((layers, *electrode.shape[1:]), Part.SEPARATOR, dtype=np.uint8)]
    )
    heights_um = np.concatenate(
        [np.full(electrode.shape[0], voxels.voxel_um), np.full(layers, slab.thickness_um / layers)]
    )
    return Lattice(np.ascontiguousarray(part, dtype=np.uint8), voxels.voxel_um * 1e-6, heights_um * 1e-6)


def full_cell_lattice(voxels: Voxels, counter: NDArray[np.uint8]) -> Lattice:
    """The electrode's voxels, the separator, and the counter electrode's (layers, x, y) of Part.

    The separator's layers are as high as voxels, so that the whole stack can be shown.
    """
    slab = separator()
    layers = max(2, round(slab.thickness_um / voxels.voxel_um))
    electrode = np.moveaxis(voxels.phase, 2, 0)
    between = np.full((layers, *electrode.shape[1:]), Part.SEPARATOR, dtype=np.uint8)
    part = np.ascontiguousarray(np.concatenate([electrode, between, counter]), dtype=np.uint8)
    heights_um = np.full(part.shape[0], voxels.voxel_um)
    heights_um[electrode.shape[0] : electrode.shape[0] + layers] = slab.thickness_um / layers
    return Lattice(part, voxels.voxel_um * 1e-6, heights_um * 1e-6)


def electrolyte_shares(nanoporosity: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Electrolyte in a voxel of each Part, and its effective over free conductivity."""
    share, factor = np.zeros(len(Part)), np.zeros(len(Part))
    slab = separator()
    share[[Part.PORE, Part.COUNTER_PORE]] = factor[[Part.PORE, Part.COUNTER_PORE]] = 1.0
    share[Part.CBD], factor[Part.CBD] = nanoporosity, nanoporosity**CBD_BRUGGEMAN_EXPONENT
    share[Part.SEPARATOR], factor[Part.SEPARATOR] = slab.porosity, slab.ion_factor
    return share, factor
