"""NumPy files (.npy): an array with the axes x, y, z unless the user says otherwise."""

from pathlib import Path

import numpy as np

from .stored import Stored, broken, check_shape


def read_numpy(path: Path, _dataset: str | None = None) -> Stored:
    """Reads an .npy file; pickled objects are refused."""
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise broken(path, error, "an array saved with numpy.save") from None
    check_shape(path, values.shape, values.dtype)
    return Stored(values, "xyz")
