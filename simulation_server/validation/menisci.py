"""Shapes of interfaces: where the liquid share crosses one half, and the circle through such points."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


class Circle(NamedTuple):
    """Centre and radius, cells."""

    x: float
    y: float
    radius: float


def circle_through(points: Floats) -> Circle:
    """The circle nearest to `points` (n, 2) in the algebraic sense (Kasa 1976)."""
    middle = points.mean(axis=0)
    shifted = points - middle
    system = np.column_stack([2.0 * shifted, np.ones(len(points))])
    x, y, rest = np.linalg.lstsq(system, (shifted**2).sum(axis=1), rcond=None)[0]
    return Circle(float(x + middle[0]), float(y + middle[1]), float(np.sqrt(rest + x * x + y * y)))


def crossing(share: Floats) -> float:
    """Place along `share` (n,) at which it first passes one half; NaN where it does not."""
    above = share > 0.5
    changes = np.flatnonzero(above[1:] != above[:-1])
    if not len(changes):
        return float("nan")
    k = int(changes[0])
    return float(k + (0.5 - share[k]) / (share[k + 1] - share[k]))


def channel_angle_deg(share: Floats, margin: int = 2) -> float:
    """Angle in the liquid at which a meniscus meets the two walls of a channel, from its circle.

    `share` (n, gap) is the liquid share along the channel, gas at small n, and across it. Rows nearer to a
    wall than `margin` are left out: the interface is two cells wide.
    """
    gap = share.shape[1]
    rows = np.arange(margin, gap - margin)
    front = np.array([crossing(share[:, row]) for row in rows])
    circle = circle_through(np.column_stack([front, rows]))
    middle = len(front) // 2
    wets = np.sign(front[middle] - 0.5 * (front[0] + front[-1]))
    return float(np.degrees(np.arccos(np.clip(wets * 0.5 * gap / circle.radius, -1.0, 1.0))))


def drop_angle_deg(share: Floats, margin: int = 2) -> float:
    """Angle in the liquid at which a drop meets the wall below it, from the circle through its upper part.

    `share` (n, height) is a cut through the drop's middle; the wall is half a cell below row 0.
    """
    points = []
    for row in range(margin, share.shape[1]):
        left = crossing(share[: share.shape[0] // 2, row])
        right = crossing(share[::-1, row][: share.shape[0] // 2])
        if np.isfinite(left) and np.isfinite(right):
            points += [(left, row), (share.shape[0] - 1 - right, row)]
    circle = circle_through(np.array(points, dtype=float))
    above_wall = circle.y + 0.5
    return float(np.degrees(np.arccos(np.clip(-above_wall / circle.radius, -1.0, 1.0))))
