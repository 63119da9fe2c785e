"""Heads and hands as few numbers, and back: for the wire, and to move smoothly from one pose to the next.

A place is (8,): position (um), unit quaternion x, y, z, w, and the electrode's micrometres a metre.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from simulation_server.schema.presence import Placement

from .transforms import Matrix, scale_of

Floats = NDArray[np.float64]
FURTHEST_UM, LARGEST_UM_PER_M = 1e7, 1e9
"""What the wire takes."""


def placement_of(matrix: Matrix | None) -> tuple[Placement, float] | None:
    """A (4, 4) for the wire, with its micrometres a metre; None for one that is no place in the electrode."""
    if matrix is None or not np.isfinite(matrix).all() or np.abs(matrix[:3, 3]).max() > FURTHEST_UM:
        return None
    scale = scale_of(matrix)
    if not 0.0 < scale <= LARGEST_UM_PER_M or np.linalg.det(matrix[:3, :3]) <= 0.0:
        return None
    x, y, z, w = (float(q) for q in Rotation.from_matrix(matrix[:3, :3] / scale).as_quat())
    across, along, up = (float(v) for v in matrix[:3, 3])
    return Placement((across, along, up), (x, y, z, w)), scale


def place_of(placement: Placement, um_per_m: float) -> Floats | None:
    """(8,) of what came over the wire; None where its turn is none."""
    turn = np.array(placement.turn)
    length = float(np.linalg.norm(turn))
    return None if length < 0.5 else np.array([*placement.at_um, *(turn / length), um_per_m])


def places_between(starts: Floats, targets: Floats, shares: Floats) -> Floats:
    """(k, 8) places `shares` (k,) of the way from `starts` to `targets` (k, 8), turning the shorter way."""
    same_side = np.where((starts[:, 3:7] * targets[:, 3:7]).sum(axis=1) < 0.0, -1.0, 1.0)
    aligned = starts.copy()
    aligned[:, 3:7] *= same_side[:, None]
    places = aligned + shares[:, None] * (targets - aligned)
    places[:, 3:7] /= np.linalg.norm(places[:, 3:7], axis=1, keepdims=True)
    return np.asarray(places)


def matrices_of(places: Floats) -> Floats:
    """(k, 4, 4) from own metres to electrode micrometres, of places (k, 8)."""
    found = np.zeros((len(places), 4, 4))
    found[:, :3, :3] = Rotation.from_quat(places[:, 3:7]).as_matrix() * places[:, 7, None, None]
    found[:, :3, 3] = places[:, :3]
    found[:, 3, 3] = 1.0
    return found
