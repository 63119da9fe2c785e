"""Materials of particles and walls, and the table of what two of them do in contact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

E_STAR, G_STAR, DAMPING, FRICTION, COHESION, HARDNESS, HARDENING = range(7)
"""Columns of the pair table."""


@dataclass(frozen=True, slots=True)
class Material:
    """Elastic, plastic, frictional, cohesive solid; pressures in kPa, density in pg/um3 (= g/cm3)."""

    density: float
    young_kpa: float
    poisson: float
    restitution: float
    friction: float
    cohesion_kpa: float = 0.0  # cohesion energy density: 1 kPa = 1 kJ/m3
    hardness_kpa: float = float("inf")  # mean contact pressure at which it yields
    hardening: float = 0.0  # growth of the hardness of a contact squeezed thin, see contact.elastic_contact

    @property
    def shear_kpa(self) -> float:
        """Shear modulus G = E / (2 (1 + nu))."""
        return self.young_kpa / (2.0 * (1.0 + self.poisson))


def damping_coefficient(restitution: float) -> float:
    """Dimensionless damping alpha of a Hertz contact with this restitution at every impact speed.

    `F = alpha sqrt(m k) delta^(1/4) v` (Tsuji et al. 1992) with alpha in closed form after
    Antypov and Elliott (2011): `alpha = -sqrt(5) ln e / sqrt(ln(e)^2 + pi^2)`.
    """
    if restitution >= 1.0:
        return 0.0
    log_e = float(np.log(restitution))
    return float(-np.sqrt(5.0) * log_e / np.sqrt(log_e**2 + np.pi**2))


def pair_table(materials: Sequence[Material]) -> NDArray[np.float64]:
    """Contact properties of every pair of materials, shape (k, k, 7), symmetric.

    Effective moduli as in Hertz and Mindlin theory (Johnson 1985); restitution, friction and
    cohesion of unlike materials are geometric means; the softer of the two yields.
    """
    count = len(materials)
    table = np.empty((count, count, 7))
    for i, a in enumerate(materials):
        for j, b in enumerate(materials):
            compliance = (1.0 - a.poisson**2) / a.young_kpa + (1.0 - b.poisson**2) / b.young_kpa
            shear = (2.0 - a.poisson) / a.shear_kpa + (2.0 - b.poisson) / b.shear_kpa
            table[i, j, E_STAR] = 1.0 / compliance
            table[i, j, G_STAR] = 1.0 / shear
            table[i, j, DAMPING] = damping_coefficient(np.sqrt(a.restitution * b.restitution))
            table[i, j, FRICTION] = np.sqrt(a.friction * b.friction)
            table[i, j, COHESION] = np.sqrt(a.cohesion_kpa * b.cohesion_kpa)
            softer = a if a.hardness_kpa <= b.hardness_kpa else b
            table[i, j, HARDNESS], table[i, j, HARDENING] = softer.hardness_kpa, softer.hardening
    return table


def rayleigh_time_us(
    material: Material, radius_um: NDArray[np.float64], density: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Time a Rayleigh wave takes round each sphere: explicit DEM needs a fraction of it as its step.

    radius_um, density (n,): the density may be scaled, which is why it is not the material's.
    `pi R sqrt(rho / G) / (0.1631 nu + 0.8766)`, Thornton and Randall (1988).
    """
    wave = np.sqrt(density / material.shear_kpa)
    return np.asarray(np.pi * radius_um * wave / (0.1631 * material.poisson + 0.8766))
