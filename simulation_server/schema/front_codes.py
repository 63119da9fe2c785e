"""A filling in few bits, as the wire carries it: what no eye can tell apart has the same code."""

import numpy as np
from numpy.typing import NDArray

LEVEL = 17
"""Steps of the electrolyte's share, of 255: the front keeps its place to a thirtieth of a cell."""
NOT_FILLED, LAST = 0, 1023
"""Codes of a cell the front has not reached, and of one it reaches at the last time of all."""


def level_codes(liquid: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Electrolyte shares (0 gas .. 255 electrolyte) in steps of LEVEL, 0 to 15."""
    return ((liquid.astype(np.uint16) + LEVEL // 2) // LEVEL).astype(np.uint8)


def levels(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Electrolyte shares from their codes: within LEVEL / 2 of what was coded."""
    return np.minimum(codes, 255 // LEVEL) * np.uint8(LEVEL)


def time_codes(filled_ms: NDArray[np.float32], until_ms: float) -> NDArray[np.uint16]:
    """Steps of `until_ms`, for times (ms) from 0 to there; NOT_FILLED for NaN."""
    share = np.clip(filled_ms / until_ms, 0.0, 1.0) if until_ms > 0.0 else 0.0 * filled_ms
    return np.nan_to_num(np.rint(share * (LAST - 1)) + 1.0, nan=NOT_FILLED).astype(np.uint16)


def times(codes: NDArray[np.uint16], until_ms: float) -> NDArray[np.float32]:
    """Times (ms) from their codes, NaN where not filled: within `until_ms` / 2000 of what was coded."""
    found = (codes.astype(np.float32) - 1.0) * np.float32(until_ms / (LAST - 1))
    found[codes == NOT_FILLED] = np.nan
    return found
