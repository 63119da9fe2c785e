"""A discharge in three dimensions as it was received: every moment kept small, to be looked back at.

Moments are packed on a thread of their own, so that neither a frame waits for it nor memory fills.
"""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import blosc2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.cell_codes import LAST, Range, code_values
from simulation_server.schema.messages import CellBase, CellFrame

MOST_MOMENTS = 300
MOST_BYTES = 256 * 2**20
"""Kept of one discharge; of more, those go that leave the smallest gap."""
TAIL = 0.005
"""Share of the voxels on each side that the colours of a field need not tell apart."""

Codes = NDArray[np.uint8]

blosc2.set_releasegil(True)


@cache
def _packer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="cell history")


class Moment:
    """Fields in codes (nx, ny, nz), see cell_codes.py; `ranges` are what they stand for, by name."""

    def __init__(self, frame: CellFrame, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.time_s = frame.time_s
        self.capacity_mah_cm2 = frame.capacity_mah_cm2
        self.voltage_v = frame.voltage_v
        self.ranges: dict[str, Range] = {k: v for k, v in frame.ranges.items() if k in arrays and v[1] > v[0]}
        self.extents: dict[str, Range] = {}  # of most of the voxels, once packed
        self._shape = arrays["lithiation"].shape
        self._raw: Mapping[str, Codes] | None = arrays
        self._packed: dict[str, bytes] = {}

    @property
    def is_ready(self) -> bool:
        """Whether it is packed, and can be shown."""
        return self._raw is None

    @property
    def size(self) -> int:
        """Bytes it takes, once packed."""
        return sum(len(chunk) for chunk in self._packed.values())

    def pack(self) -> None:
        """Makes it small; some milliseconds, without the interpreter's lock for most of them."""
        raw = self._raw
        if raw is None:
            return
        for name, within in self.ranges.items():
            self._packed[name] = blosc2.compress2(
                np.ascontiguousarray(raw[name]).ravel(),
                codec=blosc2.Codec.ZSTD,
                clevel=1,
                filters=[blosc2.Filter.BITSHUFFLE],
                filters_meta=[0],
                typesize=1,
                nthreads=1,
            )
            self.extents[name] = _extent(raw[name], within)
        self._raw = None

    def field(self, name: str) -> Codes:
        """(nx, ny, nz) codes of a field it has; to be called beside the frame."""
        raw = self._raw
        if raw is not None:
            return raw[name]
        values = np.frombuffer(blosc2.decompress2(self._packed[name], nthreads=1), np.uint8)
        return values.reshape(self._shape)


@njit(cache=True, nogil=True)
def _count(codes: Codes, counts: NDArray[np.int64]) -> None:
    """Adds to `counts` (256,) how often each of `codes` (n,) stands there."""
    for code in codes:
        counts[code] += 1


def _extent(codes: Codes, within: Range) -> Range:
    """Values between which all but a TAIL on each side lie."""
    counts = np.zeros(256, np.int64)
    _count(codes.ravel(), counts)
    counts = counts[: LAST + 1]
    if not counts.sum():
        return within
    share = np.cumsum(counts) / counts.sum()
    low, high = np.searchsorted(share, [TAIL, 1.0 - TAIL])
    values = code_values(within)
    return float(values[low]), float(values[min(high, LAST)])


@dataclass(slots=True)
class CellHistory:
    """The moments of one discharge, oldest first; `chosen` is the one looked back at, None for the newest."""

    phase: Codes  # (nx, ny, nz) Phase
    voxel_um: float
    c_rate: float
    step_id: int
    moments: list[Moment] = field(default_factory=list)
    chosen: Moment | None = None
    _packing: Future[None] | None = None

    @classmethod
    def of(cls, base: CellBase, arrays: Mapping[str, NDArray[Any]]) -> "CellHistory":
        """A discharge that begins."""
        return cls(arrays["phase"], base.voxel_um, base.c_rate, base.step_id)

    def is_alike(self, base: CellBase, arrays: Mapping[str, NDArray[Any]]) -> bool:
        """Whether a base is of the same electrode and rate."""
        alike = (base.voxel_um, base.c_rate) == (self.voxel_um, self.c_rate)
        return alike and np.array_equal(arrays["phase"], self.phase)

    def add(self, frame: CellFrame, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Takes a moment in; one before the last begins the discharge anew, one sent again adds nothing."""
        if arrays["lithiation"].shape != self.phase.shape:
            return  # of another base
        self.step_id = max(self.step_id, frame.step_id)
        if self.moments and frame.time_s <= self.moments[-1].time_s:
            if frame.time_s == self.moments[-1].time_s:
                return
            self.moments, self.chosen = [], None
        moment = Moment(frame, arrays)
        self.moments.append(moment)
        self._packing = _packer().submit(moment.pack)
        self._thin()

    def settle(self) -> None:
        """Waits until every moment can be shown: for pictures, not for frames."""
        if self._packing is not None:
            self._packing.result()

    @property
    def shown(self) -> Moment | None:
        """The moment to draw: the chosen one, or the newest that is ready."""
        if self.chosen is not None:
            return self.chosen
        return next((moment for moment in reversed(self.moments) if moment.is_ready), None)

    @property
    def fields(self) -> set[str]:
        """Names of the fields there are."""
        return set(self.moments[-1].ranges) if self.moments else set()

    def choose(self, time_s: float) -> None:
        """Looks back at the moment nearest to a time; the last one is the newest again as it grows."""
        ready = [moment for moment in self.moments if moment.is_ready]
        if ready:
            nearest = min(ready, key=lambda moment: abs(moment.time_s - time_s))
            self.chosen = None if nearest is ready[-1] else nearest

    def extent(self, name: str) -> Range | None:
        """Values of a field over the whole discharge so far."""
        known = [
            moment.extents[name] for moment in self.moments if moment.is_ready and name in moment.extents
        ]
        return (min(low for low, _ in known), max(high for _, high in known)) if known else None

    def _thin(self) -> None:
        """Leaves out moments so that what stays is spread evenly; never the first, the last or the chosen."""
        while len(self.moments) > 3 and (
            len(self.moments) > MOST_MOMENTS or sum(moment.size for moment in self.moments) > MOST_BYTES
        ):
            times_s = np.array([moment.time_s for moment in self.moments])
            gaps_s = times_s[2:] - times_s[:-2]
            if self.chosen is not None:
                gaps_s[[moment is self.chosen for moment in self.moments[1:-1]]] = np.inf
            del self.moments[1 + int(np.argmin(gaps_s))]
