"""An electrode that is kept beside comes into sight together with the live one."""

import numpy as np

from vr_client.drawing.beside import offset_um
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of

FACING_DEG = 12.0
"""Azimuth from which both are seen side by side, neither before the other."""
MARGIN = 1.15


def follow_beside(stage: Stage) -> None:
    """Once a frame: turns a desk's camera when one was kept, and lets it follow the live one after."""
    held = stage.beside
    if held is stage.hand.beside_seen:
        return
    had, stage.hand.beside_seen = stage.hand.beside_seen, held
    if stage.body is not None:
        return
    if held is None:
        stage.camera.follows = had is not None
        return
    live, kept = stage.particles, held.particles
    shift = np.array(offset_um(held, live))
    low, high = np.minimum(shift, 0.0), np.array([*live.box_um, live.plane_um])
    high = np.maximum(high, shift + np.array([*kept.box_um, kept.plane_um]))
    middle, half = 0.5 * (low + high), 0.5 * (high - low) * scale_of(stage.model)
    stage.camera.azimuth_deg, stage.camera.follows = FACING_DEG, False
    centre_m = (stage.model @ np.append(middle, 1.0))[:3]
    stage.camera.fit(centre_m, MARGIN * float(half[0]), MARGIN * float(half[2]), 1.0)
