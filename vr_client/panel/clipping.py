"""The cutting plane in the panel's terms: an axis and a place along the electrode."""

from dataclasses import replace

import numpy as np

from vr_client.stage.clip import AXES, Axis, ClipPlane
from vr_client.stage.particles import ParticleLayer

_NUMBER: dict[Axis, int] = {"x": 0, "y": 1, "z": 2}


def axis_of(plane: ClipPlane) -> Axis | None:
    """The axis the plane stands across, None for a plane turned freely by hand."""
    normal = np.abs(plane.normal)
    for axis, number in _NUMBER.items():
        if normal[number] > 1.0 - 1e-6:
            return axis
    return None


def travel_um(axis: Axis, particles: ParticleLayer) -> float:
    """How far the plane can go across an axis: the electrode's edge there, at least 1 um."""
    edges = (*particles.box_um, particles.plane_um)
    return max(edges[_NUMBER[axis]], 1.0)


def place_um(plane: ClipPlane, axis: Axis) -> float:
    """Coordinate at which the plane crosses an axis it stands across."""
    return plane.offset_um * plane.normal[_NUMBER[axis]]


def placed(plane: ClipPlane, axis: Axis, share: float, particles: ParticleLayer) -> ClipPlane:
    """The enabled plane across `axis` at a share (0 to 1) of the electrode; the side kept stays."""
    normal = plane.normal if axis_of(plane) == axis else AXES[axis]
    where = share * travel_um(axis, particles)
    return replace(plane, enabled=True, normal=normal, offset_um=where * normal[_NUMBER[axis]])
