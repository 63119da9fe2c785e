"""Wetting: the phase value that solid cells show to the fluid round them.

At equilibrium a diffuse interface has `|grad C| = 2 beta C (1 - C)`; it meets a wall at the contact angle
theta when the gradient into the wall is `cos(theta) |grad C|` (the surface-energy condition of phase-field
models, as in Fakhari and Bolster 2017). A wall cell therefore takes the mean of its fluid neighbours plus
`2 beta pull C (1 - C)`. No wall normals are needed, so it holds in pores two cells wide.

On the lattice the pull is not quite cos(theta), and depends on how briskly the lattice runs: wetting_table.
Walls that slope across the lattice have more surface and pull less by it: stairs.
"""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from .lanes import bit
from .wetting_table import ANGLES_DEG, GAS_SHARES, LIFTS_DEG, PULLS, TENSIONS


def wall_pull(
    contact_angle_deg: NDArray[np.floating] | float, tension: float, gas_share: float
) -> NDArray[np.float64]:
    """Pull of a wall on the liquid for a contact angle measured in the liquid.

    `tension` is the surface tension over the liquid's viscosity, `gas_share` the gas's viscosity over the
    liquid's. Linear between the measured ones in the cosine and in the logarithms of both, the nearest
    measured beyond.
    """
    table = np.array(PULLS)  # (gas shares, tensions, angles)
    for value, measured in ((gas_share, GAS_SHARES), (tension, TENSIONS)):
        at = np.interp(np.log(max(value, 1e-9)), np.log(measured), np.arange(len(measured)))
        low = min(int(at), len(measured) - 2)
        table = table[low] + (at - low) * (table[low + 1] - table[low])
    angle = np.asarray(contact_angle_deg, dtype=np.float64)
    cosine = np.cos(np.radians(angle + np.interp(angle, ANGLES_DEG, LIFTS_DEG)))
    pull: NDArray[np.float64] = np.interp(-cosine, -np.cos(np.radians(ANGLES_DEG)), table)
    return pull


@njit(inline="always")
def _pair(liquid, site, mask, steps, k):  # type: ignore[no-untyped-def]
    """Sum of C, and number, of the fluid cells in directions k and k + 1."""
    one, other = np.float32(bit(mask, k)), np.float32(bit(mask, k + 1))
    ahead, behind = np.uintp(steps[k]), np.uintp(steps[k + 1])
    return one * liquid[site + ahead] + other * liquid[site + behind], one + other


@njit(parallel=True, cache=True, nogil=True, fastmath=True, error_model="numpy")
def set_walls(liquid, sites, masks, steps, strength, values):  # type: ignore[no-untyped-def]
    """Set C of the padded grid `liquid` at the wall cells; `strength` (walls,) is 2 beta pull.

    Axis neighbours weigh twice the diagonals. `values` (walls,) is scratch: reading all before writing any
    lets the compiler do many walls at once.
    """
    for wall in prange(len(sites)):
        site, mask = np.uintp(sites[wall]), masks[wall]
        sum_x, n_x = _pair(liquid, site, mask, steps, 1)
        sum_y, n_y = _pair(liquid, site, mask, steps, 3)
        sum_z, n_z = _pair(liquid, site, mask, steps, 5)
        sum_7, n_7 = _pair(liquid, site, mask, steps, 7)
        sum_9, n_9 = _pair(liquid, site, mask, steps, 9)
        sum_11, n_11 = _pair(liquid, site, mask, steps, 11)
        sum_13, n_13 = _pair(liquid, site, mask, steps, 13)
        sum_15, n_15 = _pair(liquid, site, mask, steps, 15)
        sum_17, n_17 = _pair(liquid, site, mask, steps, 17)
        two = np.float32(2)
        value = two * (sum_x + sum_y + sum_z) + sum_7 + sum_9 + sum_11 + sum_13 + sum_15 + sum_17
        weight = two * (n_x + n_y + n_z) + n_7 + n_9 + n_11 + n_13 + n_15 + n_17
        mean = value / weight
        pulled = mean + strength[wall] * mean * (np.float32(1) - mean)
        values[wall] = min(max(pulled, np.float32(0)), np.float32(1))
    for wall in prange(len(sites)):
        liquid[np.uintp(sites[wall])] = values[wall]
