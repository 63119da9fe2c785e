"""The transmission line of a porous electrode without reaction, and its fit to a spectrum.

Z = R_other + sqrt(R_ion / q) coth(sqrt(R_ion q)), q = Q (i omega)^gamma (de Levie 1963; for electrodes of
batteries Landesfeind et al. 2016, J. Electrochem. Soc. 163, A1373). gamma is 1
where the double layer is a capacitance; measured spectra want a little less. Towards low frequency the real
part comes to R_other + R_ion / 3.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from simulation_server.schema.errors import UserError

from .spectrum import Spectrum

F64 = NDArray[np.float64]
C128 = NDArray[np.complex128]

_GAMMA_LEAST = 0.6
_REACH = np.log(1e5)
"""How far the fit may go from what the ends of the spectrum let expect."""
_FINE = {"ftol": 1e-12, "xtol": 1e-12, "gtol": 1e-12}
"""Of the fit: R_ion and the resistance in front nearly make up for each other."""
_MOST_MISFIT = 0.3
"""Root mean square relative deviation beyond which the line says nothing of the spectrum."""


@dataclass(frozen=True, slots=True)
class LineFit:
    """A transmission line laid through a spectrum; per area, of one electrode."""

    r_ion_ohm_m2: float
    q_s_gamma_m2: float  # F/m2 where gamma is 1
    gamma: float
    r_other_ohm_m2: float  # separator, contacts, leads: what lies in front of the pores
    misfit: float  # root mean square of |fit - spectrum| / |spectrum|

    def z_ohm_m2(self, omega_per_s: F64) -> C128:
        """The line at angular frequencies (n,)."""
        line = line_impedance(omega_per_s, self.r_ion_ohm_m2, self.q_s_gamma_m2, self.gamma)
        result: C128 = self.r_other_ohm_m2 + line
        return result


def line_impedance(omega_per_s: F64, r_ion_ohm_m2: float, q_f_m2: float, gamma: float = 1.0) -> C128:
    """The closed form at angular frequencies (n,)."""
    q = q_f_m2 * (1j * np.asarray(omega_per_s, dtype=np.float64)) ** gamma
    result: C128 = np.sqrt(r_ion_ohm_m2 / q) / np.tanh(np.sqrt(r_ion_ohm_m2 * q))
    return result


def fit_line(spectrum: Spectrum) -> LineFit:
    """The line nearest to a spectrum, each point weighted with the inverse of its size.

    Raises UserError where the spectrum is not that of a blocking porous electrode.
    """
    omega, z = spectrum.omega_per_s, spectrum.z_ohm_m2

    def deviations(unknowns: F64) -> F64:
        ratio = _line(unknowns).z_ohm_m2(omega) / z - 1.0
        return np.concatenate((ratio.real, ratio.imag))

    start = _start(omega, z)
    low, high = start - _REACH, start + _REACH
    low[2], high[2] = _GAMMA_LEAST, 1.0
    found = least_squares(deviations, start, bounds=(low, high), x_scale="jac", **_FINE)
    misfit = float(np.sqrt(2.0 * found.cost / z.size))
    if not misfit <= _MOST_MISFIT:
        raise UserError(
            f"the spectrum is {misfit:.0%} away from the nearest transmission line, expected that of a "
            "blocking porous electrode: a line of 45 degrees that turns upright towards low frequency; check "
            "columns, sign of the imaginary part and unit, or cut the frequencies"
        )
    return replace(_line(found.x), misfit=misfit)


def _line(unknowns: F64) -> LineFit:
    """Of ln R_ion, ln Q, gamma and ln R_other."""
    r_ion, q, other = np.exp(unknowns[[0, 1, 3]])
    return LineFit(float(r_ion), float(q), float(unknowns[2]), float(other), 0.0)


def _start(omega: F64, z: C128) -> F64:
    """From the ends of the spectrum: the capacitance is the slow end's, what lies in front the fast end's."""
    if not -z.imag[0] > 0.0:
        raise UserError(
            f"the impedance at {omega[0] / (2.0 * np.pi):.3g} Hz has the imaginary part {z.imag[0]:.3g} "
            "Ohm m2, expected a capacitance's, below 0; check the sign of that column"
        )
    largest = float(np.abs(z).max())
    other = max(0.5 * float(z.real.min()), 1e-6 * largest)
    r_ion = 3.0 * max(float(np.median(z.real)) - other, 1e-6 * largest)
    return np.array([np.log(r_ion), np.log(-1.0 / (omega[0] * z.imag[0])), 0.98, np.log(other)])
