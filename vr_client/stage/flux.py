"""Where ions or electrons flow through the electrode on show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.messages import FluxLines


@dataclass(frozen=True, slots=True, eq=False)
class FluxLayer:
    """Local flux over the mean one, along stream lines and, in codes of `most`, in every voxel."""

    speed: NDArray[np.uint8]  # (nx, ny, nz) 0 to 254 for 0 to `most`, 255 where nothing flows
    most: float
    voxel_um: float
    points_um: NDArray[np.float32]  # (k, 3) of all stream lines, one after the other
    starts: NDArray[np.int32]  # (m + 1,) where each begins, and the end of the last
    along: NDArray[np.float32]  # (k,)
    step_id: int


def flux_layer(message: FluxLines, arrays: Mapping[str, NDArray[Any]]) -> FluxLayer | None:
    """The layer of a message; None where its lines are amiss."""
    starts, count = arrays["start"], len(arrays["point"])
    if not len(starts) or starts[0] != 0 or starts[-1] != count or (np.diff(starts) < 0).any():
        return None
    return FluxLayer(
        arrays["speed"], message.most, message.voxel_um, arrays["point"], starts, arrays["along"],
        message.step_id,
    )  # fmt: skip
