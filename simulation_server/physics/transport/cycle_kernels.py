"""Both ways between a grid and the next coarser one, plane by plane: for a whole grid or a share of it.

Only three planes of what lies between two sweeps are ever held, so that neither the first sweep's result
nor the corrected values take an array, or a way through the memory, of their own.
"""

import numpy as np
from numba import njit, prange

from .stencil import clear, flow_row, weigh_row, wrap_plane

PLANES = 16
"""Of a part that one thread works on at a time: fixed, so that results do not depend on the threads."""


@njit(nogil=True, fastmath=True, error_model="numpy")
def _first_sweep(links, weight, right, coarse, i, plane, row, periodic):  # type: ignore[no-untyped-def]
    """Plane i after one Jacobi sweep from zero, plus the correction of the coarser grid unless it is None."""
    n0, n1, n2 = right.shape[0] - 2, right.shape[1] - 2, right.shape[2] - 2
    if i == 0 or i > n0:
        for j in range(n1 + 2):
            clear(plane[j])
        return
    for j in range(1, n1 + 1):
        weigh_row(links, weight, i, j, row)
        known, out = right[i, j, 1 : n2 + 1], plane[j, 1 : n2 + 1]
        for k in range(n2):
            out[k] = row[k] * np.float32(known[k])
        if coarse is not None:
            wide = coarse[(i + 1) // 2, (j + 1) // 2]
            for c in range(n2 // 2):
                more = wide[c + 1]
                out[2 * c] += more if row[2 * c] > 0 else np.float32(0)
                out[2 * c + 1] += more if row[2 * c + 1] > 0 else np.float32(0)
            if n2 % 2:
                out[n2 - 1] += wide[n2 // 2 + 1] if row[n2 - 1] > 0 else np.float32(0)
    wrap_plane(plane, periodic)


@njit(nogil=True, fastmath=True, error_model="numpy")
def restrict_planes(  # type: ignore[no-untyped-def]
    links, g0, g1, g2, mass, weight, right, coarse, periodic, first, last
):
    """Coarse planes `first` to `last`: the sums over each aggregate of what one sweep from zero leaves."""
    n0, n1, n2 = right.shape[0] - 2, right.shape[1] - 2, right.shape[2] - 2
    swept = np.empty((3, n1 + 2, n2 + 2), dtype=np.float32)
    row = np.empty(n2, dtype=np.float32)
    for i in (2 * first - 2, 2 * first - 1):
        _first_sweep(links, weight, right, None, i, swept[i % 3], row, periodic)
    for a in range(first, last + 1):
        for b in range(coarse.shape[1]):
            clear(coarse[a, b])
        for i in range(2 * a - 1, min(2 * a, n0) + 1):
            _first_sweep(links, weight, right, None, i + 1, swept[(i + 1) % 3], row, periodic)
            below, here, above = swept[(i - 1) % 3], swept[i % 3], swept[(i + 1) % 3]
            for j in range(1, n1 + 1):
                flow_row(
                    links, g0, g1, g2, mass, i, j, here[j], below[j], above[j], here[j - 1], here[j + 1], row
                )
                known, out = right[i, j, 1 : n2 + 1], coarse[a, (j + 1) // 2, 1:]
                for k in range(n2):
                    row[k] = np.float32(known[k]) - row[k]
                for c in range(n2 // 2):
                    out[c] += row[2 * c] + row[2 * c + 1]
                if n2 % 2:
                    out[n2 // 2] += row[n2 - 1]


@njit(nogil=True, fastmath=True, error_model="numpy")
def correct_planes(  # type: ignore[no-untyped-def]
    links, g0, g1, g2, mass, weight, right, coarse, values, product, periodic, first, last
):
    """Planes `first` to `last` of `values`: a sweep, the coarse correction and one more sweep.

    `product` (n0 + 2,) gets that of `values` and `right`, plane by plane.
    """
    n1, n2 = right.shape[1] - 2, right.shape[2] - 2
    swept = np.empty((3, n1 + 2, n2 + 2), dtype=np.float32)
    row = np.empty(n2, dtype=np.float32)
    share = np.empty(n2, dtype=np.float32)
    for i in (first - 1, first):
        _first_sweep(links, weight, right, coarse, i, swept[i % 3], row, periodic)
    for i in range(first, last + 1):
        _first_sweep(links, weight, right, coarse, i + 1, swept[(i + 1) % 3], row, periodic)
        below, here, above = swept[(i - 1) % 3], swept[i % 3], swept[(i + 1) % 3]
        total = 0.0
        for j in range(1, n1 + 1):
            flow_row(
                links, g0, g1, g2, mass, i, j, here[j], below[j], above[j], here[j - 1], here[j + 1], row
            )
            weigh_row(links, weight, i, j, share)
            known, old, new = right[i, j, 1 : n2 + 1], here[j, 1 : n2 + 1], values[i, j, 1 : n2 + 1]
            for k in range(n2):
                new[k] = old[k] + share[k] * (np.float32(known[k]) - row[k])
                total += known[k] * np.float64(new[k])
        wrap_plane(values[i], periodic)
        product[i] = total


@njit(cache=True, nogil=True, parallel=True, fastmath=True, error_model="numpy")
def restrict(links, g0, g1, g2, mass, weight, right, coarse, periodic):  # type: ignore[no-untyped-def]
    """`restrict_planes` of a whole grid, on all threads."""
    planes, each = coarse.shape[0] - 2, PLANES // 2
    for part in prange((planes + each - 1) // each):
        first = part * each + 1
        last = min(first + each - 1, planes)
        restrict_planes(links, g0, g1, g2, mass, weight, right, coarse, periodic, first, last)


@njit(cache=True, nogil=True, parallel=True, fastmath=True, error_model="numpy")
def correct(  # type: ignore[no-untyped-def]
    links, g0, g1, g2, mass, weight, right, coarse, values, product, periodic
):
    """`correct_planes` of a whole grid, on all threads."""
    planes = right.shape[0] - 2
    for part in prange((planes + PLANES - 1) // PLANES):
        first = part * PLANES + 1
        last = min(first + PLANES - 1, planes)
        correct_planes(links, g0, g1, g2, mass, weight, right, coarse, values, product, periodic, first, last)


@njit(nogil=True, fastmath=True, error_model="numpy")
def take_plane(links, g0, g1, g2, mass, values, right, row, i):  # type: ignore[no-untyped-def]
    """What `values` leave of plane i of the right-hand side, in place."""
    n1, n2 = right.shape[1] - 2, right.shape[2] - 2
    for j in range(1, n1 + 1):
        flow_row(
            links,
            g0,
            g1,
            g2,
            mass,
            i,
            j,
            values[i, j],
            values[i - 1, j],
            values[i + 1, j],
            values[i, j - 1],
            values[i, j + 1],
            row,
        )
        left = right[i, j, 1 : n2 + 1]
        for k in range(n2):
            left[k] -= row[k]


@njit(cache=True, nogil=True, parallel=True, fastmath=True, error_model="numpy")
def take_flow(links, g0, g1, g2, mass, values, right):  # type: ignore[no-untyped-def]
    """What `values` leave of the right-hand side, in place."""
    for i in prange(1, right.shape[0] - 1):
        row = np.empty(right.shape[2] - 2, dtype=values.dtype)
        take_plane(links, g0, g1, g2, mass, values, right, row, i)
