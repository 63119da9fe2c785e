"""Where the session's camera goes: slowly about the electrode, and to its face once it is cut open."""

from vr_client.stage.clip import Axis, clip_through
from vr_client.stage.stage import Stage

TURN_DEG_PER_S = 3.0
"""About a whole electrode."""
TO_FACE_DEG_PER_S = 10.0
BESIDE_DEG = 26.0
"""From where the camera looks at a cut face: beside its normal, so that what lies behind has depth."""
QUARTER_DEG = 90.0
ASIDE, RAISED = 0.064, 0.028
"""Shares of its distance by which the camera moves, so that the legend of two fields covers nothing."""
_SIDES: tuple[tuple[Axis, bool], ...] = (("y", False), ("x", False), ("y", True), ("x", True))
"""Cut faces that look at a camera at azimuth 0, 90, 180 and 270 degrees: axis, flipped."""


def cut_towards(stage: Stage) -> None:
    """Cuts the electrode through its middle, across the side that the camera is nearest to."""
    camera, azimuth_deg = stage.camera, stage.camera.azimuth_deg
    axis, flipped = _SIDES[_nearest(azimuth_deg) % len(_SIDES)]
    length, width = stage.particles.box_um
    cut = clip_through(axis, (0.5 * length, 0.5 * width, 0.5 * stage.particles.plane_um))
    stage.clip = cut.flipped() if flipped else cut
    camera.azimuth_deg = _place_deg(azimuth_deg)  # across the picture as it will be then
    camera.pan(-ASIDE * camera.distance_m, -RAISED * camera.distance_m)
    camera.azimuth_deg = azimuth_deg


def turn(stage: Stage, dt_s: float) -> None:
    """Moves the camera on by `dt_s`: round and round, or to the cut face and no further."""
    if not stage.clip.enabled:
        stage.camera.orbit(TURN_DEG_PER_S * dt_s, 0.0)
        return
    azimuth_deg = stage.camera.azimuth_deg
    left_deg = _place_deg(azimuth_deg) - azimuth_deg
    most_deg = TO_FACE_DEG_PER_S * dt_s
    stage.camera.orbit(min(max(left_deg, -most_deg), most_deg), 0.0)


def _place_deg(azimuth_deg: float) -> float:
    """Where the camera looks at the nearest side from."""
    return QUARTER_DEG * _nearest(azimuth_deg) + BESIDE_DEG


def _nearest(azimuth_deg: float) -> int:
    """Which of the sides, counted from azimuth 0, has its place for the camera nearest."""
    return round((azimuth_deg - BESIDE_DEG) / QUARTER_DEG)
