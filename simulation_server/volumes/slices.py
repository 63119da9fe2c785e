"""A folder of single pictures, one a layer, in the order of the numbers in their names."""

import re
from pathlib import Path

import numpy as np

from simulation_server.schema.errors import FileError

from .stored import Stored, check_shape
from .tiff import read_page

_SUFFIXES = (".tif", ".tiff")


def read_slices(folder: Path) -> Stored:
    """Reads the TIFF pictures of a folder as pages along z."""
    files = sorted(
        (file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES),
        key=lambda file: _key(file.name),
    )
    if not files:
        raise FileError(
            f"{folder}: no pictures in this folder; expected a TIFF for each layer, or give a file"
        )
    first = read_page(files[0])
    shape = (len(files), *first.shape)
    check_shape(folder, shape, first.dtype)
    values = np.empty(shape, first.dtype)
    for number, file in enumerate(files):
        page = read_page(file)
        if page.shape != first.shape or page.dtype != first.dtype:
            raise FileError(
                f"{file}: {page.shape} of {page.dtype}, expected {first.shape} of {first.dtype} as in "
                f"{files[0].name}; every layer must have one size and type"
            )
        values[number] = page
    return Stored(values, "zyx")


def _key(name: str) -> list[tuple[int, str]]:
    """Numbers in a name count as numbers: slice 10 comes after slice 9."""
    return [(int(word), "") if word.isdecimal() else (-1, word) for word in re.split(r"(\d+)", name)]
