"""How a film answers to pressing: one descent, let go again from several pressures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.manufacturing.calendering import prepare
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.pressing import MOST_BLOCKS, press_by_servo, release
from simulation_server.manufacturing.roll import loading_curve, recovery_shape, rolls
from simulation_server.schema.errors import PhysicsError

Floats = NDArray[np.float64]

_DENSEST = 0.12
"""Porosity between the rolls at which the descent ends."""


@dataclass(frozen=True, slots=True)
class PressingCurve:
    """A film as thick as a measured one: between the rolls at k pressures (MPa), and after them."""

    pressure_mpa: Floats  # (k,) rising
    loaded_um: Floats  # (k,)
    after_um: Floats  # (k,) once it has sprung back
    line_load_n_mm: Floats  # (k,)
    solid_um: float  # the film without any pore

    @property
    def porosity(self) -> Floats:
        """Porosity (k,) after spring-back."""
        return 1.0 - self.solid_um / self.after_um

    @property
    def strain_at_100_mpa(self) -> float:
        """Spring-back over the loaded thickness, its mean carried to 100 MPa."""
        shape = np.array([recovery_shape(float(pressure)) for pressure in self.pressure_mpa])
        return float(np.mean((self.after_um / self.loaded_um - 1.0) / shape))

    def porosity_at(self, gap_um: Floats, compliance_um_per_n_mm: float) -> Floats:
        """Porosity (m,) after rolls set to nominal gaps (m,), straight between the points and beyond them."""
        nominal = self.loaded_um + rolls().foil_um - compliance_um_per_n_mm * self.line_load_n_mm
        order = np.argsort(nominal)
        gaps, porosity = nominal[order], self.porosity[order]
        found = np.interp(gap_um, gaps, porosity)
        slope = (porosity[1] - porosity[0]) / (gaps[1] - gaps[0])
        return np.where(gap_um < gaps[0], porosity[0] + slope * (gap_um - gaps[0]), found)


def pressing_curve(film: Film, row: dict[str, Any], pressures_mpa: Sequence[float]) -> PressingCurve:
    """Presses a dry film as the rolls do, to each of the pressures or until it is dense.

    Its lengths are scaled to the measured coating's solids: pressure goes with strain alone.
    """
    prepare(film)
    film.pressing = True
    film.record()
    reached, after, loaded = [], [], []
    for pressure in pressures_mpa:
        if not _press(film, pressure):
            break
        saved, height = film.system.checkpoint(), film.system.plane_um
        for _ in release(film):
            pass
        reached.append(pressure)
        loaded.append(height)
        after.append(film.thickness_um)
        film.system.restore(saved)
        film.pressing = True
    if len(reached) < 2:
        raise PhysicsError(f"a film of {row['active_wt_pct']:g} wt% was dense below {pressures_mpa[1]:g} MPa")
    return _scaled(film, row, *(np.array(values) for values in (reached, loaded, after)))


def _press(film: Film, pressure_mpa: float) -> bool:
    """Whether the film carries the pressure before it is too dense."""
    film.target_mpa, film.held = pressure_mpa, 0
    for _ in range(MOST_BLOCKS):
        press_by_servo(film, pressure_mpa)
        if film.pressed_mpa >= pressure_mpa:
            return True
        if film.mix.porosity(film.system.plane_um) < _DENSEST:
            return False
    return False


def _scaled(
    film: Film, row: dict[str, Any], pressure: Floats, loaded: Floats, after: Floats
) -> PressingCurve:
    solid = row["thickness_before_um"] * (1.0 - row["porosity_before"])
    scale = solid / (film.mix.solid_volume_um3 / film.mix.area_um2)
    thickness, load = loading_curve(film.history.plane_um, film.history.pressure_mpa)
    calender = rolls()
    forces = []
    for height, released in zip(loaded, after, strict=True):
        so_far = thickness >= height
        recovery = scale * float(released - height)
        forces.append(calender.line_load_n_mm(scale * thickness[so_far], load[so_far], recovery))
    return PressingCurve(pressure, scale * loaded, scale * after, np.array(forces), solid)


def mean_curve(curves: Sequence[PressingCurve]) -> PressingCurve:
    """The mean of films that differ by their seed alone, at the pressures that all have reached."""
    count = min(len(curve.pressure_mpa) for curve in curves)

    def mean(name: str) -> Floats:
        return np.asarray(np.mean([getattr(curve, name)[:count] for curve in curves], axis=0))

    return PressingCurve(
        mean("pressure_mpa"), mean("loaded_um"), mean("after_um"), mean("line_load_n_mm"), curves[0].solid_um
    )
