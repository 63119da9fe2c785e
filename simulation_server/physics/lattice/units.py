"""From lattice steps to milliseconds.

Pore filling is a balance of capillarity and viscosity, so time scales as `length viscosity / surface
tension` (Washburn 1921): `t = t_lattice dx (eta / gamma) / (eta / gamma)_lattice`.
"""

from dataclasses import dataclass

from .fluids import Fluids


@dataclass(frozen=True, slots=True)
class Scales:
    """One lattice of spacing `lattice_um` filled with one electrolyte."""

    lattice_um: float
    viscosity_mpa_s: float
    surface_tension_mn_m: float

    def ms_a_step(self, fluids: Fluids) -> float:
        """Physical milliseconds in a step; the lattice density is 1, so kinematic viscosity is dynamic."""
        seconds_a_metre = self.viscosity_mpa_s / self.surface_tension_mn_m
        steps_a_cell = fluids.liquid_viscosity / fluids.surface_tension
        return self.lattice_um * 1e-6 * seconds_a_metre / steps_a_cell * 1e3
