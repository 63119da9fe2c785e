"""Where a person wants little motion, the camera stays until it is moved by hand."""

import numpy as np
import pytest

from vr_client.stage.settings import Settings
from vr_client.stage.stage import Stage


def _shrinking(stage: Stage, height_um: float) -> None:
    stage.particles.receive(
        np.zeros((1, 3), np.float32), np.ones(1, np.float32), np.ones(1, np.uint8), np.zeros(1, np.float32),
        np.zeros(1, np.float32), (40.0, 40.0), height_um, stage.now_s,
    )  # fmt: skip


@pytest.mark.parametrize("reduced", [True, False])
def test_the_camera_follows_a_shrinking_film_unless_motion_is_reduced(reduced: bool) -> None:
    stage = Stage(settings=Settings(reduced_motion=reduced))
    _shrinking(stage, 200.0)
    stage.place()
    stage.look_at_electrode()
    stage.advance(0.1)
    eye_m = stage.camera.eye_m
    _shrinking(stage, 50.0)
    for step in range(50):
        stage.advance(0.2 + 0.1 * step)
    moved_m = float(np.linalg.norm(stage.camera.eye_m - eye_m))
    assert (moved_m == 0.0) is reduced
    stage.look_at_electrode()  # asked for: goes at once
    assert np.linalg.norm(stage.camera.eye_m - eye_m) > 0.01
