"""The light of the room: a key light, a cooler one from behind, sky above and ground below."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.settings import Theme
from vr_client.stage.transforms import Matrix, scale_of

from .palette import GROUNDS, linear
from .shaders import columns

KEY_FROM = (-0.50, 0.78, 0.62)
BACK_FROM = (0.70, 0.30, -0.65)
LAMP, LAMP_UM = 2.6, 14.0
"""Strength of the lamp that an eye inside the electrode has, and where it has halved."""
FADE_UM = 8.0
"""Distance from the electrode's box at which it is out."""
HAZES = {theme: 0.5 * (linear(ground.centre) + linear(ground.edge)) for theme, ground in GROUNDS.items()}
"""What far parts fade to."""


@dataclass(frozen=True, slots=True)
class Eye:
    """One eye's matrices and what shaders need of them."""

    view: Matrix  # (4, 4) world to eye space
    projection: Matrix  # (4, 4) eye space to clip space
    model: Matrix  # (4, 4) um to world
    viewport_px: tuple[int, int]
    centre_um: tuple[float, float, float] = (0.0, 0.0, 0.0)  # of the electrode
    radius_um: float = 1.0
    ghost: bool = False  # a preview is drawn paler
    theme: Theme = "dark"

    def moved(self, by_um: Matrix) -> "Eye":
        """The same eye before an electrode that stands `by_um` (4, 4) from this one, in micrometres."""
        return replace(self, model=self.model @ by_um)

    @property
    def model_view(self) -> Matrix:
        """(4, 4) um to eye space."""
        return self.view @ self.model

    @property
    def scale(self) -> float:
        """Metres per um."""
        return scale_of(self.model)

    @property
    def rotation(self) -> Matrix:
        """(3, 3) electrode axes to eye axes."""
        return self.model_view[:3, :3] / self.scale

    @property
    def within(self) -> float:
        """How far the eye is inside the electrode: 1 in its box, 0 from FADE_UM outside."""
        half = np.array(self.centre_um)
        at = np.linalg.inv(self.model_view)[:3, 3]
        outside_um = float(np.linalg.norm(np.maximum(np.abs(at - half) - half, 0.0)))
        return max(1.0 - outside_um / FADE_UM, 0.0)

    @property
    def px_per_radian(self) -> float:
        """Pixels per metre at one metre."""
        return 0.5 * self.viewport_px[1] * float(self.projection[1, 1])

    def plane(self, equation_um: NDArray[np.float64]) -> NDArray[np.float64]:
        """A plane (n, w) of electrode coordinates, n a unit vector or 0, in eye space (metres)."""
        n = self.rotation @ equation_um[:3]
        if not n.any():
            return equation_um
        origin = self.model_view[:3, 3]
        return np.array([*n, self.scale * equation_um[3] - n @ origin])


def set_eye(program: Any, eye: Eye) -> None:
    """Gives a program its matrices."""
    program["u_model_view"] = columns(eye.model_view)
    program["u_projection"] = columns(eye.projection)


def set_light(program: Any, eye: Eye) -> None:
    """Lights a program; the haze begins at the electrode's middle."""
    turn = eye.view[:3, :3]
    for name, way in (("u_up", (0.0, 1.0, 0.0)), ("u_key", KEY_FROM), ("u_back", BACK_FROM)):
        program[name] = (turn @ np.asarray(way) / np.linalg.norm(way)).astype(np.float32)
    program["u_haze"] = HAZES[eye.theme]
    middle = float(np.linalg.norm((eye.model_view @ np.array([*eye.centre_um, 1.0]))[:3]))
    program["u_haze_range"] = (middle, middle + 3.0 * eye.radius_um * eye.scale)
    program["u_ghost"] = float(eye.ghost)
    program["u_lamp"] = (LAMP * eye.within, LAMP_UM * eye.scale)
