"""What the carbon-binder soaks up: its nanopores fill from the liquid that touches them.

Pores of some tens of nm draw liquid in so strongly (2 gamma cos(theta) / r is more than a megapascal) and
through so short a way that they are full some microseconds after the front has passed, against milliseconds
for the electrode; nothing flows through them that counts beside open pores. So each wall cell of
carbon-binder takes up the volume of the nanopores that lie nearest to it, at the rate of a Washburn front.
Their gas leaves through the part that is still dry.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, distance_transform_edt, generate_binary_structure

from simulation_server.physics.electrolytes import Electrolyte
from simulation_server.physics.lattice.uptake import MOST_RATE
from simulation_server.schema.states import Solid

NANOPORE_UM = 0.025
"""Radius: between the aggregates of carbon black, some tens of nm (FIB-SEM of carbon-binder, e.g. Vierrath
et al. 2015, find 25 to 100 nm across)."""


def capacity(kinds: NDArray[np.uint8], nanoporosity: float) -> NDArray[np.float32]:
    """Cells of liquid that each wall cell of carbon-binder takes up, (nx, ny, nz).

    Carbon-binder that touches no pore gives its share to the nearest wall, so that no nanopore is lost.
    """
    cbd = kinds == Solid.CBD
    found = np.zeros(kinds.shape, np.float32)
    walls = cbd & binary_dilation(kinds == Solid.PORE, generate_binary_structure(3, 2))  # D3Q19's neighbours
    if nanoporosity <= 0.0 or not walls.any():
        return found
    nearest = distance_transform_edt(~walls, return_distances=False, return_indices=True)
    np.add.at(found, tuple(index[cbd] for index in nearest), np.float32(nanoporosity))
    return found


def soaking_rate(
    electrolyte: Electrolyte,
    contact_angle_deg: float,
    nanoporosity: float,
    lattice_um: float,
    ms_a_step: float,
) -> float:
    """Cells of liquid a step that a wall takes while its first cell fills: Washburn's time over one cell.

    `t = 2 eta L^2 / (gamma r cos(theta))`; walls that are not wetted take nothing.
    """
    cosine = np.cos(np.radians(contact_angle_deg))
    if cosine <= 0.0 or nanoporosity <= 0.0:
        return 0.0
    per_um = electrolyte.viscosity_mpa_s / electrolyte.surface_tension_mn_m  # us for each um of L^2 / r
    soaked_us = 2.0 * per_um * lattice_um**2 / (NANOPORE_UM * cosine)
    return float(min(MOST_RATE, nanoporosity * 1e3 * ms_a_step / soaked_us))
