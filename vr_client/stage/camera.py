"""The desk views' camera: it orbits a target. A headset brings its own eyes instead."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .transforms import Matrix, look_at, perspective

HIGHEST_DEG = 89.0
FILL = 0.84
"""Share of the picture's height that a fitted body takes."""
NARROWEST = 1.1
"""Width over height of the picture for which a fitted body is still whole."""
LOWERED = 0.07


@dataclass(slots=True, eq=False)
class Camera:
    """Angles in degrees, lengths in metres of the world; elevation 0 looks along the horizon."""

    target_m: NDArray[np.float64] = field(default_factory=lambda: np.array([0.0, 0.2, 0.0]))  # (3,)
    azimuth_deg: float = 32.0
    elevation_deg: float = 18.0
    distance_m: float = 1.0
    vertical_fov_deg: float = 32.0
    follows: bool = True  # keeps the electrode in the picture until the user pans, zooms or flies

    @property
    def eye_m(self) -> NDArray[np.float64]:
        """(3,) where the viewer stands."""
        return self.target_m - self.distance_m * self.forward

    @property
    def forward(self) -> NDArray[np.float64]:
        """(3,) unit vector of sight."""
        a, e = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        return -np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])

    @property
    def right(self) -> NDArray[np.float64]:
        """(3,) unit vector to the viewer's right."""
        a = np.radians(self.azimuth_deg)
        return np.array([np.cos(a), 0.0, -np.sin(a)])

    def view(self) -> Matrix:
        """(4, 4) world to eye space."""
        return look_at(self.eye_m, self.target_m)

    def projection(self, aspect: float) -> Matrix:
        """(4, 4) eye to clip space for a picture `aspect` times as wide as high."""
        return perspective(self.vertical_fov_deg, aspect, 0.01 * max(self.distance_m, 0.05), 50.0)

    def orbit(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turns about the target."""
        self.azimuth_deg = (self.azimuth_deg + azimuth_deg) % 360.0
        self.elevation_deg = float(np.clip(self.elevation_deg + elevation_deg, -HIGHEST_DEG, HIGHEST_DEG))

    def fit(
        self, centre_m: NDArray[np.float64], half_width_m: float, half_height_m: float, share: float
    ) -> None:
        """Goes `share` (0 to 1) of the way to where an upright body of these half extents fills the picture.

        The distance holds from all sides, so that orbiting does not make the camera breathe.
        """
        e, fill = np.radians(self.elevation_deg), FILL * np.tan(np.radians(self.vertical_fov_deg) / 2.0)
        high = half_height_m * abs(np.cos(e)) + half_width_m * abs(np.sin(e))
        near = half_width_m * abs(np.cos(e)) + half_height_m * abs(np.sin(e))
        distance_m = near + max(high, half_width_m / NARROWEST) / fill
        below = np.array([0.0, LOWERED * distance_m * fill, 0.0])  # leaves the picture's foot to the legend
        self.target_m = self.target_m + share * (centre_m - below - self.target_m)
        self.distance_m += share * (distance_m - self.distance_m)

    def zoom(self, factor: float) -> None:
        """Goes nearer (factor below 1) or further."""
        self.follows = False
        self.distance_m = float(np.clip(self.distance_m * factor, 0.005, 20.0))

    def pan(self, right_m: float, up_m: float) -> None:
        """Moves eye and target across the picture."""
        self.follows = False
        up = np.cross(self.right, self.forward)
        self.target_m = self.target_m + right_m * self.right + up_m * up

    def fly(self, forward_m: float, right_m: float, up_m: float) -> None:
        """Moves eye and target along the line of sight, sideways and straight up."""
        self.follows = False
        step = forward_m * self.forward + right_m * self.right + np.array([0.0, up_m, 0.0])
        self.target_m = self.target_m + step
