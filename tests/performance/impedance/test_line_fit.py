"""The transmission line laid through spectra whose line is known, with noise, and through what is none."""

import numpy as np
import pytest

from simulation_server.performance.impedance import Spectrum, fit_line, line_impedance
from simulation_server.schema.errors import UserError

FREQUENCY = np.geomspace(1e-2, 2e5, 60)
OMEGA = 2.0 * np.pi * FREQUENCY


@pytest.mark.parametrize("gamma", [0.88, 1.0])
@pytest.mark.parametrize("in_front", [1e-7, 3e-3])
def test_known_line_is_found(gamma: float, in_front: float) -> None:
    z = in_front + line_impedance(OMEGA, 8e-3, 5.0, gamma)
    fit = fit_line(Spectrum(FREQUENCY, z))
    assert fit.r_ion_ohm_m2 == pytest.approx(8e-3, rel=1e-3)
    assert fit.q_s_gamma_m2 == pytest.approx(5.0, rel=1e-3)
    assert fit.gamma == pytest.approx(gamma, abs=1e-3)
    assert fit.r_other_ohm_m2 == pytest.approx(in_front, rel=1e-3, abs=1e-5)
    assert fit.misfit < 1e-3


def test_noise_of_one_percent_is_borne() -> None:
    rng = np.random.default_rng(4)
    z = 2e-3 + line_impedance(OMEGA, 8e-3, 5.0, 0.93)
    z *= 1.0 + 0.01 * (rng.standard_normal(z.size) + 1j * rng.standard_normal(z.size))
    fit = fit_line(Spectrum(FREQUENCY, z))
    assert fit.r_ion_ohm_m2 == pytest.approx(8e-3, rel=0.03)
    assert 0.008 < fit.misfit < 0.02


def test_limit_of_the_closed_form() -> None:
    slow = line_impedance(np.array([1e-6]), 9e-3, 5.0)[0]
    assert slow.real == pytest.approx(3e-3, rel=1e-6)
    fast = line_impedance(np.array([1e7]), 9e-3, 5.0)[0]
    assert -np.angle(fast, deg=True) == pytest.approx(45.0, abs=1e-6)


def test_what_is_no_blocking_electrode_is_refused() -> None:
    resistive = 1.0 / (1.0 / 5.0 + 1j * OMEGA * 1e-4) * 1e-3 + 2e-3  # a semicircle: charge is transferred
    with pytest.raises(UserError, match="away from the nearest transmission line"):
        fit_line(Spectrum(FREQUENCY, resistive))
    with pytest.raises(UserError, match="check the sign"):
        fit_line(Spectrum(FREQUENCY, np.conj(line_impedance(OMEGA, 8e-3, 5.0))))
