"""The D3Q19 and D3Q7 lattices: velocities, opposites and weights (Qian, d'Humieres and Lallemand 1992).

Direction 0 is rest; directions 2k-1 and 2k (k = 1..9) are opposite. Directions 1 to 6 are the axes, so D3Q7
is the start of D3Q19.
"""

import numpy as np
from numpy.typing import NDArray

VELOCITIES: NDArray[np.int64] = np.array(
    [
        (0, 0, 0),
        (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1),
        (1, 1, 0), (-1, -1, 0), (1, -1, 0), (-1, 1, 0),
        (1, 0, 1), (-1, 0, -1), (1, 0, -1), (-1, 0, 1),
        (0, 1, 1), (0, -1, -1), (0, 1, -1), (0, -1, 1),
    ]
)  # fmt: skip
"""(19, 3)"""
OPPOSITE: NDArray[np.int64] = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15, 18, 17])
"""(19,) direction of the reversed velocity."""
WEIGHTS: NDArray[np.float64] = np.array([1 / 3] + [1 / 18] * 6 + [1 / 36] * 12)
"""(19,) of the momentum lattice; the speed of sound squared is 1/3."""
PHASE_WEIGHTS: NDArray[np.float64] = np.array([1 / 4] + [1 / 8] * 6)
"""(7,) of the phase lattice, sound speed squared 1/4. Powers of two keep bulk phases exact in float32."""
