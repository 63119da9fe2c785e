"""Conduction around insulating spheres in a simple-cubic array, against its series.

McPhedran and McKenzie (1978), Proc. R. Soc. Lond. A 359, 45. On voxels the error is of first order in their
edge (the staircase), so values at two resolutions are carried on to an edge of zero.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.transport import solve_conduction

from .check import Check, relative

CONDUCTIVITY = {0.1: 0.85711, 0.2: 0.72670, 0.3: 0.60567, 0.4: 0.49031, 0.45: 0.43345, 0.5: 0.37638}
"""Over that of the medium, by solid share."""
BAR = 0.01
_CELLS = (48, 64, 96, 128)


def arrays() -> Iterator[Check]:
    """Every solid share of the series' table."""
    for share, theory in CONDUCTIVITY.items():
        found = [_conductivity(share, cells) for cells in _CELLS]
        _, at_zero = np.polyfit(1.0 / np.array(_CELLS), found, 1)
        yield relative(
            f"conductivity around spheres at a solid share of {share:g}, carried on to fine voxels",
            float(at_zero), theory, BAR, "1", "McPhedran and McKenzie (1978)",
        )  # fmt: skip


def _conductivity(share: float, cells: int) -> float:
    return solve_conduction(_sphere(share, cells), np.array([1.0, 0.0]), tolerance=1e-6).conductivity


def _sphere(share: float, cells: int) -> NDArray[np.uint8]:
    radius = np.cbrt(0.75 * share / np.pi)
    x = (np.arange(cells) + 0.5) / cells - 0.5
    inside = x[:, None, None] ** 2 + x[:, None] ** 2 + x**2 <= radius**2
    found: NDArray[np.uint8] = inside.astype(np.uint8)
    return found
