"""Drops at rest: the pressure jump against the curvature."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase

from .check import Check, relative
from .lattice_settings import DAMPED, FILLING
from .menisci import crossing

CYLINDERS, DROPS = (16.0, 20.0, 25.0, 32.0), (14.0, 18.0, 23.0)
BAR = 0.02
EDDIES_BAR = 0.05
_STEPS = 6000
_ROOM, _SHELL = 7, 5.0  # cells between drop and box; half the shell in which the interface may lie
_SOURCE = "Young (1805), Laplace (1805)"


def cylinders() -> Iterator[Check]:
    """Slope of the jump of liquid cylinders against 1 / R; it is the surface tension."""
    radii, jumps = np.array([_jump(radius, 2) for radius in CYLINDERS]).T
    yield _slope("Young-Laplace, cylinders", radii, jumps, DAMPED.surface_tension)


def drops() -> Iterator[Check]:
    """Slope of the jump of drops against 1 / R; it is twice the surface tension."""
    radii, jumps = np.array([_jump(radius, 3) for radius in DROPS]).T
    yield _slope("Young-Laplace, drops", radii, jumps, 2.0 * DAMPED.surface_tension)


def eddies() -> Iterator[Check]:
    """The largest speed round a cylinder that should be at rest, as a capillary number."""
    lattice, _ = _drop(16.0, 2, FILLING)
    lattice.run(_STEPS)
    speed = float(np.sqrt((lattice.velocity() ** 2).sum(axis=0)).max())
    number = speed * FILLING.liquid_viscosity / FILLING.surface_tension
    title = "spurious currents round a cylinder, as a capillary number"
    source = "none at rest; the bar is a twentieth of gamma / eta, the speed a meniscus can reach"
    yield Check(title, number, 0.0, number, EDDIES_BAR, "1", bool(number <= EDDIES_BAR), source)


def _slope(name: str, radii: NDArray[np.float64], jumps: NDArray[np.float64], tension: float) -> Check:
    slope = float(np.polyfit(1.0 / radii, jumps, 1)[0])
    return relative(f"{name}: slope of the jump against 1/R", slope, tension, BAR, "lattice units", _SOURCE)


def _drop(radius: float, dimensions: int, fluids: Fluids = DAMPED) -> tuple[TwoPhase, NDArray[np.float64]]:
    """A lattice with a drop, or with a cylinder along y, and how far each cell is from its centre."""
    edge = int(2 * (radius + _ROOM))
    shape = (edge, edge if dimensions == 3 else 1, edge)
    apart = [np.arange(n) - (n - 1) / 2 for n in shape]
    distance = np.sqrt(sum(square**2 for square in np.meshgrid(*apart, indexing="ij")))
    share = 0.5 * (1.0 + np.tanh(fluids.sharpness * (radius - distance)))
    return TwoPhase(np.zeros(shape, bool), share, fluids, open_ends=False), distance


def _jump(radius: float, dimensions: int) -> tuple[float, float]:
    """Radius at which the share is one half, and the pressure within less that without."""
    lattice, distance = _drop(radius, dimensions)
    lattice.run(_STEPS if dimensions == 2 else _STEPS // 4)
    pressure, share = lattice.pressure(), lattice.liquid()
    jump = float(pressure[distance < radius - _SHELL].mean() - pressure[distance > radius + _SHELL].mean())
    centre = share.shape[0] // 2
    rays = (share[centre:, share.shape[1] // 2, centre], share[centre, share.shape[1] // 2, centre:])
    along = np.array([crossing(ray) for ray in rays]) + 0.5
    aside = 0.25 * (dimensions - 1)  # the rays run half a cell beside the centre
    return float(np.sqrt(along**2 + aside).mean()), jump
