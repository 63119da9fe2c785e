"""Functions as the tables of a BPX file."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.quiet_pybamm import pybamm

TEMPERATURE_K = 298.15
_EVEN, _ENDS = 401, 60
_NEAREST = 1e-4
"""How close to 0 and 1 stoichiometries come: potentials are steepest there."""


def stoichiometries() -> NDArray[np.float64]:
    """Evenly from 0 to 1, and closer and closer together towards both ends."""
    ends = np.geomspace(_NEAREST, 0.05, _ENDS)
    return np.unique(np.concatenate([np.linspace(0.01, 0.99, _EVEN), ends, 1.0 - ends]).round(9))


def numbers(function: Any, *arguments: Any) -> NDArray[np.float64]:
    """A constant or a function of PyBaMM's symbols at arrays (n,) and numbers of arguments, as (n,) or ()."""
    if not callable(function):
        return np.asarray(float(function))
    symbols = [pybamm().Vector(a) if isinstance(a, np.ndarray) else pybamm().Scalar(a) for a in arguments]
    found = function(*symbols)
    if isinstance(found, int | float):
        return np.asarray(float(found))
    found = pybamm().ParameterValues({}).process_symbol(found)
    return np.asarray(found.evaluate(), dtype=np.float64).reshape(-1)


def table(
    function: Any, x: NDArray[np.float64], *rest: Any, by: Callable[[Any], Any] | None = None
) -> float | dict[str, list[float]]:
    """A number where the function is constant, or its table over x."""
    values = numbers(function, x if by is None else by(x), *rest)
    if values.ndim == 0 or np.ptp(values) == 0.0:
        return float(values.reshape(-1)[0])
    return {"x": x.tolist(), "y": values.tolist()}
