"""The lithium metal on top of the separator: one flat face over every cell of the last layer.

Its current density j (A/m2, into the electrolyte) is the unknown, as on the particles (kinetics.py). Between
the face and the first cell's centre lie half a cell's resistance and the salt's rise over it.
"""

from typing import NamedTuple

import numpy as np

from .constants import FARADAY, THERMAL_V
from .lattice import F64
from .tables import Electrolyte, evaluate


class LithiumFace(NamedTuple):
    """Linearised: `current = given - conductance * change of phi_e`, all (n1, n2), A/m2 and S/m2."""

    given_a_m2: F64
    conductance_s_m2: F64


def lithium_face(
    electrolyte: Electrolyte, salt: F64, phi: F64, current: F64, half_m: float, ion_factor: float
) -> LithiumFace:
    """From salt (mol/m3), potential and present current density, each (n1, n2), of the last layer."""
    safe = np.ascontiguousarray(np.maximum(salt, 1.0))
    resistance = half_m / (ion_factor * evaluate(electrolyte.conductivity_s_m, safe))
    diffusivity = ion_factor * evaluate(electrolyte.diffusivity_m2_s, safe)
    rise = (1.0 - electrolyte.transference) * current * half_m / (FARADAY * diffusivity)
    at_face = np.ascontiguousarray(np.maximum(safe + rise, 1.0))
    exchange = evaluate(electrolyte.lithium_exchange_a_m2, at_face)
    ratio = current / (2.0 * exchange)
    eta = 2.0 * THERMAL_V * np.arcsinh(ratio)
    climb = electrolyte.log_potential_v * np.log(at_face / safe)
    miss = -(phi + current * resistance + climb) - eta
    conductance = 1.0 / (resistance + THERMAL_V / (exchange * np.sqrt(1.0 + ratio**2)))
    return LithiumFace(current + conductance * miss, conductance)
