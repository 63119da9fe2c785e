"""Collision of the momentum populations, and the flux of liquid that goes with it.

Momentum: D3Q19, incompressible equilibrium (He and Luo 1997) without its inertia terms (electrolyte in
pores of a few um has a Reynolds number below 1, and they are what makes a fast lattice blow up), two
relaxation times with the magic parameter 3/16, which puts a half-way bounce-back wall exactly between the
cells (Ginzburg, Verhaeghe and d'Humieres 2008). Populations are kept as departures from the weights, so
that float32 resolves small pressures.

Phase: D3Q7 relaxed fully to its equilibrium, with a compressive flux against diffusion (Latva-Kokko and
Rothman 2005; McClure et al. 2021): `g_q = w_q (C + 4 C u.e + beta C (1 - C) n.e)`, C the liquid share, n
along grad C. So relaxed, populations need not be kept: each cell's C and its flux
`C u / 2 + beta C (1 - C) n / 8` say the same. The rest population carries what else there is of the liquid's
mass `C (1 + excess)`: sound waves and capillary pressures compress liquid and gas alike, and leave C as it
is. The flux stops where C is within `solubility` of 0 or 1, so that noise in a bulk phase diffuses away
instead of gathering into drops.

Capillarity: the stress `-gamma |grad C| (I - n n)` in the momentum equilibrium: local, momentum-conserving,
and gamma is the surface tension itself, whatever the viscosity. Gravity pulls the liquid share only.
"""

import math

import numpy as np
from numba import njit

from .gradient import gradient
from .lanes import LANES
from .rows import ARRIVED, DONE, EXCESS, FLUX, SHARE


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _relax(w, i, lane, a, b, even, odd, s_even, s_odd):  # type: ignore[no-untyped-def]
    """Collide opposite populations a, b, of directions i and i + 1, and put each in the other's slot."""
    slot = (DONE + i) * LANES + lane
    d_even = s_even * (np.float32(0.5) * (a + b) - even)
    d_odd = s_odd * (np.float32(0.5) * (a - b) - odd)
    w[slot + LANES] = a - d_even - d_odd
    w[slot] = b - d_even + d_odd


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def collide(w, gamma, beta, solubility, nu_liquid, nu_gas, gravity):  # type: ignore[no-untyped-def]
    """Collide eight cells in the rows of `w` (ROWS * LANES,); rows says which are read and written."""
    one_18 = np.float32(1 / 18)
    one_36 = np.float32(1 / 36)
    half = np.float32(0.5)
    third = np.float32(1 / 3)
    one = np.float32(1)
    for lane in range(LANES):
        share = w[SHARE * LANES + lane]
        gx, gy, gz = gradient(w, lane)
        squared = gx * gx + gy * gy + gz * gz + np.float32(1e-16)
        per_steep = one / np.float32(math.sqrt(squared))
        steep = squared * per_steep

        f1, f2 = w[(ARRIVED + 1) * LANES + lane], w[(ARRIVED + 2) * LANES + lane]
        f3, f4 = w[(ARRIVED + 3) * LANES + lane], w[(ARRIVED + 4) * LANES + lane]
        f5, f6 = w[(ARRIVED + 5) * LANES + lane], w[(ARRIVED + 6) * LANES + lane]
        f7, f8 = w[(ARRIVED + 7) * LANES + lane], w[(ARRIVED + 8) * LANES + lane]
        f9, f10 = w[(ARRIVED + 9) * LANES + lane], w[(ARRIVED + 10) * LANES + lane]
        f11, f12 = w[(ARRIVED + 11) * LANES + lane], w[(ARRIVED + 12) * LANES + lane]
        f13, f14 = w[(ARRIVED + 13) * LANES + lane], w[(ARRIVED + 14) * LANES + lane]
        f15, f16 = w[(ARRIVED + 15) * LANES + lane], w[(ARRIVED + 16) * LANES + lane]
        f17, f18 = w[(ARRIVED + 17) * LANES + lane], w[(ARRIVED + 18) * LANES + lane]
        d7, d9, d11 = f7 - f8, f9 - f10, f11 - f12
        d13, d15, d17 = f13 - f14, f15 - f16, f17 - f18
        ux = (f1 - f2) + (d7 + d9) + (d11 + d13)
        uy = (f3 - f4) + (d7 - d9) + (d15 + d17)
        uz = (f5 - f6) + (d11 - d13) + (d15 - d17)
        f0 = w[ARRIVED * LANES + lane]
        more = (
            f0
            + ((f1 + f2) + (f3 + f4) + (f5 + f6))
            + (((f7 + f8) + (f9 + f10)) + ((f11 + f12) + (f13 + f14)) + ((f15 + f16) + (f17 + f18)))
        )
        w[EXCESS * LANES + lane] = more

        # Second moment of the equilibrium beyond the pressure: the capillary stress.
        tension = gamma * per_steep
        iso = gamma * steep
        pxx = tension * gx * gx - iso
        pyy = tension * gy * gy - iso
        pzz = tension * gz * gz - iso
        pxy = np.float32(9) * (tension * gx * gy)
        pxz = np.float32(9) * (tension * gx * gz)
        pyz = np.float32(9) * (tension * gy * gz)
        even0 = more - np.float32(1.5) * (pxx + pyy + pzz)
        pxx = np.float32(4.5) * pxx
        pyy = np.float32(4.5) * pyy
        pzz = np.float32(4.5) * pzz

        nu = nu_gas + (nu_liquid - nu_gas) * share
        # s_even = 1 / (3 nu + 1/2); magic = (1/s_even - 1/2)(1/s_odd - 1/2) = 3/16; one division for all.
        even_time, odd_time, ratio = np.float32(3) * nu + half, np.float32(8) * nu + one, np.float32(16) * nu
        inverse = one / (even_time * odd_time * ratio)
        s_even = odd_time * ratio * inverse
        s_odd = ratio * even_time * ratio * inverse
        per_s_odd = odd_time * odd_time * even_time * inverse
        weight = gravity * share
        wz = uz - weight * per_s_odd  # so that the collision adds -weight to the momentum
        uz -= half * weight  # the mean over the step

        a = np.float32(3) * one_18
        b = np.float32(3) * one_36
        w[DONE * LANES + lane] = f0 - s_even * (f0 - third * even0)
        _relax(w, 1, lane, f1, f2, one_18 * (even0 + pxx), a * ux, s_even, s_odd)
        _relax(w, 3, lane, f3, f4, one_18 * (even0 + pyy), a * uy, s_even, s_odd)
        _relax(w, 5, lane, f5, f6, one_18 * (even0 + pzz), a * wz, s_even, s_odd)
        _relax(w, 7, lane, f7, f8, one_36 * (even0 + pxx + pyy + pxy), b * (ux + uy), s_even, s_odd)
        _relax(w, 9, lane, f9, f10, one_36 * (even0 + pxx + pyy - pxy), b * (ux - uy), s_even, s_odd)
        _relax(w, 11, lane, f11, f12, one_36 * (even0 + pxx + pzz + pxz), b * (ux + wz), s_even, s_odd)
        _relax(w, 13, lane, f13, f14, one_36 * (even0 + pxx + pzz - pxz), b * (ux - wz), s_even, s_odd)
        _relax(w, 15, lane, f15, f16, one_36 * (even0 + pyy + pzz + pyz), b * (uy + wz), s_even, s_odd)
        _relax(w, 17, lane, f17, f18, one_36 * (even0 + pyy + pzz - pyz), b * (uy - wz), s_even, s_odd)

        sharpen = max(np.float32(0), (share - solubility) * (one - solubility - share))
        compress = np.float32(0.125) * beta * per_steep * sharpen
        carried = half * share
        w[(FLUX + 0) * LANES + lane] = carried * ux + compress * gx
        w[(FLUX + 1) * LANES + lane] = carried * uy + compress * gy
        w[(FLUX + 2) * LANES + lane] = carried * uz + compress * gz
