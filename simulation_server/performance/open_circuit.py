"""Open-circuit potentials from PyBaMM's parameter sets and our own, against the stoichiometry of lithium."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from .chemistry import Chemistry
from .own_sets import SETS, own_set
from .quiet_pybamm import pybamm

_HOST_SITE = "electrode host site"
_THERMAL_V = 8.314462618 * 298.15 / 96485.33212
"""RT/F at 25 C."""
_SMOOTHING = 0.3
"""Width in ln(x / (1 - x)) over which the fall at full filling sets in."""
_LEAST, _MOST = 1e-3, 1.0 - 1e-4
"""Stoichiometries between which a voltage is looked for."""


@cache
def parameter_set(name: str) -> Any:
    """One of PyBaMM's parameter sets or of own_sets, as ParameterValues, not to be changed."""
    return own_set(name) if name in SETS else pybamm().ParameterValues(name)


@cache
def open_circuit(active: Chemistry) -> Callable[[Any], Any]:
    """The potential as a function of PyBaMM's stoichiometry symbol."""
    values = parameter_set(active.open_circuit_set)
    if f"{active.set_electrode} {_HOST_SITE} occupancy fraction (0)" in values:
        return _of_host_sites(active)
    found: Callable[[Any], Any] = values[f"{active.set_electrode} electrode OCP [V]"]
    return found if active.fills_from is None else _filling(found, active.fills_from)


def open_circuit_v(active: Chemistry, stoichiometry: float) -> float:
    """The potential as a number."""
    value = open_circuit(active)(pybamm().Scalar(stoichiometry)).evaluate()
    return float(np.asarray(value).reshape(-1)[0])


@cache
def stoichiometry_window(active: Chemistry) -> tuple[float, float]:
    """Stoichiometries at which the open-circuit voltage is `full_v` and `empty_v`."""

    def at(voltage_v: float) -> float:
        return brentq(lambda x: open_circuit_v(active, x) - voltage_v, _LEAST, _MOST, xtol=1e-14)

    return at(active.full_v), at(active.empty_v)


def host_site_stoichiometry(potential_v: NDArray[np.float64], active: Chemistry) -> NDArray[np.float64]:
    """Lithium (n,) in a host with several kinds of sites at potentials (n,).

    `x = sum_j X_j / (1 + exp(F (U - U_j) / (w_j R T)))`; Verbrugge et al., J. Electrochem. Soc. 164,
    E3243 (2017); X_j, U_j and w_j are the parameter set's, at 25 C.
    """
    values = parameter_set(active.open_circuit_set)
    total = np.zeros_like(potential_v)
    for site in range(int(values[f"Number of reactions in {active.set_electrode.lower()} electrode"])):
        share, standard_v, width = (
            values[f"{active.set_electrode} {_HOST_SITE} {what}"]
            for what in (
                f"occupancy fraction ({site})",
                f"standard potential ({site}) [V]",
                f"ideality factor ({site})",
            )
        )
        total += share / (1.0 + np.exp((potential_v - standard_v) / (width * _THERMAL_V)))
    return total


def _of_host_sites(active: Chemistry) -> Callable[[Any], Any]:
    """The sites' isotherm turned round: a cubic interpolant over ln(x / (1 - x)), in which it is smooth."""
    potential = np.linspace(5.0, 2.6, 481)
    filled = host_site_stoichiometry(potential, active)
    logit = np.log(filled / (1.0 - filled))

    def at(stoichiometry: Any) -> Any:
        return pybamm().Interpolant(
            logit, potential, pybamm().log(stoichiometry / (1.0 - stoichiometry)), interpolator="cubic"
        )

    return at


def _filling(potential: Callable[[Any], Any], fills_from: float) -> Callable[[Any], Any]:
    """The potential with the fall of a host that is nearly full, which tables and fits leave out.

    Beyond the stoichiometry `fills_from` it goes down in ln(x / (1 - x)) as steeply as it came, and at least
    as the entropy of an ideal lattice gas makes it, RT/F. Without that, particles near the separator
    fill up to the last site before the cut-off stops them, where no solver follows.
    """

    def at_v(stoichiometry: float) -> float:
        return float(np.asarray(potential(pybamm().Scalar(stoichiometry)).evaluate()).reshape(-1)[0])

    before = 1.0 - 1.05 * (1.0 - fills_from)
    start, start_before = (np.log(x / (1.0 - x)) for x in (fills_from, before))
    steepness_v = max(_THERMAL_V, (at_v(before) - at_v(fills_from)) / (start - start_before))

    def at(stoichiometry: Any) -> Any:
        module = pybamm()
        beyond = (module.log(stoichiometry / (1.0 - stoichiometry)) - start) / _SMOOTHING
        softplus = module.log(1.0 + module.exp(module.minimum(beyond, 50.0))) + module.maximum(
            beyond - 50.0, 0.0
        )
        return potential(module.minimum(stoichiometry, fills_from)) - steepness_v * _SMOOTHING * softplus

    return at
