"""What a file holds before it is understood: an array, its axes and, where known, voxel edges."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError

Edges = tuple[float, float, float]

FEWEST_LAYERS = 4
"""Along each axis: below, a file is a picture or a stripe and no volume."""
_WORKING_BYTES = 24
"""A voxel needs on its way to a lattice: its phase, a share of solid in double precision, two copies."""
_MEMORY_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Stored:
    """Values as they are stored."""

    values: NDArray[Any]  # three axes
    axes: str  # order of the three, as in "zyx"
    edges_um: Edges | None = None  # of a voxel along x, y, z


def check_shape(path: Path, shape: Sequence[int], dtype: np.dtype[Any]) -> None:
    """Refuses, before anything is loaded, what is not a volume or does not fit in memory."""
    words = " x ".join(map(str, shape)) or "no"
    if len(shape) != 3:
        raise FileError(
            f"{path}: its array has {len(shape)} dimensions ({words}), expected a volume with 3; "
            "give the whole stack, not a slice or a channel"
        )
    if min(shape) < FEWEST_LAYERS:
        raise FileError(
            f"{path}: {words} voxels, expected at least {FEWEST_LAYERS} along each axis; "
            "a single slice is no volume: give the whole stack"
        )
    needed = int(np.prod([int(edge) for edge in shape])) * (dtype.itemsize + _WORKING_BYTES)
    memory = memory_bytes()
    if memory is not None and needed > _MEMORY_SHARE * memory:
        raise FileError(
            f"{path}: {words} voxels need about {needed / 1e9:.1f} GB to work with, this machine has "
            f"{memory / 1e9:.1f} GB; crop it, or coarsen it first"
        )


def memory_bytes() -> int | None:
    """What the machine has; None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def broken(path: Path, why: object, expected: str) -> FileError:
    """The one line for a file that cannot be read."""
    return FileError(f"{path}: cannot be read ({' '.join(str(why).split())}); expected {expected}")
