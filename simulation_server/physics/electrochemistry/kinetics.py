"""Butler-Volmer on the faces between active material and electrolyte, linearised for one step.

The current density j (A/m2, out of the active material) is the unknown of a face, not the overpotential:
`phi_s - phi_e = U(c_surface) + eta(j) + R_film j`, `eta = (2 RT/F) asinh(j / 2 j0)`, symmetric. Unlike the
exponentials of j(eta), this has no steep side, and a face without exchange current drops out by itself.
The concentration on the surface differs from that in the cell's centre by what diffusion over that
distance takes, and follows j within the step: both add to the resistance of the face, so that steep
open-circuit potentials, and exchange currents that fade as sites fill up, do not make it overshoot.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .constants import FARADAY, THERMAL_V
from .lattice import F64
from .surfaces import Surface
from .tables import Reactions, look_up


class Currents(NamedTuple):
    """What the faces (n,) carry, in A/m2, and their films."""

    total: F64  # out of the active material
    side: F64  # of it, what grows an interphase; 0 or below
    film_ohm_m2: F64


class Linear(NamedTuple):
    """The faces (n,) near the present state: `total + conductance * (miss + change of phi_s - phi_e)`."""

    miss_v: F64  # potential difference that is not yet accounted for
    conductance_s_m2: F64
    overpotential_v: F64


@njit(cache=True, nogil=True)
def linearise(
    surface: Surface,
    reactions: Reactions,
    currents: Currents,
    difference_v: F64,
    lithium: F64,
    salt: F64,
    edge_m: float,
    dt_s: float,
    linear: Linear,
) -> None:
    """Fills `linear` from the potential differences (n,) and the raveled concentrations (mol/m3)."""
    for f in range(surface.solid.size):
        m = surface.material[f]
        most = reactions.max_concentration_mol_m3[m]
        low, per_unit = reactions.low, reactions.per_unit
        inside = lithium[surface.solid[f]]
        inside_x = min(max(inside / most, 1e-6), 1.0 - 1e-6)
        diffusivity = look_up(reactions.diffusivity_m2_s[m], low, per_unit, inside_x)[0]
        across = surface.reach_m[f] / (FARADAY * diffusivity)
        current, side = currents.total[f], currents.side[f]
        x = (inside - across * (current - side)) / most
        rest, slope = look_up(reactions.open_circuit_v[m], low, per_unit, x)
        x = min(max(x, 1e-6), 1.0 - 1e-6)
        exchange, steepness = look_up(reactions.exchange_a_m2[m], low, per_unit, x)
        steepness /= max(exchange, 1e-9)
        there = max(salt[surface.liquid[f]], 0.0)
        exchange *= max(look_up(reactions.salt_factor[m], 0.0, reactions.salt_per_unit, there)[0], 1e-4)
        exchange = max(exchange, 1e-9)
        ratio = (current - side) / (2.0 * exchange)
        eta = 2.0 * THERMAL_V * np.arcsinh(ratio)
        transfer = THERMAL_V / (exchange * np.sqrt(1.0 + ratio * ratio))
        follow = _answer(surface.crowd_m2[f], edge_m, diffusivity, dt_s)
        linear.overpotential_v[f] = eta
        linear.miss_v[f] = difference_v[f] - rest - eta - currents.film_ohm_m2[f] * current
        fading = 2.0 * THERMAL_V * ratio / np.sqrt(1.0 + ratio * ratio) * steepness
        linear.conductance_s_m2[f] = 1.0 / (
            transfer
            + currents.film_ohm_m2[f]
            + (max(-slope, 0.0) + max(fading, 0.0)) / most * (across + follow)
        )


@njit(cache=True, nogil=True, inline="always")
def _answer(crowd_m2: float, edge_m: float, diffusivity: float, dt_s: float) -> float:
    """Change of a surface cell's concentration over that of its current density at the end of a step.

    The cell heads a row of cells into the depth, implicit in time; its mass and the conductance of the rest
    of the row take up what comes through its surface.
    """
    mass = edge_m * edge_m / (diffusivity * dt_s)
    decay = 1.0 + 0.5 * mass - np.sqrt(0.25 * mass * mass + mass)
    return crowd_m2 / (FARADAY * diffusivity * edge_m * (mass + 1.0 - decay))
