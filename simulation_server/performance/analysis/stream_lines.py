"""Stream lines through the face fluxes of a solved volume, cell by cell.

Within a voxel each component of the flux runs linearly between the two faces, so that the path through it is
known in closed form (Pollock 1988). What comes in goes out: no line ends inside or enters a solid.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .face_fluxes import F32, FaceFluxes

_STILL = 1e-9
"""Of the mean flux: below it nothing moves."""


def stream_lines(fluxes: FaceFluxes, count: int) -> tuple[F32, NDArray[np.int32], F32]:
    """About `count` lines from z = 0 on: points (k, 3) in voxels, starts (m + 1,), flux along (k,).

    Each begins in the middle of a face of the inlet and stands for the same flux. A line that leaves by a
    side that is joined to the opposite one goes on there as another line.
    """
    inlet = np.maximum(fluxes.z[:, :, 0], 0.0).astype(np.float64)
    seeds = _seeds(inlet, count)
    longest = 40 * sum(fluxes.x.shape)
    points, along, starts = [], [], [0]
    room = np.empty((longest, 4), dtype=np.float32)
    breaks = np.empty(longest, dtype=np.int32)
    for i, j in seeds:
        length, pieces = _follow(fluxes.x, fluxes.y, fluxes.z, i, j, room, breaks)
        points.append(room[:length, :3].copy())
        along.append(room[:length, 3].copy())
        base = starts[-1]
        starts += [base + int(end) for end in breaks[:pieces]] + [base + length]
    if not points:
        return np.empty((0, 3), np.float32), np.zeros(1, np.int32), np.empty(0, np.float32)
    return np.concatenate(points), np.array(starts, dtype=np.int32), np.concatenate(along)


def _seeds(inlet: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Cells (m, 2) at equal steps of the flux along a curve that stays near where it is (Morton 1966)."""
    nx, ny = inlet.shape
    i, j = np.divmod(np.arange(nx * ny), ny)
    place = np.zeros(nx * ny, dtype=np.int64)
    for bit in range(max(nx, ny).bit_length()):
        place |= ((i >> bit) & 1) << (2 * bit + 1) | ((j >> bit) & 1) << (2 * bit)
    order = np.argsort(place)
    summed = np.cumsum(inlet.ravel()[order])
    if summed[-1] <= 0.0:
        return np.empty((0, 2), dtype=np.int64)
    wanted = (np.arange(count) + 0.5) / count * summed[-1]
    chosen = np.unique(order[np.searchsorted(summed, wanted)])
    return np.stack(np.unravel_index(chosen, (nx, ny)), axis=1)


@njit(nogil=True, error_model="numpy")
def _leave(low: float, high: float, at: float) -> tuple[float, int]:
    """Time until the coordinate `at` (0 to 1) reaches a face, and which: -1, 1, or 0 for never."""
    here = low + (high - low) * at
    if here > _STILL and high > _STILL:
        change = high - low
        gone = (1.0 - at) / here if abs(change) < 1e-6 * here else np.log(high / here) / change
        return gone, 1
    if here < -_STILL and low < -_STILL:
        change = high - low
        gone = -at / here if abs(change) < -1e-6 * here else np.log(low / here) / change
        return gone, -1
    return np.inf, 0


@njit(nogil=True)
def _moved(low: float, high: float, at: float, time: float) -> float:
    """The coordinate after a time."""
    change = high - low
    here = low + change * at
    by = here * time if abs(change * time) < 1e-6 else here * np.expm1(change * time) / change
    return min(max(at + by, 0.0), 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _follow(x, y, z, i, j, room, breaks):  # type: ignore[no-untyped-def]
    """Writes one line's points and fluxes to `room` (k, 4); returns how many, and its breaks at the sides."""
    nx, ny, nz = x.shape
    cell = np.array([i, j, 0])
    at = np.array([0.5, 0.5, 0.0])
    low, high = np.empty(3), np.empty(3)
    length, pieces = 0, 0
    while length < len(room):
        a, b, c = cell
        low[0], high[0] = x[a, b, c], x[(a + 1) % nx, b, c]
        low[1], high[1] = y[a, b, c], y[a, (b + 1) % ny, c]
        low[2], high[2] = z[a, b, c], z[a, b, c + 1]
        square = 0.0
        soonest, through, way = np.inf, -1, 0
        for axis in range(3):
            square += (low[axis] + (high[axis] - low[axis]) * at[axis]) ** 2
            gone, side = _leave(low[axis], high[axis], at[axis])
            if side != 0 and gone < soonest:
                soonest, through, way = gone, axis, side
        room[length, 0], room[length, 1], room[length, 2] = a + at[0], b + at[1], c + at[2]
        room[length, 3] = np.sqrt(square)
        length += 1
        if through < 0:
            break
        for axis in range(3):
            at[axis] = _moved(low[axis], high[axis], at[axis], soonest)
        at[through] = 1.0 if way > 0 else 0.0
        goes_round = through < 2 and not 0 <= cell[through] + way < x.shape[through]
        ends = through == 2 and not 0 <= c + way < nz
        if (goes_round or ends) and length < len(room):
            room[length, 0], room[length, 1], room[length, 2] = a + at[0], b + at[1], c + at[2]
            room[length, 3] = room[length - 1, 3]
            length += 1
        if ends:
            break
        if goes_round:
            breaks[pieces] = length
            pieces += 1
        cell[through] = (cell[through] + way) % (x.shape[through] if through < 2 else nz)
        at[through] = 0.0 if way > 0 else 1.0
    return length, pieces
