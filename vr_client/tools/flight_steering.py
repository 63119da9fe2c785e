"""Where a flight goes: as the person pushes, ahead by itself, or along the shortest way."""

import numpy as np

from vr_client.stage.flight import Flight
from vr_client.stage.pore_space import PoreSpace
from vr_client.stage.stage import Stage

from .standing import Vector, head_of

GUIDED_VOXELS = 4
"""How far ahead on the shortest way the guide aims."""
LOOK_S = 0.25
"""Time constant with which the desk's camera turns to where the guide flies."""
STEEPEST_DEG = 85.0


def steered(stage: Stage, flight: Flight, space: PoreSpace, push: Vector, dt_s: float) -> Vector:
    """The push (3,) with what the chosen pilot adds."""
    if flight.pilot == "glide" and not push.any():
        return -head_of(stage)[:3, 2]
    if flight.pilot == "guide":
        ahead = space.ahead(flight.at_um, GUIDED_VOXELS)
        if flight.at_um[2] > space.surface_um + 0.5 * space.voxel_um or ahead is None:
            ahead = space.shortest_um[0]
        way = stage.model[:3, :3] @ (ahead - flight.at_um)
        flight.guided = True
        _look_along(stage, way, 1.0 - float(np.exp(-dt_s / LOOK_S)))
        return way / max(float(np.linalg.norm(way)), 1e-9)
    return push


def _look_along(stage: Stage, way_m: Vector, share: float) -> None:
    """Turns the desk's camera by a share to where the guide flies; nobody's own head is ever turned."""
    if stage.body is not None or stage.settings.reduced_motion:
        return
    camera = stage.camera
    x, y, z = -way_m / max(float(np.linalg.norm(way_m)), 1e-9)
    flat = float(np.hypot(x, z))
    if flat > 0.2:
        aside = (np.degrees(np.arctan2(x, z)) - camera.azimuth_deg + 180.0) % 360.0 - 180.0
        camera.azimuth_deg = (camera.azimuth_deg + share * aside) % 360.0
    camera.elevation_deg += share * (float(np.degrees(np.arctan2(y, flat))) - camera.elevation_deg)
    camera.elevation_deg = float(np.clip(camera.elevation_deg, -STEEPEST_DEG, STEEPEST_DEG))
