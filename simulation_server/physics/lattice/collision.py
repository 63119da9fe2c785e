"""One step of the two-phase lattice: pull, collide, write; bulk cells only.

Momentum: D3Q19, incompressible equilibrium (He and Luo 1997) without its inertia terms (electrolyte in
pores of a few um has a Reynolds number below 1, and they are what makes a fast lattice blow up), two
relaxation times with the magic parameter 3/16, which puts a half-way bounce-back wall exactly between the
cells (Ginzburg, Verhaeghe and d'Humieres 2008). Populations are kept as departures from the weights, so
that float32 resolves small pressures.

Phase: D3Q7 relaxed fully to its equilibrium, with a compressive flux against diffusion (Latva-Kokko and
Rothman 2005; McClure et al. 2021): `g_q = w_q (C + 4 C u.e + beta C (1 - C) n.e)`, C the liquid share, n
along grad C. The rest population carries what else there is of the liquid's mass `C (1 + excess)`: sound
waves and capillary pressures compress liquid and gas alike, and leave C as it is. The flux stops where C is
within `solubility` of 0 or 1, so that noise in a bulk phase diffuses away instead of gathering into drops.

Capillarity: the stress `-gamma |grad C| (I - n n)` in the momentum equilibrium: local, momentum-conserving,
and gamma is the surface tension itself, whatever the viscosity.
"""

import math

import numpy as np
from numba import njit, prange

from .lanes import F_BLOCK, G_BLOCK, LANES

_SHIFT = np.uint32(4)
_MASK = np.uint32(LANES - 1)
_SETTINGS = {"cache": True, "nogil": True, "fastmath": True, "error_model": "numpy"}


@njit(inline="always")
def _relax(a, b, even, odd, s_even, s_odd):  # type: ignore[no-untyped-def]
    """Opposite populations a, b after collision towards their even and odd equilibrium parts."""
    d_even = s_even * (np.float32(0.5) * (a + b) - even)
    d_odd = s_odd * (np.float32(0.5) * (a - b) - odd)
    return a - d_even - d_odd, b - d_even + d_odd


@njit(inline="always")
def _source(k, towards, back, own, block_size, fluid):  # type: ignore[no-untyped-def]
    """Index of the population that arrives from neighbour k, or of the one a wall returns."""
    from_cell = (k >> _SHIFT) * np.uint32(block_size) + (k & _MASK) + np.uint32(towards * LANES)
    return from_cell if k < fluid else own + np.uint32(back * LANES)


@njit(parallel=True, **_SETTINGS)
def gather_phase(g, neighbours, liquid, mass, excess, fluid):  # type: ignore[no-untyped-def]
    """Liquid mass of each bulk cell from the populations g that arrive, and its share of the total.

    `mass` and `excess` are (fluid,), `liquid` (all,). The total, 1 + excess, is the last step's.
    """
    for block in prange(len(neighbours) // (18 * LANES)):
        around = np.uint32(block) * np.uint32(18 * LANES)
        for lane in range(LANES):
            cell = np.uint32(block) * np.uint32(LANES) + np.uint32(lane)
            own = np.uint32(block) * np.uint32(G_BLOCK) + np.uint32(lane)
            arrived = g[own]
            arrived += g[_source(neighbours[around + np.uint32(1 * LANES + lane)], 1, 2, own, G_BLOCK, fluid)]
            arrived += g[_source(neighbours[around + np.uint32(0 * LANES + lane)], 2, 1, own, G_BLOCK, fluid)]
            arrived += g[_source(neighbours[around + np.uint32(3 * LANES + lane)], 3, 4, own, G_BLOCK, fluid)]
            arrived += g[_source(neighbours[around + np.uint32(2 * LANES + lane)], 4, 3, own, G_BLOCK, fluid)]
            arrived += g[_source(neighbours[around + np.uint32(5 * LANES + lane)], 5, 6, own, G_BLOCK, fluid)]
            arrived += g[_source(neighbours[around + np.uint32(4 * LANES + lane)], 6, 5, own, G_BLOCK, fluid)]
            mass[cell] = arrived
            liquid[cell] = arrived / (np.float32(1) + excess[cell])


@njit(parallel=True, **_SETTINGS)
def collide(  # type: ignore[no-untyped-def]
    f, f_new, g, neighbours, liquid, mass, excess, fluid, gamma, beta, solubility, nu_liquid, nu_gas
):
    """Pull f and collide into f_new; overwrite g at the bulk cells."""
    one_18 = np.float32(1 / 18)
    one_36 = np.float32(1 / 36)
    half = np.float32(0.5)
    third = np.float32(1 / 3)
    for block in prange(len(neighbours) // (18 * LANES)):
        around = np.uint32(block) * np.uint32(18 * LANES)
        f_out = np.uint32(block) * np.uint32(F_BLOCK)
        g_out = np.uint32(block) * np.uint32(G_BLOCK)
        for lane in range(LANES):
            cell = np.uint32(block) * np.uint32(LANES) + np.uint32(lane)
            own = f_out + np.uint32(lane)
            g_own = g_out + np.uint32(lane)
            n1 = neighbours[around + np.uint32(0 * LANES + lane)]
            n2 = neighbours[around + np.uint32(1 * LANES + lane)]
            n3 = neighbours[around + np.uint32(2 * LANES + lane)]
            n4 = neighbours[around + np.uint32(3 * LANES + lane)]
            n5 = neighbours[around + np.uint32(4 * LANES + lane)]
            n6 = neighbours[around + np.uint32(5 * LANES + lane)]
            n7 = neighbours[around + np.uint32(6 * LANES + lane)]
            n8 = neighbours[around + np.uint32(7 * LANES + lane)]
            n9 = neighbours[around + np.uint32(8 * LANES + lane)]
            n10 = neighbours[around + np.uint32(9 * LANES + lane)]
            n11 = neighbours[around + np.uint32(10 * LANES + lane)]
            n12 = neighbours[around + np.uint32(11 * LANES + lane)]
            n13 = neighbours[around + np.uint32(12 * LANES + lane)]
            n14 = neighbours[around + np.uint32(13 * LANES + lane)]
            n15 = neighbours[around + np.uint32(14 * LANES + lane)]
            n16 = neighbours[around + np.uint32(15 * LANES + lane)]
            n17 = neighbours[around + np.uint32(16 * LANES + lane)]
            n18 = neighbours[around + np.uint32(17 * LANES + lane)]

            # Gradient of C: 3 sum w e C(x + e).
            d7 = liquid[n7] - liquid[n8]
            d9 = liquid[n9] - liquid[n10]
            d11 = liquid[n11] - liquid[n12]
            d13 = liquid[n13] - liquid[n14]
            d15 = liquid[n15] - liquid[n16]
            d17 = liquid[n17] - liquid[n18]
            one_6 = np.float32(1 / 6)
            one_12 = np.float32(1 / 12)
            gx = one_6 * (liquid[n1] - liquid[n2]) + one_12 * (d7 + d9 + d11 + d13)
            gy = one_6 * (liquid[n3] - liquid[n4]) + one_12 * (d7 - d9 + d15 + d17)
            gz = one_6 * (liquid[n5] - liquid[n6]) + one_12 * (d11 - d13 + d15 - d17)
            steep = np.float32(math.sqrt(gx * gx + gy * gy + gz * gz + np.float32(1e-16)))
            per_steep = np.float32(1) / steep

            f0 = f[own]
            f1 = f[_source(n2, 1, 2, own, F_BLOCK, fluid)]
            f2 = f[_source(n1, 2, 1, own, F_BLOCK, fluid)]
            f3 = f[_source(n4, 3, 4, own, F_BLOCK, fluid)]
            f4 = f[_source(n3, 4, 3, own, F_BLOCK, fluid)]
            f5 = f[_source(n6, 5, 6, own, F_BLOCK, fluid)]
            f6 = f[_source(n5, 6, 5, own, F_BLOCK, fluid)]
            f7 = f[_source(n8, 7, 8, own, F_BLOCK, fluid)]
            f8 = f[_source(n7, 8, 7, own, F_BLOCK, fluid)]
            f9 = f[_source(n10, 9, 10, own, F_BLOCK, fluid)]
            f10 = f[_source(n9, 10, 9, own, F_BLOCK, fluid)]
            f11 = f[_source(n12, 11, 12, own, F_BLOCK, fluid)]
            f12 = f[_source(n11, 12, 11, own, F_BLOCK, fluid)]
            f13 = f[_source(n14, 13, 14, own, F_BLOCK, fluid)]
            f14 = f[_source(n13, 14, 13, own, F_BLOCK, fluid)]
            f15 = f[_source(n16, 15, 16, own, F_BLOCK, fluid)]
            f16 = f[_source(n15, 16, 15, own, F_BLOCK, fluid)]
            f17 = f[_source(n18, 17, 18, own, F_BLOCK, fluid)]
            f18 = f[_source(n17, 18, 17, own, F_BLOCK, fluid)]

            ux = f1 - f2 + f7 - f8 + f9 - f10 + f11 - f12 + f13 - f14
            uy = f3 - f4 + f7 - f8 - f9 + f10 + f15 - f16 + f17 - f18
            uz = f5 - f6 + f11 - f12 - f13 + f14 + f15 - f16 - f17 + f18
            more = (
                (f0 + f1 + f2 + f3 + f4 + f5 + f6 + f7 + f8 + f9)
                + (f10 + f11 + f12 + f13 + f14 + f15 + f16 + f17 + f18)
            )  # fmt: skip

            excess[cell] = more

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

            share = liquid[cell]
            nu = nu_gas + (nu_liquid - nu_gas) * share
            s_even = np.float32(1) / (np.float32(3) * nu + half)
            # magic = (1/s_even - 1/2)(1/s_odd - 1/2) = 3/16
            s_odd = np.float32(1) / (half + np.float32(1 / 16) / nu)

            f_new[own + np.uint32(0 * LANES)] = f0 - s_even * (f0 - third * even0)
            a = np.float32(3) * one_18
            b = np.float32(3) * one_36
            p, q = _relax(f1, f2, one_18 * (even0 + pxx), a * ux, s_even, s_odd)
            f_new[own + np.uint32(1 * LANES)] = p
            f_new[own + np.uint32(2 * LANES)] = q
            p, q = _relax(f3, f4, one_18 * (even0 + pyy), a * uy, s_even, s_odd)
            f_new[own + np.uint32(3 * LANES)] = p
            f_new[own + np.uint32(4 * LANES)] = q
            p, q = _relax(f5, f6, one_18 * (even0 + pzz), a * uz, s_even, s_odd)
            f_new[own + np.uint32(5 * LANES)] = p
            f_new[own + np.uint32(6 * LANES)] = q
            p, q = _relax(f7, f8, one_36 * (even0 + pxx + pyy + pxy), b * (ux + uy), s_even, s_odd)
            f_new[own + np.uint32(7 * LANES)] = p
            f_new[own + np.uint32(8 * LANES)] = q
            p, q = _relax(f9, f10, one_36 * (even0 + pxx + pyy - pxy), b * (ux - uy), s_even, s_odd)
            f_new[own + np.uint32(9 * LANES)] = p
            f_new[own + np.uint32(10 * LANES)] = q
            p, q = _relax(f11, f12, one_36 * (even0 + pxx + pzz + pxz), b * (ux + uz), s_even, s_odd)
            f_new[own + np.uint32(11 * LANES)] = p
            f_new[own + np.uint32(12 * LANES)] = q
            p, q = _relax(f13, f14, one_36 * (even0 + pxx + pzz - pxz), b * (ux - uz), s_even, s_odd)
            f_new[own + np.uint32(13 * LANES)] = p
            f_new[own + np.uint32(14 * LANES)] = q
            p, q = _relax(f15, f16, one_36 * (even0 + pyy + pzz + pyz), b * (uy + uz), s_even, s_odd)
            f_new[own + np.uint32(15 * LANES)] = p
            f_new[own + np.uint32(16 * LANES)] = q
            p, q = _relax(f17, f18, one_36 * (even0 + pyy + pzz - pyz), b * (uy - uz), s_even, s_odd)
            f_new[own + np.uint32(17 * LANES)] = p
            f_new[own + np.uint32(18 * LANES)] = q

            compress = (
                beta
                * per_steep
                * max(np.float32(0), (share - solubility) * (np.float32(1) - solubility - share))
            )
            eighth = np.float32(0.125)
            jx = half * share * ux + eighth * compress * gx
            jy = half * share * uy + eighth * compress * gy
            jz = half * share * uz + eighth * compress * gz
            part = eighth * share
            g[g_own + np.uint32(0 * LANES)] = mass[cell] - np.float32(0.75) * share
            g[g_own + np.uint32(1 * LANES)] = part + jx
            g[g_own + np.uint32(2 * LANES)] = part - jx
            g[g_own + np.uint32(3 * LANES)] = part + jy
            g[g_own + np.uint32(4 * LANES)] = part - jy
            g[g_own + np.uint32(5 * LANES)] = part + jz
            g[g_own + np.uint32(6 * LANES)] = part - jz
