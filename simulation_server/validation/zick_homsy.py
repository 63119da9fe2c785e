"""Permeability of a simple-cubic array of spheres.

Zick and Homsy (1982), J. Fluid Mech. 115, 13, table 2: drag of a sphere over Stokes' drag, K, against the
solid share c; so `k = 2 a^2 / (9 c K)`. A sphere of cells misses the share by a percent or so; the reference
is that of its own volume, with K read between the table's rows. The pressure is taken between planes one
period apart, so the ends do not count.
"""

from collections.abc import Iterator

import numpy as np
from scipy.interpolate import CubicSpline

from .check import Check, relative
from .lattice_shapes import ENDS, simple_cubic
from .steady_flow import steady_flow

DRAG = {0.027: 2.008, 0.064: 2.810, 0.125: 4.292, 0.216: 7.442, 0.343: 15.4, 0.45: 28.1, 0.5236: 42.1}
"""K by solid share; at 0.5236 the spheres touch."""
BAR = 0.03
_CHECKED, _QUICK = ((0.125, 40), (0.216, 40), (0.343, 40), (0.5236, 48)), (0.45, 40)
_VISCOSITY = 0.3


def arrays() -> Iterator[Check]:
    """Several solid shares, from dilute to touching."""
    for share, edge in _CHECKED:
        yield _permeability(share, edge)


def quick() -> Iterator[Check]:
    """One solid share near that of an electrode."""
    yield _permeability(*_QUICK)


def _permeability(share: float, edge: int) -> Check:
    sphere = simple_cubic(edge, share)
    solid = np.pad(np.concatenate([sphere, sphere], axis=2), ((0, 0), (0, 0), (ENDS, ENDS)))
    flow = steady_flow(solid, _VISCOSITY)
    middle = ENDS + edge
    gradient = flow.gradient(middle - edge // 2, middle + edge // 2)
    found = _VISCOSITY * flow.rate(middle) / edge**2 / gradient
    volume = float(sphere.mean())
    radius = np.cbrt(0.75 * volume / np.pi) * edge
    theory = 2.0 * radius**2 / (9.0 * volume * _drag(volume))
    title = f"permeability of spheres at a solid share of {share:g}, {edge} cells a period"
    return relative(title, found, theory, BAR, "cell2", "Zick and Homsy (1982), table 2")


def _drag(share: float) -> float:
    """K, whose logarithm is smooth in the spheres' size."""
    sizes = np.cbrt(list(DRAG))
    return float(np.exp(CubicSpline(sizes, np.log(list(DRAG.values())))(np.cbrt(share))))
