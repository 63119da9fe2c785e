"""The plane that cuts the electrode open."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Axis = Literal["x", "y", "z"]
AXES: dict[Axis, tuple[float, float, float]] = {
    "x": (1.0, 0.0, 0.0),
    "y": (0.0, -1.0, 0.0),
    "z": (0.0, 0.0, 1.0),
}
"""Normals, pointing at what is cut away. `y` cuts away the near side of the default camera."""


@dataclass(frozen=True, slots=True)
class ClipPlane:
    """All with `normal . x > offset_um` is cut away, when `enabled` (electrode coordinates, um)."""

    enabled: bool = False
    normal: tuple[float, float, float] = AXES["y"]
    offset_um: float = 0.0

    def equation(self) -> NDArray[np.float64]:
        """(4,): (n, -offset), positive where cut away; a plane far off when not enabled."""
        if not self.enabled:
            return np.array([0.0, 0.0, 0.0, -1.0])
        return np.array([*self.normal, -self.offset_um])

    def moved(self, step_um: float) -> "ClipPlane":
        """The plane further along its normal."""
        return replace(self, offset_um=self.offset_um + step_um)

    def flipped(self) -> "ClipPlane":
        """The same cut with the other half kept."""
        x, y, z = self.normal
        return replace(self, normal=(-x, -y, -z), offset_um=-self.offset_um)


def clip_through(axis: Axis, point_um: tuple[float, float, float]) -> ClipPlane:
    """The enabled plane across `axis` through a point."""
    normal = AXES[axis]
    return ClipPlane(True, normal, float(np.dot(normal, point_um)))
