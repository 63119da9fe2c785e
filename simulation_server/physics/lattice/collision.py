"""Collision of the momentum populations, in place, and the flux of liquid that goes with it.

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
from numba import njit, prange

from .boundaries import set_open
from .grid import FRONT
from .lanes import BLOCK, LANES, find_places

# Rows of 16 in the scratch of a block. One array for all lets the compiler see that no row is another.
_DONE = 19  # the arrived populations are rows 0 to 18, the collided ones stand here, turned
_SHARE = 38  # C
_VECTOR = 39  # its gradient
_FLUX = 42  # of liquid
_MORE = 45  # sum of the populations
ROWS = 46

_SETTINGS = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy"}


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _relax(w, i, lane, a, b, even, odd, s_even, s_odd):  # type: ignore[no-untyped-def]
    """Collide opposite populations a, b, of directions i and i + 1, and put each in the other's slot."""
    slot = (_DONE + i) * LANES + lane
    d_even = s_even * (np.float32(0.5) * (a + b) - even)
    d_odd = s_odd * (np.float32(0.5) * (a - b) - odd)
    w[slot + LANES] = a - d_even - d_odd
    w[slot] = b - d_even + d_odd


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def _collide_block(w, gamma, beta, solubility, nu_liquid, nu_gas, gravity):  # type: ignore[no-untyped-def]
    """Collide 16 cells in the rows of `w` (46 * 16,): see the row numbers above."""
    one_18 = np.float32(1 / 18)
    one_36 = np.float32(1 / 36)
    half = np.float32(0.5)
    third = np.float32(1 / 3)
    one = np.float32(1)
    for lane in range(LANES):
        share = w[_SHARE * LANES + lane]
        gx = w[_VECTOR * LANES + lane]
        gy = w[(_VECTOR + 1) * LANES + lane]
        gz = w[(_VECTOR + 2) * LANES + lane]
        squared = gx * gx + gy * gy + gz * gz + np.float32(1e-16)
        per_steep = one / np.float32(math.sqrt(squared))
        steep = squared * per_steep

        f1, f2 = w[1 * LANES + lane], w[2 * LANES + lane]
        f3, f4 = w[3 * LANES + lane], w[4 * LANES + lane]
        f5, f6 = w[5 * LANES + lane], w[6 * LANES + lane]
        f7, f8 = w[7 * LANES + lane], w[8 * LANES + lane]
        f9, f10 = w[9 * LANES + lane], w[10 * LANES + lane]
        f11, f12 = w[11 * LANES + lane], w[12 * LANES + lane]
        f13, f14 = w[13 * LANES + lane], w[14 * LANES + lane]
        f15, f16 = w[15 * LANES + lane], w[16 * LANES + lane]
        f17, f18 = w[17 * LANES + lane], w[18 * LANES + lane]
        d7, d9, d11 = f7 - f8, f9 - f10, f11 - f12
        d13, d15, d17 = f13 - f14, f15 - f16, f17 - f18
        ux = (f1 - f2) + (d7 + d9) + (d11 + d13)
        uy = (f3 - f4) + (d7 - d9) + (d15 + d17)
        uz = (f5 - f6) + (d11 - d13) + (d15 - d17)
        f0 = w[lane]
        more = (
            f0
            + ((f1 + f2) + (f3 + f4) + (f5 + f6))
            + (((f7 + f8) + (f9 + f10)) + ((f11 + f12) + (f13 + f14)) + ((f15 + f16) + (f17 + f18)))
        )
        w[_MORE * LANES + lane] = more

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
        w[_DONE * LANES + lane] = f0 - s_even * (f0 - third * even0)
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
        w[(_FLUX + 0) * LANES + lane] = carried * ux + compress * gx
        w[(_FLUX + 1) * LANES + lane] = carried * uy + compress * gy
        w[(_FLUX + 2) * LANES + lane] = carried * uz + compress * gz


@njit(parallel=True, **_SETTINGS)
def collide(  # type: ignore[no-untyped-def]
    f, turned, links, mask, liquid, sites, flux, mass, excess, work, places,
    part_blocks, part_ends, ends, inlet_pressure, outlet_pressure, velocities, weights,
    gamma, beta, solubility, nu_liquid, nu_gas, gravity
):  # fmt: skip
    """One step of all cells, and of the open ones after those of their part, while these are in the cache.

    `turned` is how the populations are found; `flux` (3, ...) holds grad C and takes the flux of liquid.
    `work` (parts, ROWS * 16) and `places` (parts, 288) are scratch.
    """
    for part in prange(len(work)):
        w, at = work[part], places[part]
        for block in range(part_blocks[part], part_blocks[part + 1]):
            first = np.uintp(block * LANES)
            start = np.uintp(block * BLOCK)
            if turned:
                find_places(links, mask, block, at)
                for k in range(LANES):
                    w[k] = f[start + np.uintp(k)]
                for k in range(BLOCK - LANES):
                    w[LANES + k] = f[at[k]]
            else:
                for k in range(BLOCK):
                    w[k] = f[start + np.uintp(k)]
            for lane in range(LANES):
                w[_SHARE * LANES + lane] = liquid[np.uintp(sites[first + np.uintp(lane)])]
            for axis in range(3):
                for lane in range(LANES):
                    w[(_VECTOR + axis) * LANES + lane] = flux[axis, first + np.uintp(FRONT + lane)]
            _collide_block(w, gamma, beta, solubility, nu_liquid, nu_gas, gravity)
            for axis in range(3):
                for lane in range(LANES):
                    flux[axis, first + np.uintp(FRONT + lane)] = w[(_FLUX + axis) * LANES + lane]
            for lane in range(LANES):
                excess[first + np.uintp(lane)] = w[_MORE * LANES + lane]
            if turned:
                for k in range(LANES):
                    f[start + np.uintp(k)] = w[_DONE * LANES + k]
                for k in range(BLOCK - LANES):
                    f[at[k]] = w[(_DONE + 1) * LANES + k]
            else:
                for k in range(BLOCK):
                    f[start + np.uintp(k)] = w[_DONE * LANES + k]
        for k in range(part_ends[part], part_ends[part + 1]):
            set_open(
                f, not turned, links, mask, liquid, sites, flux, mass, excess, ends[k],
                1 - 2 * (k & 1), inlet_pressure if k & 1 else outlet_pressure, velocities, weights, at
            )  # fmt: skip
