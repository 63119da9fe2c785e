"""HDF5 files: the one dataset with three dimensions, or the one named."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np

from simulation_server.schema.errors import FileError

from .stored import Edges, Stored, broken, check_shape


def read_hdf5(path: Path, dataset: str | None = None) -> Stored:
    """Reads a dataset with axes x, y, z; with `element_size_um` (as Fiji and ilastik write it) z, y, x."""
    try:
        with h5py.File(path, "r") as file:
            found = _chosen(path, file, dataset)
            check_shape(path, found.shape, found.dtype)
            size = found.attrs.get("element_size_um")
            if size is not None and np.size(size) == 3:
                z, y, x = (float(edge) for edge in np.ravel(size))
                return Stored(found[()], "zyx", (x, y, z))
            return Stored(found[()], "xyz", _edge(found.attrs.get("voxel_um")))
    except (OSError, KeyError, ValueError, TypeError, RuntimeError) as error:
        raise broken(path, error, "an HDF5 file with a labelled volume") from None


def _edge(value: Any) -> Edges | None:
    return None if value is None else (float(value),) * 3


def _chosen(path: Path, file: Any, dataset: str | None) -> Any:
    volumes: list[str] = []

    def note(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.ndim == 3 and item.dtype.kind in "uifb":
            volumes.append(name)

    file.visititems(note)
    listed = ", ".join(sorted(volumes)) or "none"
    if dataset is not None:
        if not isinstance(file.get(dataset), h5py.Dataset):
            raise FileError(f"{path}: no dataset {dataset!r}; volumes in it: {listed}")
        return file[dataset]
    if len(volumes) != 1:
        raise FileError(
            f"{path}: {len(volumes)} volumes in it ({listed}), expected one; name it with --dataset"
        )
    return file[volumes[0]]
