"""The law of coarse-grained suspensions: attraction and contact of spheres that stand for more than one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ATTRACTION, KN, KT, GAMMA_N, GAMMA_T, SLIDING = range(6)
"""Columns of the pair table."""

SIGMA, CUTOFF, CONTACT = range(3)
"""Columns of the particles' lengths."""


@dataclass(frozen=True, slots=True)
class CoarseGrain:
    """One kind of sphere of diameter d: shifted-force Lennard-Jones over a granular contact.

    Lengths are factors of d; unlike spheres meet at the sum of their own (arithmetic mean of diameters), with
    the geometric mean of the energies and of the contact's coefficients. The contact is LAMMPS'
    `gran/hertz/history` (Silbert et al. 2001), its mass and inertia those of `density` and of the contact
    diameter.
    """

    density: float  # pg/um3 = g/cm3, of the sphere of diameter d
    attraction_kpa_um2: float  # well depth over diameter (pg um/us2)
    sigma_over_d: float
    cutoff_over_d: float
    contact_over_d: float
    kn_kpa: float
    kt_over_kn: float
    gamma_n_per_us_um: float  # 1/(us um), as in gran/hertz/history
    gamma_t_over_n: float
    friction: float  # largest tangential over normal force

    @property
    def reach_over_d(self) -> float:
        """Diameter of what this sphere feels, over its own."""
        attracted = self.cutoff_over_d if self.attraction_kpa_um2 > 0.0 else 0.0
        return max(attracted, self.contact_over_d)


def coarse_table(grains: Sequence[CoarseGrain]) -> Floats:
    """Coefficients of every pair of kinds (k, k, 6), symmetric: geometric means."""

    def mean(values: list[float]) -> Floats:
        root = np.sqrt(np.array(values))
        return np.outer(root, root)

    return np.stack(
        [
            mean([grain.attraction_kpa_um2 for grain in grains]),
            mean([grain.kn_kpa for grain in grains]),
            mean([grain.kn_kpa * grain.kt_over_kn for grain in grains]),
            mean([grain.gamma_n_per_us_um for grain in grains]),
            mean([grain.gamma_n_per_us_um * grain.gamma_t_over_n for grain in grains]),
            mean([grain.friction for grain in grains]),
        ],
        axis=-1,
    )


def coarse_lengths(grains: Sequence[CoarseGrain], kind: NDArray[np.int64], radii_um: Floats) -> Floats:
    """Each particle's share (n, 3) of sigma, cutoff and contact distance (um)."""
    factors = np.array([[g.sigma_over_d, g.cutoff_over_d, g.contact_over_d] for g in grains])
    return np.asarray(factors[kind] * radii_um[:, None])


def oscillation_time_us(table: Floats, lengths: Floats, kind: NDArray[np.int64], mass: Floats) -> float:
    """Inverse of the largest rate at which one of the particles can swing or be damped by its like.

    mass (n,) pg. Swings: in the well, curvature `57.15 epsilon / sigma^2` (Lennard-Jones), and in the
    contact, `3/2 Kn sqrt(R* delta)` at an overlap of a tenth of the radius; damping:
    `gamma_n sqrt(R* delta)`. Infinite where nothing is felt.
    """
    own = table[kind, kind]
    radius = lengths[:, CONTACT]
    bend = np.sqrt(0.5 * radius * 0.1 * radius)
    well = np.zeros(len(mass))
    bound = lengths[:, SIGMA] > 0.0
    sigma = 2.0 * lengths[bound, SIGMA]
    well[bound] = 57.15 * own[bound, ATTRACTION] * (2.0 * radius[bound]) / sigma**2
    stiffness = np.maximum(well, 1.5 * own[:, KN] * bend)
    rate = np.maximum(np.sqrt(2.0 * stiffness / mass), 0.5 * own[:, GAMMA_N] * bend)
    return float(1.0 / rate.max()) if rate.max() > 0.0 else np.inf
