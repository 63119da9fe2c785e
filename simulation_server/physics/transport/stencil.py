"""The seven-point operator of a level, row by row: what every kernel of the solver is made of.

A level is given by the arrays `links, g0, g1, g2, mass, weight`. Where all that conducts does so alike, only
`links` (n0 + 2, n1 + 2, n2 + 2) is there and the others are None: the number of conducting neighbours of each
conducting cell, an electrode counting twice; 0 elsewhere. Values must then be 0 in cells without links, and
a sum over the neighbours needs no conductances. Otherwise `links` is None. Numba compiles no branch that asks
for what is None.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

DAMPING = 0.8
"""Of the Jacobi smoother: near the 6/7 that is best for a uniform seven-point grid."""


@njit(nogil=True, fastmath=True, error_model="numpy", forceinline=True)
def flow_row(  # type: ignore[no-untyped-def]
    links, g0, g1, g2, mass, i, j, here, below, above, left, right, flow
):
    """Writes the operator's result on row (i, j) to `flow` (n2,); the other rows (n2 + 2,) hold values.

    `here` is row (i, j), `below` and `above` are (i -+ 1, j), `left` and `right` (i, j -+ 1).
    """
    n = len(flow)
    x, before, behind = here[1 : n + 1], here[:n], here[2:]
    low, high, west, east = below[1 : n + 1], above[1 : n + 1], left[1 : n + 1], right[1 : n + 1]
    if links is not None:
        degree = links[i, j, 1 : n + 1]
        for k in range(n):
            total = (low[k] + high[k]) + (west[k] + east[k]) + (before[k] + behind[k])
            flow[k] = np.float32(degree[k]) * x[k] - total if degree[k] else np.float32(0)
    if g0 is not None:
        a, b = g0[i - 1, j, 1 : n + 1], g0[i, j, 1 : n + 1]
        c, d = g1[i, j - 1, 1 : n + 1], g1[i, j, 1 : n + 1]
        e, f = g2[i, j, :n], g2[i, j, 1 : n + 1]
        for k in range(n):
            flow[k] = (
                a[k] * (x[k] - low[k])
                + b[k] * (x[k] - high[k])
                + c[k] * (x[k] - west[k])
                + d[k] * (x[k] - east[k])
                + e[k] * (x[k] - before[k])
                + f[k] * (x[k] - behind[k])
            )
        if mass is not None:
            m = mass[i, j, 1 : n + 1]
            for k in range(n):
                flow[k] += m[k] * x[k]


@njit(nogil=True, fastmath=True, error_model="numpy", forceinline=True)
def weigh_row(links, weight, i, j, out):  # type: ignore[no-untyped-def]
    """The smoother's weight of each cell of row (i, j) in `out` (n2,)."""
    n = len(out)
    if links is not None:
        degree = links[i, j, 1 : n + 1]
        for k in range(n):
            one = np.float32(max(degree[k], np.uint8(1)))
            out[k] = np.float32(DAMPING) / one if degree[k] else np.float32(0)
    if weight is not None:
        own = weight[i, j, 1 : n + 1]
        for k in range(n):
            out[k] = own[k]


@njit(nogil=True, forceinline=True)
def clear(row):  # type: ignore[no-untyped-def]
    """Zeros."""
    for k in range(len(row)):
        row[k] = 0


@njit(nogil=True)
def wrap_plane(plane, periodic):  # type: ignore[no-untyped-def]
    """Fills the ghosts of a plane (n1 + 2, n2 + 2): the opposite cells where periodic, else zeros."""
    last = plane.shape[1] - 1
    for j in range(1, plane.shape[0] - 1):
        row = plane[j]
        row[0] = row[last - 1] if periodic[1] else 0
        row[last] = row[1] if periodic[1] else 0
    end = plane.shape[0] - 1
    for k in range(last + 1):
        plane[0, k] = plane[end - 1, k] if periodic[0] else 0
        plane[end, k] = plane[1, k] if periodic[0] else 0
