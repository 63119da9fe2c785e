"""The light of the room: a key light, a cooler one from behind, sky above and ground below."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.transforms import Matrix, scale_of

from .palette import BACKDROP_CENTRE, BACKDROP_EDGE, linear
from .shaders import columns

KEY_FROM = (-0.50, 0.78, 0.62)
BACK_FROM = (0.70, 0.30, -0.65)
HAZE = 0.5 * (linear(BACKDROP_CENTRE) + linear(BACKDROP_EDGE))


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
    program["u_haze"] = HAZE
    middle = float(np.linalg.norm((eye.model_view @ np.array([*eye.centre_um, 1.0]))[:3]))
    program["u_haze_range"] = (middle, middle + 3.0 * eye.radius_um * eye.scale)
    program["u_ghost"] = float(eye.ghost)
