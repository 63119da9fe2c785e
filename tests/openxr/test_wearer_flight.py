"""A pore flight in the headset: the stick carries the electrode past the person, nothing else does."""

import time

import numpy as np

from tests.openxr.poses import pose
from tests.openxr.worn import electrode
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import VoxelGrid
from vr_client.stage.transforms import scale_of
from vr_client.views.headset.actions import Hand
from vr_client.views.headset.wearer import Wearer

DT_S = 0.05
HEAD = pose((0.0, 1.3, 0.0))


def test_a_flight_has_the_movement_until_it_ends() -> None:
    wearer, stage = Wearer(), Stage()
    stage.apply(electrode(), 0.0)
    stage.voxels = VoxelGrid(np.zeros((30, 30, 30), np.uint8), 2.0, 0)  # one wide pore
    wearer.settle(stage, HEAD, 0.0)
    table = stage.model.copy()
    down = pose((0.2, 1.0, -0.2))
    down[:3, :3] = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]  # points straight down
    hand = Hand(aim=down, grip=down, can_squeeze=True)

    def frame(right: Hand) -> None:
        wearer.settle(stage, HEAD, 0.0)
        wearer.frame(stage, {"left": Hand(), "right": right}, None, (1, 1), DT_S)

    stage.flight.wish = "start"
    end = time.monotonic() + 20.0
    while stage.flight.state != "flying":
        frame(hand)
        assert time.monotonic() < end
        time.sleep(0.01)
    assert wearer.vignette.is_shown  # set elsewhere in a blink
    start = stage.model.copy()
    for _ in range(10):
        frame(Hand(aim=down, grip=down, can_squeeze=True, ahead=1.0))
    carried = stage.model[:3, 3] - start[:3, 3]
    assert carried[1] > 0.2 and np.abs(carried[[0, 2]]).max() < 1e-6  # one sinks: the electrode rises
    assert scale_of(stage.model) == scale_of(start)
    held = stage.model.copy()
    for _ in range(3):
        frame(Hand(aim=down, grip=pose((0.2, 1.2, -0.2)), can_squeeze=True, squeeze=1.0))
    np.testing.assert_allclose(stage.model, held, atol=1e-9)  # a grip does not tear one out of the flight
    stage.flight.wish = "end"
    frame(hand)
    np.testing.assert_allclose(stage.model, table)
