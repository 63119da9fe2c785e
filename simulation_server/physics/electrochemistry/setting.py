"""What a resolved cell is made of, beside its lattice: the physics' own words, no recipe."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .sei import Interphase
from .tables import Electrolyte, Reactions


@dataclass(frozen=True, slots=True)
class Setting:
    """Properties of the parts (arrays of one value a Part) and functions of the materials."""

    electrolyte: Electrolyte
    reactions: Reactions
    electrolyte_share: NDArray[np.float64]  # of a voxel's volume
    ion_factor: NDArray[np.float64]  # effective over free conductivity and diffusivity
    electron_s_m: NDArray[np.float64]  # conductivity of the solid, 0 where there is none
    stoichiometry: NDArray[np.float64]  # at the beginning, one a material
    salt_mol_m3: float  # at the beginning
    lithium_metal: bool  # on top; otherwise the counter electrode's collector
    interphase: Interphase | None = None  # on the faces of `interphase_on`
    interphase_on: int = 0  # number of the material that carries it
