"""Fields of a discharge and of a flux in one byte a voxel, as the wire carries them."""

import math

import numpy as np
from numpy.typing import NDArray

LAST, NONE = 254, 255
"""Codes of the upper end of a range, and of a voxel where the field has no meaning."""
_PARTS = 20.0
"""A range is rounded outwards to steps of about this part of it, so that it seldom changes."""

Range = tuple[float, float]


def code_range(field: NDArray[np.floating]) -> Range | None:
    """The range that holds all values of a field, rounded outwards; None where it has none."""
    finite = field[np.isfinite(field)]
    if not finite.size:
        return None
    low, high = float(finite.min()), float(finite.max())
    span = high - low or max(abs(high), 1e-9) / _PARTS
    power = 10.0 ** math.floor(math.log10(span / _PARTS))
    step = power * next(factor for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= span / _PARTS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return round(first * step, 12), round(max(last, first + 1) * step, 12)


def codes(field: NDArray[np.floating], within: Range) -> NDArray[np.uint8]:
    """0 to 254 from the lower to the upper end of a range, held to it; 255 for NaN."""
    low, high = within
    steps = np.clip((field - low) * (LAST / (high - low)), 0.0, LAST)
    return np.where(np.isfinite(field), np.rint(steps), NONE).astype(np.uint8)


def code_values(within: Range) -> NDArray[np.float32]:
    """(256,) what each code stands for; NaN for the last, which has no meaning."""
    low, high = within
    table = np.linspace(low, high, LAST + 1)
    return np.append(table, np.nan).astype(np.float32)
