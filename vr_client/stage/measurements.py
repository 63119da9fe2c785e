"""What was measured in the electrode; fastened to particles, so that it follows them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .particles import ParticleLayer

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A place `offset_um` (3,) from a particle's centre; from the origin where `particle` is None."""

    particle: int | None
    offset_um: Vector

    @classmethod
    def at(cls, point_um: Vector, particle: int | None, layer: ParticleLayer) -> "Anchor":
        """The place `point_um` (3,), fastened to a particle where one is given."""
        if particle is None:
            return cls(None, point_um)
        return cls(particle, point_um - layer.positions_um[particle])

    def point_um(self, layer: ParticleLayer) -> Vector:
        """(3,) where it is now."""
        if self.particle is None:
            return self.offset_um
        return layer.positions_um[self.particle] + self.offset_um


@dataclass(slots=True, eq=False)
class Distance:
    """Between two points of surfaces."""

    start: Anchor
    end: Anchor
    length_um: float = 0.0


@dataclass(slots=True, eq=False)
class Pore:
    """The largest ball that fits between the particles and holds the place pointed at.

    `radius_um` is 0 where a particle now is; `of` is the particles' generation it was measured in.
    """

    seed: Anchor
    centre_um: Vector
    radius_um: float
    of: int


Measurement = Distance | Pore
