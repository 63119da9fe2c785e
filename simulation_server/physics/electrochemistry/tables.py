"""Material functions as tables at equal steps, so that kernels can read what Python functions say.

Values between two entries are interpolated linearly; beyond the ends the last slope goes on.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

F64 = NDArray[np.float64]


class Table(NamedTuple):
    """A function of one variable, from `low` on in steps of 1/`per_unit`."""

    values: F64  # (n,)
    low: float
    per_unit: float


class Electrolyte(NamedTuple):
    """Functions of the salt concentration (mol/m3) at 25 C."""

    conductivity_s_m: Table
    diffusivity_m2_s: Table
    excess_potential_v: Table  # of the diffusion potential, beside its logarithm: see `diffusion_potential`
    log_potential_v: float  # factor of ln c in the diffusion potential
    lithium_exchange_a_m2: Table  # exchange current of lithium metal
    transference: float  # of lithium, constant


class Reactions(NamedTuple):
    """Functions of the stoichiometry of each active material, one row a material."""

    open_circuit_v: F64  # (m, n)
    exchange_a_m2: F64  # (m, n) at the reference salt concentration
    diffusivity_m2_s: F64  # (m, n)
    salt_factor: F64  # (m, k) exchange current over that at the reference concentration
    max_concentration_mol_m3: F64  # (m,)
    low: float  # stoichiometry of the first column
    per_unit: float
    salt_per_unit: float  # columns of salt_factor a mol/m3, from 0


@njit(cache=True, nogil=True, inline="always")
def look_up(values: F64, low: float, per_unit: float, x: float) -> tuple[float, float]:
    """Value and slope at `x` of a table's row."""
    place = (x - low) * per_unit
    index = min(max(int(place), 0), values.size - 2)
    step = values[index + 1] - values[index]
    return values[index] + (place - index) * step, step * per_unit


@njit(cache=True, nogil=True)
def _fill(table: Table, x: F64, result: F64) -> None:
    flat, found = x.ravel(), result.ravel()
    for i in range(flat.size):
        found[i] = look_up(table.values, table.low, table.per_unit, flat[i])[0]


def evaluate(table: Table, x: F64) -> F64:
    """The table at every entry of `x` (contiguous), same shape."""
    result = np.empty_like(x)
    _fill(table, x, result)
    return result


def tabulate(function: Callable[[F64], Any], low: float, high: float, entries: int, name: str) -> Table:
    """`function` at `entries` points from `low` to `high`. Raises PhysicsError where it is not finite."""
    x = np.linspace(low, high, entries)
    values = np.ascontiguousarray(np.broadcast_to(np.asarray(function(x), dtype=np.float64), x.shape))
    if not np.isfinite(values).all():
        where = float(x[~np.isfinite(values)][0])
        raise PhysicsError(f"{name} at {where:g} is not finite: expected values from {low:g} to {high:g}")
    return Table(values, low, (entries - 1) / (high - low))
