"""The rolls: contact arc, line load and nominal gap, from a film's own pressure-thickness curve.

The film passes two rolls of radius R. At x along the web from the narrowest place the surface of each
roll has receded by `x^2 / (2 R)`, so that the film is `h(x) = h1 + x^2 / R` thick (parabolas for circles:
the arc is short against R). Every slice of the film is pressed as if between planes, since the arc is many
times longer than the film is thick. The line load is then the pressure summed over the arc, `q = integral
p dx` with `dx = sqrt(R / (h - h1)) / 2 dh`. The rolls stay round (their own Hertzian flattening is left
out); the machine gives as a whole, in proportion to the load.
"""

from dataclasses import dataclass
from math import gamma

import numpy as np
from numpy.typing import NDArray

from .calibrated import calibrated

Floats = NDArray[np.float64]

_UM_PER_MM = 1e3
_REFERENCE_MPA, _RECOVERY_EXPONENT = 100.0, 0.75
_EXIT = gamma(0.5) * gamma(1.0 / _RECOVERY_EXPONENT + 1.0) / gamma(1.0 / _RECOVERY_EXPONENT + 1.5)
"""On the way out the pressure falls with what is left of the recovery, to the power of 1/0.75 = 4/3:
`integral_0^1 (1 - u)^(4/3) / sqrt(u) du`, Euler's beta function."""


@dataclass(frozen=True, slots=True)
class Rolls:
    """A two-roll calender and the foil that passes it with the coating."""

    diameter_mm: float
    compliance_um_per_n_mm: float  # the gap opens by so much for each N/mm of line load
    foil_um: float

    @property
    def radius_um(self) -> float:
        """Radius of either roll."""
        return 0.5 * self.diameter_mm * _UM_PER_MM

    def line_load_n_mm(self, thickness_um: Floats, pressure_mpa: Floats, recovery_um: float = 0.0) -> float:
        """Force over width of a film pressed along this curve.

        thickness_um (k,) falling and pressure_mpa (k,) are the loading curve, its last point the narrowest
        place; recovery_um is what the film springs back by on the way out. Between its points the curve is
        straight, and summed exactly: `integral (a + b u) / sqrt(u) du = 2 a sqrt(u) + 2/3 b u^(3/2)`.
        """
        if not len(thickness_um):
            return 0.0
        above = thickness_um - thickness_um[-1]
        start, end = above[1:], above[:-1]
        slope = np.diff(pressure_mpa) / -np.maximum(end - start, 1e-12)
        base = pressure_mpa[1:] - slope * start
        parts = 2.0 * base * (np.sqrt(end) - np.sqrt(start)) + 2.0 / 3.0 * slope * (end**1.5 - start**1.5)
        entry = 0.5 * np.sqrt(self.radius_um) * float(np.sum(parts))
        leaving = 0.5 * _EXIT * float(pressure_mpa[-1]) * np.sqrt(self.radius_um * max(recovery_um, 0.0))
        return float(entry + leaving) / _UM_PER_MM

    def gap_um(self, loaded_um: float, line_load_n_mm: float) -> float:
        """Nominal gap, foil included, at which the loaded film is so thick: what the rolls are set to."""
        return loaded_um + self.foil_um - self.compliance_um_per_n_mm * line_load_n_mm


def recovery_shape(pressure_mpa: float) -> float:
    """How spring-back strain grows with the pressure the film was let go from, 1 at 100 MPa.

    The exponent is that of our films, 5 to 220 MPa: 0.70 to 0.76.
    """
    return float((pressure_mpa / _REFERENCE_MPA) ** _RECOVERY_EXPONENT)


def rolls() -> Rolls:
    """The calender of assets/calibration/calendering.toml."""
    return Rolls(**calibrated("calendering")["rolls"])


def loading_curve(plane_um: Floats, pressure_mpa: Floats) -> tuple[Floats, Floats]:
    """Thickness (m,) falling and pressure (m,) of the points at which the film was thinner than ever before.

    A release and a second descent leave this curve alone until the plane is lower than it has been; where it
    stands still, its latest pressure holds.
    """
    if not len(plane_um):
        return plane_um, pressure_mpa
    lowest = np.minimum.accumulate(plane_um)
    at_lowest = np.flatnonzero(plane_um <= lowest)
    last = np.append(np.diff(lowest[at_lowest]) < 0.0, True)
    chosen = at_lowest[last]
    return plane_um[chosen], np.maximum(pressure_mpa[chosen], 0.0)
