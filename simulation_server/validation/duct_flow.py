"""Flow of one fluid in a slit and in a round tube against Poiseuille."""

from collections.abc import Iterator

import numpy as np

from .check import Check, relative
from .lattice_shapes import round_radius, slit, tube
from .steady_flow import SteadyFlow, steady_flow

BAR, TUBE_BAR = 0.02, 0.03
_GAPS, _RADIUS = (7, 12, 20), 15.3
_LENGTH, _VISCOSITY = 24, 0.1
_SOURCE = "Poiseuille (1846)"


def slits() -> Iterator[Check]:
    """Flow, and the speed of every cell, between two plates."""
    for gap in _GAPS:
        flow = steady_flow(slit(gap, _LENGTH), _VISCOSITY)
        layer, gradient = flow.speed.shape[2] // 2, _gradient(flow)
        from_wall = np.arange(gap) + 0.5
        theory = gradient / (2.0 * _VISCOSITY) * from_wall * (gap - from_wall)
        volume = gradient * gap**3 / (12.0 * _VISCOSITY)
        title = f"flow in a slit of {gap} cells"
        yield relative(title, flow.rate(layer), volume, BAR, "cell2/step", _SOURCE)
        off = np.abs(flow.speed[1:, 0, layer] - theory).max() / theory.max()
        source = f"{_SOURCE}: largest distance from the parabola, over its peak"
        title = f"profile in a slit of {gap} cells"
        yield Check(title, float(off), 0.0, float(off), BAR, "1", bool(off <= BAR), source)


def round_tube() -> Iterator[Check]:
    """Flow in a tube whose wall is stepped; its radius is that of the circle with the same area."""
    radius = round_radius(tube(_RADIUS, _LENGTH))
    title = f"resistance of a tube of radius {radius:.1f}"
    yield relative(title, tube_drag(_RADIUS), 8.0 / radius**2, TUBE_BAR, "1/cell2", _SOURCE)


def tube_drag(radius: float) -> float:
    """Pressure gradient over viscosity and mean speed in a tube of cells."""
    solid = tube(radius, _LENGTH)
    flow, layer = steady_flow(solid, _VISCOSITY), solid.shape[2] // 2
    mean_speed = flow.rate(layer) / float((~solid[:, :, layer]).sum())
    return _gradient(flow) / (_VISCOSITY * mean_speed)


def _gradient(flow: SteadyFlow) -> float:
    """Away from the ends, where the flow is developed."""
    middle, reach = len(flow.pressure) // 2, _LENGTH // 6
    return flow.gradient(middle - reach, middle + reach)
