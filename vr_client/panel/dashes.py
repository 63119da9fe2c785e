"""Dashed curves for ImPlot, which draws only solid lines: pieces of equal length on the screen."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def dashed(
    x: Floats, y: Floats, x_per_px: float, y_per_px: float, on_px: float, off_px: float
) -> tuple[Floats, Floats]:
    """Ends of the dashes, (2k,) x and y, two a dash, for lines drawn as separate segments.

    `x_per_px` and `y_per_px` are data units a pixel; dash and gap are lengths along the drawn curve.
    A curve bent within a dash is cut short there only by the dash's own length.
    """
    if len(x) < 2:
        return x[:0], y[:0]
    steps_px = np.hypot(np.diff(x) / x_per_px, np.diff(y) / y_per_px)
    along_px = np.concatenate([[0.0], np.cumsum(steps_px)])
    starts = np.arange(0.0, along_px[-1], on_px + off_px)
    ends = np.minimum(starts + on_px, along_px[-1])
    cuts_px = np.stack([starts, ends], axis=1).ravel()
    return np.interp(cuts_px, along_px, x), np.interp(cuts_px, along_px, y)
