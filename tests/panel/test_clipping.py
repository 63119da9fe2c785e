"""The cut in the panel's terms is the cut in the drawing's."""

import numpy as np
import pytest

from vr_client.panel.clipping import axis_of, place_um, placed, travel_um
from vr_client.stage.clip import AXES, Axis, ClipPlane

from .scene import stage


@pytest.mark.parametrize("axis", list(AXES))
@pytest.mark.parametrize("flip", [False, True])
def test_the_plane_passes_through_the_place_shown(axis: Axis, flip: bool) -> None:
    particles = stage().particles
    plane = placed(ClipPlane(), axis, 0.5, particles)
    if flip:
        plane = placed(plane.flipped(), axis, 0.25, particles)
    where = place_um(plane, axis)
    assert plane.enabled
    assert axis_of(plane) == axis
    assert where == pytest.approx((0.25 if flip else 0.5) * travel_um(axis, particles))
    point = np.array([0.0, 0.0, 0.0, 1.0])
    point["xyz".index(axis)] = where
    assert plane.equation() @ point == pytest.approx(0.0)


def test_a_plane_turned_by_hand_has_no_axis() -> None:
    assert axis_of(ClipPlane(True, (0.6, 0.8, 0.0))) is None
