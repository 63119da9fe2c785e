"""TIFF stacks: pages along z, rows along y, columns along x."""

import logging
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from simulation_server.schema.errors import FileError

from .stored import Edges, Stored, broken, check_shape
from .tiff_metadata import voxel_edges_um

_EXPECTED = "a TIFF stack, one page a layer"


Check = Callable[[Path, Sequence[int], np.dtype[Any]], None]
"""Of a file's shape and type, before its values are decoded."""


def read_tiff(path: Path, dataset: str | None = None) -> Stored:
    """Reads the first series of a TIFF, or the one numbered `dataset`, with the voxel edges it states."""
    values, edges_um = _read(path, dataset, check_shape)
    return Stored(values, "zyx", edges_um)


def read_page(path: Path) -> NDArray[Any]:
    """Reads a single picture (rows, columns)."""
    return _read(path, None, _check_page)[0]


def _read(path: Path, dataset: str | None, check: Check) -> tuple[NDArray[Any], Edges | None]:
    try:
        with _listening() as damage, tifffile.TiffFile(path) as file:
            series = _chosen(path, file, dataset)
            _check_whole(path, file, series, damage)
            if "S" in series.get_axes(squeeze=True):
                raise FileError(
                    f"{path}: a colour picture, expected one label a voxel; save it as 8 bit labels"
                )
            check(path, series.get_shape(squeeze=True), series.dtype)
            values = _decoded(path, series, dataset)
            _check_whole(path, file, series, damage)
            return values, voxel_edges_um(file)
    except (OSError, ValueError, TypeError, KeyError, IndexError, RuntimeError, zlib.error) as error:
        raise broken(path, error, _EXPECTED) from None


def _check_page(path: Path, shape: Sequence[int], _dtype: np.dtype[Any]) -> None:
    if len(shape) != 2:
        raise FileError(
            f"{path}: {' x '.join(map(str, shape))}, expected a single picture as each layer of the folder; "
            "give the stack itself instead of its folder"
        )


def _decoded(path: Path, series: Any, dataset: str | None) -> NDArray[Any]:
    """The values; tifffile alone has no LZW, which Pillow knows page by page."""
    if series.keyframe.compression != tifffile.COMPRESSION.LZW or dataset not in (None, "0"):
        return np.asarray(series.asarray(squeeze=True))
    with Image.open(path) as stack:
        pages = [np.array(page) for page in ImageSequence.Iterator(stack)]
    return np.stack(pages).reshape(series.get_shape(squeeze=True))


def _chosen(path: Path, file: tifffile.TiffFile, dataset: str | None) -> Any:
    number = int(dataset) if dataset and dataset.isdecimal() else 0
    if (dataset is not None and not dataset.isdecimal()) or number >= len(file.series):
        raise FileError(f"{path}: no series {dataset!r}; expected a number from 0 to {len(file.series) - 1}")
    return file.series[number]


def _check_whole(path: Path, file: tifffile.TiffFile, series: Any, damage: list[str]) -> None:
    """Refuses a file that was cut short, of which tifffile would read the rest as zeros or not at all."""
    if series.dataoffset is not None:
        end = series.dataoffset + series.nbytes
    else:
        pages = [page for page in series.pages if page is not None]  # reads the chain of pages
        end = max(
            offset + count
            for page in pages
            for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)
        )
    if end > file.filehandle.size:
        raise broken(path, f"cut short: {file.filehandle.size} of {end} bytes", _EXPECTED)
    if damage:
        raise broken(path, f"damaged or cut short: {damage[0]}", _EXPECTED)


class _Damage(logging.Handler):
    """Collects what tifffile would only log: with it, part of the stack is missing or read as zeros."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """The errors tifffile logs meanwhile; nothing is printed."""
    logger, damage = logging.getLogger("tifffile"), _Damage()
    was, logger.propagate = logger.propagate, False
    handlers, logger.handlers = logger.handlers, [damage]
    try:
        yield damage.found
    finally:
        logger.propagate, logger.handlers = was, handlers
