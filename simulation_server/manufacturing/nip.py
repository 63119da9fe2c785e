"""What a film has been through between the rolls, read off its own curve and gauge."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .calibrated import calibrated
from .film import Film
from .gauge import unevenness_um
from .roll import Rolls, loading_curve, recovery_shape, rolls

_SAME_UM = 1e-9


@dataclass(frozen=True, slots=True)
class Nip:
    """The narrowest place so far: the loading curve (k,) down to it, and what the film does after it."""

    rolls: Rolls
    thickness_um: NDArray[np.float64]  # (k,) falling
    pressure_mpa: NDArray[np.float64]  # (k,)
    recovery_strain: float  # of the loaded thickness, after a load of 100 MPa
    uneven_um: float  # what the gauge found above the plane before
    gauged_um: float | None = None  # thickness after this very load, once it has been let go

    @property
    def before_um(self) -> float:
        """Thickness of the dry film as gauged, unevenness included."""
        return float(self.thickness_um[0]) + unevenness_um()

    @property
    def loaded_um(self) -> float:
        """Thickness at the narrowest place."""
        return float(self.thickness_um[-1])

    @property
    def load_mpa(self) -> float:
        """Pressure at the narrowest place."""
        return float(self.pressure_mpa[-1])

    @property
    def after_um(self) -> float:
        """Thickness after spring-back: gauged, or foreseen while the film is still loaded."""
        if self.gauged_um is not None:
            return self.gauged_um
        left = max(0.0, self.uneven_um - float(self.thickness_um[0] - self.thickness_um[-1]))
        return self.loaded_um * (1.0 + self.recovery_strain * recovery_shape(self.load_mpa)) + left

    @property
    def line_load_n_mm(self) -> float:
        """Force of the rolls over the width."""
        recovery = self.after_um - self.loaded_um
        return self.rolls.line_load_n_mm(self.thickness_um, self.pressure_mpa, recovery)

    @property
    def gap_um(self) -> float:
        """Nominal gap of the rolls, foil included."""
        return self.rolls.gap_um(self.loaded_um, self.line_load_n_mm)

    def after(self, gauged_um: float) -> "Nip":
        """The same nip, the film gauged after it."""
        return replace(self, gauged_um=gauged_um)

    def earlier(self, above_um: float) -> "Nip":
        """The same film when it was so much thicker, or at its first point."""
        count = max(1, int(np.count_nonzero(self.thickness_um >= self.loaded_um + above_um)))
        curve = self.thickness_um[:count], self.pressure_mpa[:count]
        return Nip(self.rolls, *curve, self.recovery_strain, self.uneven_um)


def nip_of(film: Film, caution: float = 1.0) -> Nip:
    """The film's nip so far; `caution` scales the recovery where it can only be foreseen."""
    history = film.history
    plane, pressure = history.plane_um, history.pressure_mpa
    if not len(plane):
        plane, pressure = np.array([film.system.plane_um]), np.zeros(1)
    thickness, load = loading_curve(plane, pressure)
    report = film.line.calendering
    strain, gauged = float(calibrated("calendering")["recovery"]["strain_at_100_mpa"]), None
    if report is not None and report.pressure_mpa > 0.0:
        strain = (report.thickness_um / report.thickness_loaded_um - 1.0) / recovery_shape(
            report.pressure_mpa
        )
        if not film.pressing and abs(report.thickness_loaded_um - thickness[-1]) < _SAME_UM:
            gauged = report.thickness_um
    return Nip(rolls(), thickness, load, caution * strain, unevenness_um(), gauged)
