"""From linear light, as the renderer's colour tables hold it, to the numbers a screen expects."""

import numpy as np
from numpy.typing import NDArray


def encoded(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """(..., 3) sRGB values 0 to 1 of linear light (IEC 61966-2-1)."""
    held = np.clip(light, 0.0, 1.0)
    curved = 1.055 * np.power(held, 1.0 / 2.4) - 0.055
    return np.where(held <= 0.0031308, 12.92 * held, curved).astype(np.float32)
