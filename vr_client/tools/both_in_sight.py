"""An electrode that is kept beside comes into sight together with the live one."""

from vr_client.stage.stage import Stage

FACING_DEG = 12.0
"""Azimuth from which both are seen side by side, neither before the other."""


def follow_beside(stage: Stage) -> None:
    """Once a frame: turns a desk's camera when one was kept or let go; it follows both from then on."""
    if stage.beside is stage.hand.beside_seen:
        return
    stage.hand.beside_seen = stage.beside
    if stage.body is not None:
        return
    if stage.beside is not None:
        stage.camera.azimuth_deg = FACING_DEG
    stage.look_on()
