"""A spectrum: impedance times area against frequency."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import UserError

FEWEST_POINTS = 5


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Rising frequencies (n,) and the impedance (n,) of one electrode or cell, capacitive below the axis."""

    frequency_hz: NDArray[np.float64]
    z_ohm_m2: NDArray[np.complex128]

    @property
    def omega_per_s(self) -> NDArray[np.float64]:
        """Angular frequencies (n,)."""
        return 2.0 * np.pi * self.frequency_hz

    @property
    def z_ohm_cm2(self) -> NDArray[np.complex128]:
        """The impedance in the field's unit."""
        return 1e4 * self.z_ohm_m2


def checked_spectrum(
    frequency_hz: NDArray[np.float64], z_ohm_m2: NDArray[np.complex128], source: str
) -> Spectrum:
    """Sorted, without doubled frequencies. Raises UserError for too few points or values without sense."""
    if frequency_hz.size < FEWEST_POINTS:
        raise UserError(
            f"{source}: {frequency_hz.size} frequencies, expected {FEWEST_POINTS} at least for a spectrum"
        )
    if not (np.isfinite(frequency_hz).all() and (frequency_hz > 0).all() and np.isfinite(z_ohm_m2).all()):
        raise UserError(f"{source}: expected frequencies above 0 Hz and finite impedances in every row")
    rising, first = np.unique(frequency_hz, return_index=True)
    return Spectrum(rising, z_ohm_m2[first])
