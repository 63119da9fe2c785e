"""Particle sizes of an electrode as PyBaMM's many-particle DFN takes them.

Kirk et al., J. Electrochem. Soc. 168, 090525 (2021): at each depth, particles of every size share the
potentials, and each has its own lithium. The distribution is weighted by surface; a radius R holds the volume
f_v(R) dR and the surface 3 f_v(R) dR / R.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import Particles, Phase

from .mesh import SIZE_CELLS
from .quiet_pybamm import pybamm

_NARROW = 1.05
"""Largest over smallest radius below which there is one size."""


@dataclass(frozen=True, slots=True)
class SizeDistribution:
    """Classes of equal width in radius, and the surface in each."""

    radii_um: NDArray[np.float64]  # (SIZE_CELLS,) middles of the classes
    surface: NDArray[np.float64]  # (SIZE_CELLS,) shares, sum 1

    @property
    def width_um(self) -> float:
        """Of one class."""
        return float(self.radii_um[1] - self.radii_um[0])

    @property
    def mean_um(self) -> float:
        """Weighted by surface: the radius of equal spheres with this volume and surface."""
        return float(self.surface @ self.radii_um)

    def scaled_to(self, mean_um: float) -> "SizeDistribution":
        """The same shape with this mean, so that volume and surface are the structure's."""
        return SizeDistribution(self.radii_um * (mean_um / self.mean_um), self.surface)

    def values(self, side: str) -> dict[str, Any]:
        """PyBaMM's parameters for a side, "Positive" or "Negative"."""
        density = self.surface / (self.width_um * 1e-6)
        radii_m = self.radii_um * 1e-6
        half_m = 0.5 * self.width_um * 1e-6

        def of_radius(radius: Any) -> Any:
            return pybamm().Interpolant(radii_m, density, radius, interpolator="linear")

        return {
            f"{side} minimum particle radius [m]": radii_m[0] - half_m,
            f"{side} maximum particle radius [m]": radii_m[-1] + half_m,
            f"{side} area-weighted particle-size distribution [m-1]": of_radius,
        }


def size_distribution(particles: Particles) -> SizeDistribution:
    """Of the active particles. Raises PhysicsError where they are all of one size.

    Each particle's surface is shared between the two classes round its radius so that surface and volume
    hold, which a histogram would not.
    """
    radii = particles.radii_um[particles.phase == Phase.AM]
    if radii.size == 0 or radii.max() < _NARROW * radii.min():
        raise PhysicsError(
            f"{radii.size} active particles of one size: expected several; leave the size distribution out"
        )
    # PyBaMM's classes are the cells of its mesh: their middles lie half a class within the ends
    width = (radii.max() - radii.min()) / (SIZE_CELLS - 1)
    place = (radii - radii.min()) / width
    below = np.minimum(place.astype(np.int64), SIZE_CELLS - 2)
    share = place - below
    surface = np.bincount(below, radii**2 * (1.0 - share), SIZE_CELLS)
    surface += np.bincount(below + 1, radii**2 * share, SIZE_CELLS)
    middles = radii.min() + width * np.arange(SIZE_CELLS)
    if middles[0] <= 0.5 * width:
        raise PhysicsError(f"radii from {radii.min():g} to {radii.max():g} um: expected a narrower range")
    return SizeDistribution(middles, surface / surface.sum())
