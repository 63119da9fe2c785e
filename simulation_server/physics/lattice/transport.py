"""Transport of the liquid by flow and sharpening: what passes through the faces between fluid cells."""

import numpy as np
from numba import njit, prange

from .grid import FRONT
from .lanes import LANES, bit


@njit(parallel=True, cache=True, nogil=True, fastmath=True, error_model="numpy")
def move_liquid(flux, mass, excess, liquid, links, mask, sites):  # type: ignore[no-untyped-def]
    """Move liquid between cells by their `flux` and set C: the liquid's share of the total, 1 + excess.

    Through a face goes the sum of both cells' fluxes; nothing through walls.
    """
    for block in prange(len(links)):
        row = np.uintp(block)
        first = np.uint32(block * LANES)
        for lane in range(LANES):
            c = first + np.uint32(lane)
            m = mask[c]
            at = np.uint32(FRONT) + c
            east = np.uint32(FRONT) + np.uint32(links[row, 0, lane]) + bit(m, 13)
            west = np.uint32(FRONT) + np.uint32(links[row, 1, lane]) + bit(m, 12)
            north = np.uint32(FRONT) + np.uint32(links[row, 2, lane]) + bit(m, 17)
            south = np.uint32(FRONT) + np.uint32(links[row, 3, lane]) + bit(m, 16)
            jx, jy, jz = flux[0, at], flux[1, at], flux[2, at]
            gain = np.float32(0)
            gain -= np.float32(bit(m, 1)) * (jx + flux[0, east])
            gain += np.float32(bit(m, 2)) * (jx + flux[0, west])
            gain -= np.float32(bit(m, 3)) * (jy + flux[1, north])
            gain += np.float32(bit(m, 4)) * (jy + flux[1, south])
            gain -= np.float32(bit(m, 5)) * (jz + flux[2, at + np.uint32(1)])
            gain += np.float32(bit(m, 6)) * (jz + flux[2, at - np.uint32(1)])
            mass[c] += gain
        for lane in range(LANES):
            c = first + np.uint32(lane)
            liquid[np.uintp(sites[c])] = mass[c] / (np.float32(1) + excess[c])
