"""Growth of the solid-electrolyte interphase (SEI) on the faces of an anode.

Ethylene carbonate (EC) diffuses through the layer of thickness L and is reduced on the particle:
`j = -F k c_EC exp(-F eta / 2RT)`, `dL/dt = -j V / (z F)`, eta the potential over the film less that of the
reaction, the film's own resistance taken off (Safari et al. 2009; Yang et al. 2017). Three laws: the reaction
alone sets the pace, the diffusion of solvent alone (Ploehn et al. 2004: L grows with the square root of
time), or both in series.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from .constants import FARADAY, THERMAL_V
from .lattice import F64


class Growth(IntEnum):
    """What limits the reaction."""

    REACTION = 0
    SOLVENT_DIFFUSION = 1
    BOTH = 2


class Interphase(NamedTuple):
    """Constants of the layer, SI units."""

    growth: Growth
    initial_m: float
    exchange_a_m2: float  # of the reaction, where it alone limits
    potential_v: float  # of the reaction at equilibrium
    solvent_flux_mol_m_s: float  # diffusivity times concentration, where diffusion alone limits
    rate_m_s: float  # of the reaction of EC
    ec_mol_m3: float  # in the electrolyte
    ec_diffusivity_m2_s: float
    molar_volume_m3: float
    lithium_per_mol: float
    resistivity_ohm_m: float


def side_current(
    film: Interphase, thickness_m: F64, difference_v: F64, total_a_m2: F64, side_a_m2: F64
) -> F64:
    """Current density (n,) of the growth, 0 or below, at `phi_s - phi_e` and currents of the iterate."""
    main = total_a_m2 - side_a_m2
    eta = difference_v - film.potential_v - main * thickness_m * film.resistivity_ohm_m
    drive = np.exp(np.minimum(-0.5 * eta / THERMAL_V, 200.0))
    if film.growth == Growth.REACTION:
        return np.asarray(-film.exchange_a_m2 * drive)
    if film.growth == Growth.SOLVENT_DIFFUSION:
        return np.asarray(-FARADAY * film.solvent_flux_mol_m_s / thickness_m)
    rate = film.rate_m_s * drive
    return np.asarray(
        -FARADAY * film.ec_mol_m3 * rate / (1.0 + thickness_m * rate / film.ec_diffusivity_m2_s)
    )


def thickened(film: Interphase, thickness_m: F64, side_a_m2: F64, dt_s: float) -> F64:
    """Thickness (n,) after a step at this current density."""
    return thickness_m - side_a_m2 * (film.molar_volume_m3 / (film.lithium_per_mol * FARADAY) * dt_s)


def lithium_mol_m2(film: Interphase, thickness_m: F64) -> F64:
    """Lithium a layer holds."""
    return thickness_m * (film.lithium_per_mol / film.molar_volume_m3)
